import './preferences.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { CommandError } from '../../extension/commands.ts';
import { operationsOf } from '../../extension/operations.ts';
import { connectionSentence, errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { live } from '../../extension/ui/live.ts';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import type { PreferenceWriting } from '../../src/service/account-operations.ts';
import { AccountPicker } from '../AccountPicker.tsx';
import { connectionState } from '../accounts/account-words.ts';
import type { PageModel } from '../model.ts';
import { type AccountView, readPreferences } from '../queries.ts';
import { Section } from '../Section.tsx';
import { TabLink } from '../TabLink.tsx';
import { createPreferenceModel, type PreferenceModel } from './preference-model.ts';

type AccountPreferencesProps = {
  model: PageModel;
  about: string;
  /** Shows the settings; `isDisabled` while they cannot be changed, which is explained above them. */
  children: (preferences: PreferenceModel, isDisabled: boolean) => ComponentChildren;
};

/** The part of a tab that shows settings kept at the server: whose they are, and why they cannot be changed, if so. */
export function AccountPreferences({ model, about, children }: AccountPreferencesProps) {
  const views = model.accounts.value.value;
  const view = model.chosen.value;
  if (!views) return null;
  const isKept = !view || keepsPreferences(view);
  return (
    <Section title={text('optionsYourAccount')} about={isKept && about} aside={view && <AccountPicker model={model} />}>
      {view ? (
        <OfAccount key={view.account.id} view={view}>
          {children}
        </OfAccount>
      ) : (
        <Banner title={text('optionsNoAccount')} actions={<TabLink tab="accounts">{text('optionsAdd')}</TabLink>}>
          {text('optionsNoAccountAbout')}
        </Banner>
      )}
    </Section>
  );
}

/** Whether the server of an account keeps preferences, as far as is known. */
function keepsPreferences({ account, session }: AccountView): boolean {
  return session?.capabilities?.preferences !== false && operationsOf(account).preferences !== undefined;
}

const refuse = () => Promise.reject(new CommandError('invalid', 'this account keeps no preferences'));
/** For an account whose service cannot write preferences; the page says so instead of showing any. */
const noWriting: PreferenceWriting = { readCallPolicy: refuse, setFlag: refuse, setCallPolicy: refuse };

type OfAccountProps = { view: AccountView; children: AccountPreferencesProps['children'] };

function OfAccount({ view, children }: OfAccountProps) {
  const account = view.account.id;
  const state = connectionState(view.session);
  const isConnected = state === 'online';
  const writing = useMemo(() => operationsOf(view.account).preferences ?? noWriting, [account]);
  const isSupported = keepsPreferences(view);
  const stored = useMemo(() => live(['preferences'], (database) => readPreferences(database, account)), [account]);
  const preferences = useMemo(() => createPreferenceModel(account, stored, writing), [account, stored, writing]);
  useEffect(() => () => stored.stop(), [stored]);
  useEffect(() => {
    if (!isConnected || !isSupported) return;
    // Another client may have changed something while this page was not looked at.
    const read = () => void preferences.read();
    read();
    addEventListener('focus', read);
    return () => removeEventListener('focus', read);
  }, [preferences, isConnected, isSupported]);

  if (!isSupported) return <Banner>{text('optionsNotSupported')}</Banner>;
  const reading = preferences.reading.value;
  return (
    <>
      {!isConnected && (
        <Banner
          tone={state === 'connecting' ? 'info' : 'warning'}
          title={text('optionsCannotChange')}
          actions={state !== 'connecting' && <TabLink tab="accounts">{text('optionsGoToAccounts')}</TabLink>}
        >
          {connectionSentence(state)} {preferences.isKnown() && text('optionsLastKnown')}
        </Banner>
      )}
      {isConnected && reading.step === 'failed' && (
        <Banner
          tone="warning"
          title={text('optionsReadFailed')}
          actions={
            <Button kind="quiet" isSmall onClick={() => void preferences.read()}>
              {text('optionsTryAgain')}
            </Button>
          }
        >
          {errorSentence(reading.kind)} {preferences.isKnown() && text('optionsLastKnown')}
        </Banner>
      )}
      {preferences.isKnown() && children(preferences, !isConnected)}
      {!preferences.isKnown() && isConnected && reading.step === 'reading' && (
        <p class="waiting">
          <Spinner />
          {text('optionsReadingSettings')}
        </p>
      )}
    </>
  );
}
