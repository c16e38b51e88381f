import { useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Choice } from '../../extension/ui/Choice.tsx';
import type { Account } from '../../src/model/account.ts';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { AddAccountForm } from './AddAccountForm.tsx';
import { AddByAddressForm } from './AddByAddressForm.tsx';
import { Added } from './Added.tsx';

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
  const [isBusy, setBusy] = useState(false);
  const [added, setAdded] = useState<Account | undefined>(undefined);
  if (added) return <Added account={added} onDone={onDone} />;
  const Form = way === 'server' ? AddAccountForm : AddByAddressForm;
  return (
    <Section
      title={text(isFirst ? 'optionsWelcome' : 'optionsAdd')}
      about={text(isFirst ? 'optionsWelcomeAbout' : 'optionsAddAbout')}
    >
      <div class="card">
        <Choice
          label={text('optionsWay')}
          options={ways.map((value) => ({
            value,
            label: text(`optionsWay_${value}`),
            description: text(`optionsWay_${value}_about`),
          }))}
          value={way}
          isDisabled={isBusy}
          onChange={choose}
        />
        <Form
          model={model}
          onStarted={onStarted}
          onAdded={setAdded}
          onBusy={setBusy}
          onCancel={isFirst ? undefined : onDone}
        />
      </div>
    </Section>
  );
}
