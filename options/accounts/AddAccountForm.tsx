import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { browser } from '../../extension/browser.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Field } from '../../extension/ui/Field.tsx';
import type { Account } from '../../src/model/account.ts';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { localServer } from '../server-address.ts';
import { accountName } from './account-words.ts';
import { type Adding, createAddAccount } from './add-account.ts';

type FormProps = {
  model: PageModel;
  /** There is no account yet: the form welcomes, and cannot be closed. */
  isFirst: boolean;
  /** The sign-in began: keep the form, even when the account it brings is the first. */
  onStarted: () => void;
  onDone: () => void;
};

/** Asks for a server, for the permission to contact it, and for the sign-in; then shows who was added. */
export function AddAccountForm({ model, isFirst, onStarted, onDone }: FormProps) {
  const adding = useMemo(() => createAddAccount(model.hosts), [model]);
  const [typed, setTyped] = useState(localServer);
  const field = useRef<HTMLInputElement>(null);
  const state = adding.state.value;
  const isBusy = state.step === 'asking' || state.step === 'signing-in';
  useEffect(() => {
    adding.edit(typed);
    if (!isFirst) field.current?.focus();
  }, []);
  useEffect(() => {
    if (state.step === 'problem') field.current?.focus();
  }, [state.step]);
  if (state.step === 'added') return <Added account={state.account} onDone={onDone} />;
  return (
    <Section
      title={text(isFirst ? 'optionsWelcome' : 'optionsAdd')}
      about={text(isFirst ? 'optionsWelcomeAbout' : 'optionsAddAbout')}
    >
      <form
        class="card card-padded add-account"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // Nothing may be awaited before this: the browser shows its question only inside the click.
          void adding.start(field.current?.value ?? typed);
          onStarted();
        }}
      >
        <Field
          label={text('optionsServer')}
          value={typed}
          type="url"
          hint={text('optionsServerHint')}
          problem={state.step === 'problem' ? text(`optionsAddress_${state.problem}`) : undefined}
          isDisabled={isBusy}
          inputRef={field}
          onInput={(value) => {
            setTyped(value);
            adding.edit(value);
          }}
        />
        <Progress state={state} />
        <div class="actions">
          <Button kind="primary" type="submit" isBusy={isBusy}>
            {text('optionsContinue')}
          </Button>
          {!isFirst && !isBusy && <Button onClick={onDone}>{text('uiCancel')}</Button>}
        </div>
      </form>
    </Section>
  );
}

function Progress({ state }: { state: Adding }) {
  if (state.step === 'asking') return <Banner>{text('optionsAskingHost')}</Banner>;
  if (state.step === 'signing-in') return <Banner>{text('optionsSigningIn')}</Banner>;
  if (state.step !== 'failed') return null;
  return <Banner tone={state.kind === 'cancelled' ? 'info' : 'danger'}>{errorSentence(state.kind)}</Banner>;
}

/** The account is here. Where its button hides in the browser's menu, says how to bring it out. */
function Added({ account, onDone }: { account: Account; onDone: () => void }) {
  const [isPinned, setPinned] = useState(true);
  useEffect(() => {
    // Not every browser answers this; where none does, the button may be hidden.
    const settings = browser.action.getUserSettings?.() ?? Promise.resolve({ isOnToolbar: false });
    settings.then(
      ({ isOnToolbar }) => setPinned(isOnToolbar === true),
      () => setPinned(false),
    );
  }, []);
  return (
    <Banner
      tone="success"
      title={text('optionsAdded', accountName(account))}
      actions={
        <Button kind="quiet" isSmall onClick={onDone}>
          {text('optionsDone')}
        </Button>
      }
    >
      {text('optionsAddedAbout')} {!isPinned && text('optionsPinHint')}
    </Banner>
  );
}
