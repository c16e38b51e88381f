import './accounts.css';
import { useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { addIcon } from '../../extension/ui/icons.ts';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { AccountCard } from './AccountCard.tsx';
import { AddAccount } from './AddAccount.tsx';

/** The accounts with their connection, and a form to add one; the form is open while there is none. */
export function AccountsTab({ model }: { model: PageModel }) {
  const views = model.accounts.value.value;
  const [isAdding, setAdding] = useState(false);
  if (!views) return <p class="waiting">{!model.accounts.fault.value && <Spinner label={text('optionsReading')} />}</p>;
  const isFirst = views.length === 0;
  return (
    <>
      {!isFirst && (
        <Section title={text('optionsAccounts')}>
          <ul class="card">
            {views.map((view) => (
              <AccountCard key={view.account.id} view={view} model={model} />
            ))}
          </ul>
        </Section>
      )}
      {isFirst || isAdding ? (
        <AddAccount model={model} isFirst={isFirst} onStarted={() => setAdding(true)} onDone={() => setAdding(false)} />
      ) : (
        <div>
          <Button icon={addIcon} onClick={() => setAdding(true)}>
            {text('optionsAddAnother')}
          </Button>
        </div>
      )}
    </>
  );
}
