import { useMemo } from 'preact/hooks';
import { CommandError, command } from '../../extension/commands.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import type { Account } from '../../src/model/account.ts';
import type { UcwaPlace } from '../../src/ucwa/sign-in/place.ts';
import type { Proof } from '../../src/ucwa/sign-in/step.ts';
import { createAction } from '../action.ts';
import type { PageModel } from '../model.ts';
import { hostPatternsOf, waysOf } from './account-place.ts';
import { accountName } from './account-words.ts';
import { signInTimeoutMs } from './add-account.ts';
import { SignInForm } from './SignInForm.tsx';

type SignInAgainProps = { account: Account; place: UcwaPlace; model: PageModel; onClose: () => void };

/** Asks for the password of an account that is here, in its place in the list. */
export function SignInAgain({ account, place, model, onClose }: SignInAgainProps) {
  const signIn = useMemo(
    () =>
      createAction(async (proof: Proof) => {
        // First thing in the click: the browser may have to ask.
        const isAllowed = model.hosts.ask(...hostPatternsOf(account));
        if (!(await isAllowed)) throw new CommandError('permission', 'the host permission was not given');
        const { userName, password } = proof.grant === 'password' ? proof : { userName: '', password: '' };
        await command(
          'account.signInWith',
          { account: account.id, grant: proof.grant, userName, password },
          signInTimeoutMs,
        );
      }),
    [account.id, model],
  );
  const isBusy = signIn.isRunning.value;
  return (
    <div class="sign-in-again">
      <SignInForm
        host={new URL(place.tokenService).host}
        userName={place.userName ?? place.address}
        ways={waysOf(place)}
        isBusy={isBusy}
        failure={signIn.failure.value}
        name={accountName(account)}
        onSignIn={async (proof) => {
          if (await signIn.run(proof)) onClose();
        }}
      >
        <Button onClick={onClose} isDisabled={isBusy}>
          {text('uiCancel')}
        </Button>
      </SignInForm>
    </div>
  );
}
