import { useMemo } from 'preact/hooks';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Switch } from '../../extension/ui/Switch.tsx';
import type { AddressBookOperations } from '../../src/service/account-operations.ts';
import { AskedContent } from '../AskedContent.tsx';
import { createAction } from '../action.ts';
import { useAsked } from '../asked.ts';

/** Whether people of the address book become contacts by themselves. Shows the server's value, unless a change is under way. */
export function AutoBuddySwitch({ operations }: { operations: AddressBookOperations }) {
  const setting = useAsked(() => operations.readAutoBuddy(), [operations]);
  const change = useMemo(
    () =>
      createAction(async (isOn: boolean) => {
        try {
          await operations.setAutoBuddy(isOn);
        } finally {
          // Also after a failure: it may have arrived, and only the answer was lost.
          await setting.read();
        }
      }),
    [operations, setting],
  );
  const failure = change.failure.value;
  return (
    <AskedContent asked={setting}>
      {(isOn) => (
        <div class="card">
          <Switch
            label={text('optionsAutoBuddy')}
            description={text('optionsAutoBuddy_about')}
            isOn={change.isRunning.value ? !isOn : isOn}
            isBusy={change.isRunning.value}
            failure={failure && text('optionsNotSaved', errorSentence(failure))}
            onChange={() => void change.run(!isOn)}
          />
        </div>
      )}
    </AskedContent>
  );
}
