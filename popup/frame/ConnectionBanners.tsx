import { useState } from 'preact/hooks';
import { browser } from '../../extension/browser.ts';
import type { CommandName, CommandPayload } from '../../extension/commands.ts';
import type { SessionRow } from '../../extension/database.ts';
import type { AccountView } from '../../extension/queries.ts';
import { connectionSentence, errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner, type Tone } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { type IconShape, offlineIcon } from '../../extension/ui/icons.ts';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import { nowMs, openedAtMs, useRenewal } from '../clock.ts';
import { accountLabel } from '../list/account-label.ts';
import { showFailure } from '../notices.ts';
import { openOptions } from '../screen.ts';
import { timeAgo } from '../times.ts';
import { ask, isWorkerAnswering } from '../worker.ts';

/** A connection that says online but has heard nothing for this long is being checked, whatever it says. */
const staleMs = 3 * 60_000;

/** Connecting is nothing to tell before it takes longer than this. */
const patienceMs = 1_500;

/** What is to be said about a connection: nothing while it is fine. */
export type ConnectionTrouble = 'none' | 'checking' | 'connecting' | 'waiting' | 'sign-in' | 'refused' | 'paused';

/** Until when short changes of a connection are left to settle. */
const settledAtMs = (session: SessionRow) => Math.max(session.sinceMs, openedAtMs) + patienceMs;

/** What is the matter with a connection at a time. */
export function findTrouble(session: SessionRow | undefined, atMs: number): ConnectionTrouble {
  if (!session) return 'none';
  // What began in the future began before the clock was set back.
  const isSettled = atMs >= settledAtMs(session) || atMs < session.sinceMs;
  switch (session.state) {
    case 'online':
      return isSettled && atMs - session.contactAtMs > staleMs ? 'checking' : 'none';
    case 'connecting':
      return isSettled ? 'connecting' : 'none';
    case 'signed-out':
    case 'expired':
      return 'sign-in';
    default:
      return session.state;
  }
}

const tones: Record<Exclude<ConnectionTrouble, 'none' | 'checking' | 'connecting'>, Tone> = {
  waiting: 'warning',
  'sign-in': 'warning',
  refused: 'danger',
  paused: 'info',
};

/** What is wrong with the worker or with connections, each with what to do about it. */
export function ConnectionBanners({ accounts }: { accounts: readonly AccountView[] }) {
  useRenewal(accounts.flatMap(({ session }) => (session ? settledAtMs(session) : [])));
  if (!isWorkerAnswering.value) return <SilentWorker />;
  const troubled = accounts.filter(({ session }) => findTrouble(session, nowMs.value) !== 'none');
  if (troubled.length === 0) return null;
  const all = accounts.map((view) => view.account);
  return (
    <div class="banners">
      {troubled.map(({ account, session }) => (
        <AccountTrouble
          key={account.id}
          hasPlace={account.place !== undefined}
          session={session as SessionRow}
          {...(all.length > 1 && { title: accountLabel(account, all) })}
        />
      ))}
    </div>
  );
}

function SilentWorker() {
  const reload = (
    <Button kind="quiet" isSmall onClick={() => browser.runtime.reload()} children={text('popupReload')} />
  );
  return (
    <div class="banners">
      <Banner tone="danger" title={text('popupSilentWorker')} actions={reload}>
        {text('popupSilentWorkerAdvice')}
      </Banner>
    </div>
  );
}

type AccountTroubleProps = { session: SessionRow; title?: string; hasPlace: boolean };

function AccountTrouble({ session, title, hasPlace }: AccountTroubleProps) {
  const trouble = findTrouble(session, nowMs.value);
  const contact = session.contactAtMs > 0 && text('popupLastContact', timeAgo(session.contactAtMs, nowMs.value));
  if (trouble === 'none') return null;
  if (trouble === 'checking' || trouble === 'connecting') {
    const words = [title, trouble === 'checking' ? text('popupChecking') : connectionSentence('connecting'), contact];
    return (
      <div class="connecting" role="status">
        <Spinner />
        {words.filter(Boolean).join(' · ')}
      </div>
    );
  }
  const icon: { icon?: IconShape } = trouble === 'waiting' || trouble === 'paused' ? { icon: offlineIcon } : {};
  return (
    <Banner
      tone={tones[trouble]}
      {...icon}
      {...(title && { title })}
      actions={<TroubleActions account={session.account} trouble={trouble} hasPlace={hasPlace} />}
    >
      <p class="banner-sentence">{connectionSentence(session.state)}</p>
      <Reason session={session} trouble={trouble} />
      {contact && <p class="soft">{contact}</p>}
    </Banner>
  );
}

function Reason({ session, trouble }: { session: SessionRow; trouble: ConnectionTrouble }) {
  if (trouble === 'waiting' && !navigator.onLine) return <p>{text('popupDeviceOffline')}</p>;
  if (!session.error || trouble === 'sign-in' || trouble === 'paused') return null;
  return <p>{errorSentence(session.error)}</p>;
}

type TroubleActionsProps = { account: string; trouble: ConnectionTrouble; hasPlace: boolean };

function TroubleActions({ account, trouble, hasPlace }: TroubleActionsProps) {
  const [isBusy, setBusy] = useState(false);
  async function run<Name extends CommandName>(name: Name, payload: CommandPayload<Name>, timeoutMs?: number) {
    setBusy(true);
    const reply = await ask(name, payload, timeoutMs);
    setBusy(false);
    if (!reply.ok) showFailure(reply.error.kind);
  }
  const action = (label: string, onClick: () => void) => (
    <Button kind="quiet" isSmall isBusy={isBusy} onClick={onClick}>
      {text(label)}
    </Button>
  );
  // The sign-in window stays open as long as the user needs.
  const signInMs = 15 * 60_000;
  if (trouble === 'paused')
    return action('popupGoOnline', () => void run('presence.set', { account, presence: 'online' }));
  // Who signs in to a place of their own does so in the settings, where the password is asked.
  if (trouble === 'sign-in' && hasPlace) return action('popupSignIn', () => void openOptions());
  if (trouble === 'sign-in') return action('popupSignIn', () => void run('account.signIn', { account }, signInMs));
  return (
    <>
      {action('popupTryAgain', () => void run('connection.retry', { account }))}
      {trouble === 'refused' && (
        <Button kind="quiet" isSmall onClick={() => void openOptions()}>
          {text('popupOpenSettings')}
        </Button>
      )}
    </>
  );
}
