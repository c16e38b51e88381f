import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Field } from '../../extension/ui/Field.tsx';
import { localServer } from '../server-address.ts';
import { type Adding, createAddAccount } from './add-account.ts';
import type { AddFormProps } from './add-form.ts';

/** Asks for a server, for the permission to contact it, and for the sign-in on its own page. */
export function AddAccountForm({ model, takesFocus, onStarted, onAdded, onProgress, onCancel }: AddFormProps) {
  const adding = useMemo(() => createAddAccount(model.hosts), [model]);
  const [typed, setTyped] = useState(localServer);
  const field = useRef<HTMLInputElement>(null);
  const state = adding.state.value;
  const isBusy = state.step === 'asking' || state.step === 'signing-in';
  useEffect(() => {
    adding.edit(typed);
    if (takesFocus) field.current?.focus();
  }, []);
  useEffect(() => onProgress(isBusy ? 'busy' : 'open'), [isBusy]);
  useEffect(() => {
    if (state.step === 'problem') field.current?.focus();
    if (state.step === 'added') onAdded(state.account);
  }, [state.step]);
  return (
    <form
      class="add-form add-account"
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
        {onCancel && !isBusy && <Button onClick={onCancel}>{text('uiCancel')}</Button>}
      </div>
    </form>
  );
}

function Progress({ state }: { state: Adding }) {
  if (state.step === 'asking') return <Banner>{text('optionsAskingHost')}</Banner>;
  if (state.step === 'signing-in') return <Banner>{text('optionsSigningIn')}</Banner>;
  if (state.step !== 'failed') return null;
  return <Banner tone={state.kind === 'cancelled' ? 'info' : 'danger'}>{errorSentence(state.kind)}</Banner>;
}
