import { text } from '../extension/text.ts';
import { accountTitle } from './accounts/account-words.ts';
import type { PageModel } from './model.ts';

/** Whose settings are shown; a choice where there are several accounts. */
export function AccountPicker({ model }: { model: PageModel }) {
  const views = model.accounts.value.value ?? [];
  const chosen = model.chosen.value?.account;
  if (!chosen) return null;
  if (views.length < 2) return <p class="soft account-title">{accountTitle(chosen)}</p>;
  return (
    <label class="account-picker">
      <span class="unseen">{text('optionsAccount')}</span>
      <select value={chosen.id} onChange={(event) => model.choose(event.currentTarget.value)}>
        {views.map(({ account }) => (
          <option key={account.id} value={account.id} selected={account.id === chosen.id}>
            {accountTitle(account)}
          </option>
        ))}
      </select>
    </label>
  );
}
