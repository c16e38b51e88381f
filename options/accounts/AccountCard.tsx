import { useMemo, useState } from 'preact/hooks';
import { connectionSentence, errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import type { PageModel } from '../model.ts';
import type { AccountView } from '../queries.ts';
import { dateAndTime, timeAgo } from '../times.ts';
import { AccountAbilities } from './AccountAbilities.tsx';
import { type AccountActions, createAccountActions } from './account-actions.ts';
import { placeOf } from './account-place.ts';
import {
  accountName,
  accountWhere,
  connectionLooks,
  connectionState,
  ownPresenceShown,
  problemSentence,
  serverName,
} from './account-words.ts';
import { RemoveDialog } from './RemoveDialog.tsx';
import { SignInAgain } from './SignInAgain.tsx';
import { SignOutDialog } from './SignOutDialog.tsx';

type CardProps = { view: AccountView; model: PageModel };

/** One account: who, where, how the connection is, and what can be done about it. */
export function AccountCard({ view, model }: CardProps) {
  const { account, session } = view;
  const [question, ask] = useState<'sign-out' | 'remove' | undefined>(undefined);
  const actions = useMemo(() => createAccountActions(account, model.hosts), [account.id, account.server]);
  const isBlocked = model.blocked.value.has(account.id);
  const place = placeOf(account);
  const [isSigningIn, setSigningIn] = useState(false);
  const problem = isBlocked ? undefined : problemSentence(session);
  return (
    <li class="account">
      <Avatar id={account.user} name={accountName(account)} size="large" presence={ownPresenceShown(session)} />
      <div class="account-words">
        <h3 class="account-name">{accountName(account)}</h3>
        <p class="soft account-server">{accountWhere(account)}</p>
        <ConnectionLine view={view} nowMs={model.nowMs.value} />
        {problem && <p class="account-problem">{problem}</p>}
        {isBlocked && <BlockedBanner actions={actions} server={serverName(account)} />}
        <Failures actions={actions} name={accountName(account)} />
        {place && isSigningIn && (
          <SignInAgain account={account} place={place} model={model} onClose={() => setSigningIn(false)} />
        )}
        <div class="actions account-actions">
          {!isBlocked && !isSigningIn && (
            <ConnectionButtons
              view={view}
              actions={actions}
              onSignIn={() => (place ? setSigningIn(true) : void actions.signIn.run())}
            />
          )}
          {connectionState(session) === 'signed-out' ? (
            <Button isSmall onClick={() => ask('remove')}>
              {text('optionsRemove')}
            </Button>
          ) : (
            <Button isSmall onClick={() => ask('sign-out')}>
              {text('optionsSignOut')}
            </Button>
          )}
        </div>
        <AccountAbilities account={account} capabilities={session?.capabilities} />
      </div>
      {question === 'sign-out' && <SignOutDialog view={view} action={actions.signOut} onClose={() => ask(undefined)} />}
      {question === 'remove' && <RemoveDialog view={view} action={actions.remove} onClose={() => ask(undefined)} />}
    </li>
  );
}

function ConnectionLine({ view: { session }, nowMs }: { view: AccountView; nowMs: number }) {
  const state = connectionState(session);
  const { icon, tone } = connectionLooks[state];
  return (
    <>
      <p class={`account-connection tone-${tone}`} role="status">
        <Icon shape={icon} isSmall />
        <span>{connectionSentence(state)}</span>
      </p>
      <p class="soft account-facts">
        {session && (state === 'online' || state === 'connecting') && (
          <span>{text('optionsPresenceLine', text(`optionsPresence_${session.ownPresence}`))}</span>
        )}
        {session && session.contactAtMs > 0 && (
          <span title={dateAndTime(session.contactAtMs)}>
            {text('optionsLastContact', timeAgo(session.contactAtMs, nowMs))}
          </span>
        )}
      </p>
    </>
  );
}

function BlockedBanner({ actions, server }: { actions: AccountActions; server: string }) {
  return (
    <Banner
      tone="warning"
      title={text('optionsHostBlocked', server)}
      actions={
        <Button
          kind="quiet"
          isSmall
          isBusy={actions.allowHost.isRunning.value}
          onClick={() => void actions.allowHost.run()}
        >
          {text('optionsHostGrant')}
        </Button>
      }
    >
      {text('optionsHostBlockedAbout')}
    </Banner>
  );
}

/** The buttons that a connection state asks for, the most useful first. */
type ButtonsProps = { view: AccountView; actions: AccountActions; onSignIn: () => void };

function ConnectionButtons({ view: { session }, actions, onSignIn }: ButtonsProps) {
  const state = connectionState(session);
  const needsSignIn = state === 'expired' || state === 'signed-out' || state === 'refused';
  const { signIn, retry, goOnline } = actions;
  return (
    <>
      {(state === 'waiting' || state === 'refused') && (
        <Button isSmall isBusy={retry.isRunning.value} onClick={() => void retry.run()}>
          {text('optionsTryAgain')}
        </Button>
      )}
      {needsSignIn && (
        <Button
          kind={state === 'refused' ? 'plain' : 'primary'}
          isSmall
          isBusy={signIn.isRunning.value}
          onClick={onSignIn}
        >
          {text(state === 'signed-out' ? 'optionsSignIn' : 'optionsSignInAgain')}
        </Button>
      )}
      {state === 'paused' && (
        <Button isSmall isBusy={goOnline.isRunning.value} onClick={() => void goOnline.run()}>
          {text('optionsGoOnline')}
        </Button>
      )}
    </>
  );
}

function Failures({ actions, name }: { actions: AccountActions; name: string }) {
  const { signIn, retry, goOnline, allowHost } = actions;
  const kind = [signIn, retry, goOnline, allowHost].map(({ failure }) => failure.value).find(Boolean);
  const isSomebodyElse = signIn.failure.value === 'conflict';
  return (
    <>
      {signIn.isRunning.value && <Banner>{text('optionsSigningIn')}</Banner>}
      {kind && (
        <Banner tone={kind === 'cancelled' ? 'info' : 'danger'}>
          {isSomebodyElse ? text('optionsSomebodyElse', name) : errorSentence(kind)}
        </Banner>
      )}
    </>
  );
}
