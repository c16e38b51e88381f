import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { CommandErrorKind } from '../../extension/commands.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import type { Grant } from '../../src/ucwa/sign-in/place.ts';
import type { Proof, SignInStep } from '../../src/ucwa/sign-in/step.ts';
import { PasswordFields } from './PasswordFields.tsx';
import { signInFailure } from './sign-in-words.ts';

type SignInFormProps = {
  /** Host that the password goes to. */
  host: string;
  userName: string;
  ways: SignInStep['grants'];
  isBusy: boolean;
  failure?: CommandErrorKind | undefined;
  /** Whose account it is, where there is one. */
  name?: string;
  onSignIn: (proof: Proof) => void;
  /** The way back. */
  children: ComponentChildren;
};

/** Asks who is there, in the ways that the server takes: a password, or the account of this computer. */
export function SignInForm({ host, ways, isBusy, failure, name, onSignIn, ...props }: SignInFormProps) {
  const [userName, setUserName] = useState(props.userName);
  const [password, setPassword] = useState('');
  const [way, setWay] = useState<Grant>('password');
  const [isIncomplete, setIncomplete] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const takesPassword = ways.includes('password');
  const refusal = failure && signInFailure(failure, name);
  const isRefused = failure === 'wrong-password';
  useEffect(() => {
    if (isBusy) return;
    field.current?.focus();
    if (failure) field.current?.select();
  }, [failure, isBusy]);

  function signInWithPassword(): void {
    const isComplete = userName.trim() !== '' && password !== '';
    setIncomplete(!isComplete);
    setWay('password');
    if (isComplete) onSignIn({ grant: 'password', userName: userName.trim(), password });
    else field.current?.focus();
  }
  function signInWithSystem(): void {
    setIncomplete(false);
    setWay('windows');
    onSignIn({ grant: 'windows' });
  }

  return (
    <form
      class="add-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (takesPassword && !isBusy) signInWithPassword();
      }}
    >
      {takesPassword && (
        <>
          <PasswordFields
            userName={userName}
            onUserName={setUserName}
            password={password}
            onPassword={setPassword}
            isBusy={isBusy}
            problemId={isRefused || isIncomplete ? id : undefined}
            passwordRef={field}
          />
          <p class="soft">{text('optionsPasswordAbout', host)}</p>
        </>
      )}
      <div id={id} class="add-said">
        {isBusy && <Banner>{text('optionsSigningInAt', host)}</Banner>}
        {!isBusy && isIncomplete && <Banner tone="danger">{text('optionsSignInIncomplete')}</Banner>}
        {!isBusy && !isIncomplete && refusal && <Banner tone="danger">{refusal}</Banner>}
      </div>
      <div class="actions">
        <WayButtons ways={ways} running={isBusy ? way : undefined} onSystem={signInWithSystem} />
        {props.children}
      </div>
    </form>
  );
}

type WayButtonsProps = {
  ways: SignInStep['grants'];
  /** The way that is being tried. */
  running: Grant | undefined;
  onSystem: () => void;
};

/** A button for each way; that of the password sends the form off. */
function WayButtons({ ways, running, onSystem }: WayButtonsProps) {
  const takesPassword = ways.includes('password');
  return (
    <>
      {takesPassword && (
        <Button kind="primary" type="submit" isBusy={running === 'password'} isDisabled={running === 'windows'}>
          {text('optionsSignIn')}
        </Button>
      )}
      {ways.includes('windows') && (
        <Button
          kind={takesPassword ? 'plain' : 'primary'}
          isBusy={running === 'windows'}
          isDisabled={running === 'password'}
          onClick={onSystem}
        >
          {text('optionsUseWindows')}
        </Button>
      )}
    </>
  );
}
