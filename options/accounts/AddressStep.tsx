import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Field } from '../../extension/ui/Field.tsx';
import type { AddByAddress } from './add-by-address.ts';
import { domainIn, type GivenProblem, type TypedAddress } from './given-address.ts';
import { findFailure } from './sign-in-words.ts';
import type { TypingAddress } from './use-typed-address.ts';

type AddressStepProps = {
  adding: AddByAddress;
  typing: TypingAddress;
  takesFocus: boolean;
  onStarted: () => void;
  onCancel?: (() => void) | undefined;
};

/** Asks for the sign-in address, and for a server where an administrator named one. */
export function AddressStep({ adding, typing, takesFocus, onStarted, onCancel }: AddressStepProps) {
  const { typed } = typing;
  const { doing, problem, failure } = adding.state.value;
  const [address, server] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  useEffect(() => {
    if (takesFocus) address.current?.focus();
  }, []);
  useEffect(() => {
    if (problem?.field === 'server') typing.openServer(true);
    if (problem) (problem.field === 'server' ? server : address).current?.focus();
  }, [problem]);
  function change(part: Partial<TypedAddress>): void {
    typing.change(part);
    adding.edit({ ...typed, ...part });
  }
  return (
    <form
      class="add-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // Nothing may be awaited before this: the browser shows its question only inside the click.
        void adding.start(typed);
        onStarted();
      }}
    >
      <Field
        label={text('optionsSignInAddress')}
        value={typed.address}
        hint={text('optionsSignInAddressHint')}
        problem={problem?.field === 'address' ? text(`optionsSignInAddress_${problem.problem}`) : undefined}
        isDisabled={doing !== undefined}
        inputRef={address}
        onInput={(value) => change({ address: value })}
      />
      <details
        class="add-server"
        open={typing.isServerOpen}
        onToggle={(event) => typing.openServer(event.currentTarget.open)}
      >
        <summary>{text('optionsHasServer')}</summary>
        <Field
          label={text('optionsServer')}
          value={typed.server}
          type="url"
          hint={text('optionsHasServerHint')}
          problem={serverProblem(problem)}
          isDisabled={doing !== undefined}
          inputRef={server}
          onInput={(value) => change({ server: value })}
        />
      </details>
      {doing === 'asking' && <Banner>{text('optionsAskingHosts')}</Banner>}
      {doing === 'finding' && <Banner>{text('optionsFinding')}</Banner>}
      {!doing && failure && <Banner tone="danger">{failureWords(failure, typed)}</Banner>}
      <div class="actions">
        <Button kind="primary" type="submit" isBusy={doing !== undefined}>
          {text('optionsContinue')}
        </Button>
        {doing ? (
          <Button onClick={adding.back}>{text('uiCancel')}</Button>
        ) : (
          onCancel && <Button onClick={onCancel}>{text('uiCancel')}</Button>
        )}
      </div>
    </form>
  );
}

function serverProblem(problem: GivenProblem | undefined): string | undefined {
  return problem?.field === 'server' ? text(`optionsAddress_${problem.problem}`) : undefined;
}

function failureWords(failure: Parameters<typeof findFailure>[0], { address, server }: TypedAddress): string {
  const isNamed = server.trim() !== '';
  return findFailure(failure, isNamed ? server.trim() : (domainIn(address) ?? address), isNamed);
}
