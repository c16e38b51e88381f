import { useState } from 'preact/hooks';
import type { AccountView, Listing } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import type { Account, AccountId } from '../../src/model/account.ts';
import { accountLabel } from '../list/account-label.ts';

const isUsable = ({ session }: AccountView) =>
  session?.capabilities?.groups === true && session.state !== 'signed-out' && session.state !== 'expired';

/** The account a panel is about: the one that was asked for, else one of those that have groups. */
export function useAccount(listing: Listing, asked: AccountId | undefined) {
  const [chosen, choose] = useState<AccountId | undefined>(asked);
  const usable = listing.accounts
    .filter((view) => isUsable(view) || view.account.id === asked)
    .map((view) => view.account);
  const account: Account | undefined = usable.find(({ id }) => id === chosen) ?? usable[0];
  return { account, usable, choose };
}

type AccountChoiceProps = { accounts: readonly Account[]; chosen: Account; onChoose: (id: AccountId) => void };

/** Which of several accounts does it. */
export function AccountChoice({ accounts, chosen, onChoose }: AccountChoiceProps) {
  if (accounts.length < 2) return null;
  return (
    <label class="group-account">
      <span class="field-label">{text('popupGroupAccount')}</span>
      <select class="field-input" value={chosen.id} onChange={(event) => onChoose(event.currentTarget.value)}>
        {accounts.map((account) => (
          <option key={account.id} value={account.id}>
            {accountLabel(account, accounts)}
          </option>
        ))}
      </select>
    </label>
  );
}
