import type { AccountView } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import type { AccountId } from '../../src/model/account.ts';
import { accountLabel } from '../list/account-label.ts';

type AccountFilterProps = {
  accounts: readonly AccountView[];
  chosen: AccountId | undefined;
  onChoose: (account: AccountId | undefined) => void;
};

/** Narrows the list to one account; there are several. */
export function AccountFilter({ accounts, chosen, onChoose }: AccountFilterProps) {
  const all = accounts.map((view) => view.account);
  const choices = [
    { id: undefined, label: text('popupAllAccounts') },
    ...all.map((account) => ({ id: account.id, label: accountLabel(account, all) })),
  ];
  return (
    <fieldset class="filter">
      <legend class="unseen">{text('popupAccounts')}</legend>
      {choices.map(({ id, label }) => (
        <button
          key={label}
          type="button"
          class="filter-choice cut"
          aria-pressed={id === chosen}
          onClick={() => onChoose(id)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
