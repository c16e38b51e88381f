import { useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Choice } from '../../extension/ui/Choice.tsx';
import type { Account } from '../../src/model/account.ts';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { AddAccountForm } from './AddAccountForm.tsx';
import { AddByAddressForm } from './AddByAddressForm.tsx';
import { Added } from './Added.tsx';
import type { Progress } from './add-form.ts';

type AddAccountProps = {
  model: PageModel;
  /** There is no account yet: the section welcomes, and cannot be closed. */
  isFirst: boolean;
  /** The sign-in began: keep the section, even when the account it brings is the first. */
  onStarted: () => void;
  onDone: () => void;
};

const ways = ['server', 'address'] as const;

/** Adds an account of either way: by the address of a server, or by the address of a person. Then shows who was added. */
export function AddAccount({ model, isFirst, onStarted, onDone }: AddAccountProps) {
  const [way, choose] = useState<(typeof ways)[number]>('server');
  const [takesFocus, setTakesFocus] = useState(!isFirst);
  const [progress, setProgress] = useState<Progress>('open');
  const [added, setAdded] = useState<Account | undefined>(undefined);
  if (added) return <Added account={added} onDone={onDone} />;
  const Form = way === 'server' ? AddAccountForm : AddByAddressForm;
  return (
    <Section
      title={text(isFirst ? 'optionsWelcome' : 'optionsAdd')}
      about={text(isFirst ? 'optionsWelcomeAbout' : 'optionsAddAbout')}
    >
      <div class="card">
        {progress !== 'settled' && (
          <Choice
            label={text('optionsWay')}
            options={ways.map((value) => ({
              value,
              label: text(`optionsWay_${value}`),
              description: text(`optionsWay_${value}_about`),
            }))}
            value={way}
            isDisabled={progress === 'busy'}
            onChange={(chosen) => {
              // Whoever goes through the choices stays with them.
              setTakesFocus(false);
              choose(chosen);
            }}
          />
        )}
        <Form
          model={model}
          takesFocus={takesFocus}
          onStarted={onStarted}
          onAdded={setAdded}
          onProgress={setProgress}
          onCancel={isFirst ? undefined : onDone}
        />
      </div>
    </Section>
  );
}
