import { useEffect, useMemo, useRef } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import type { SignInStep } from '../../src/ucwa/sign-in/step.ts';
import { AddressStep } from './AddressStep.tsx';
import { AllowHosts } from './AllowHosts.tsx';
import { type AddByAddress, createAddByAddress } from './add-by-address.ts';
import type { AddFormProps } from './add-form.ts';
import { SignInForm } from './SignInForm.tsx';
import { StepTitle } from './StepTitle.tsx';
import { useTypedAddress } from './use-typed-address.ts';

/** Adds an account by a sign-in address, step by step: where, which hosts, who. */
export function AddByAddressForm({ model, takesFocus, onStarted, onAdded, onProgress, onCancel }: AddFormProps) {
  const adding = useMemo(() => createAddByAddress(model.hosts), [model]);
  const typing = useTypedAddress();
  const state = adding.state.value;
  const { screen, doing } = state;
  useEffect(() => {
    if (screen.step === 'added') onAdded(screen.account);
  }, [screen]);
  const isFirstStep = screen.step === 'address';
  const wasBeyond = useRef(false);
  wasBeyond.current ||= !isFirstStep;
  useEffect(() => onProgress(isFirstStep ? (doing ? 'busy' : 'open') : 'settled'), [doing, isFirstStep]);
  if (screen.step === 'address') {
    const focused = takesFocus || wasBeyond.current;
    return (
      <AddressStep adding={adding} typing={typing} takesFocus={focused} onStarted={onStarted} onCancel={onCancel} />
    );
  }
  if (screen.step === 'allow') return <AllowHosts adding={adding} screen={screen} address={typing.typed.address} />;
  if (screen.step === 'sign-in') return <SignInStepForm adding={adding} screen={screen} />;
  return null;
}

function SignInStepForm({ adding, screen }: { adding: AddByAddress; screen: SignInStep }) {
  const { doing, failure } = adding.state.value;
  const back = (
    <Button onClick={adding.back} isDisabled={doing === 'signing-in'}>
      {text('optionsBack')}
    </Button>
  );
  const canSignIn = screen.grants.includes('password') || screen.grants.includes('windows');
  if (!canSignIn) {
    return (
      <div class="add-form">
        <StepTitle>{text('optionsCannotSignIn')}</StepTitle>
        <Banner tone="warning" title={text('optionsPassive', screen.host)}>
          {text('optionsPassiveAbout')}
        </Banner>
        <div class="actions">{back}</div>
      </div>
    );
  }
  return (
    <>
      <div class="add-form add-form-head">
        <StepTitle isQuiet={screen.grants.includes('password')}>{text('optionsServerFound', screen.host)}</StepTitle>
      </div>
      <SignInForm
        host={screen.host}
        userName={screen.userName}
        ways={screen.grants}
        isBusy={doing === 'signing-in'}
        failure={failure}
        onSignIn={(proof) => void adding.signIn(proof)}
      >
        {back}
      </SignInForm>
    </>
  );
}
