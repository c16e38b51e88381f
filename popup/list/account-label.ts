import { text } from '../../extension/text.ts';
import { properName } from '../../extension/ui/names.ts';
import type { Account } from '../../src/model/account.ts';

/** The name of an own account; with its server where two accounts have the same name. */
export function accountLabel(account: Account, accounts: readonly Account[]): string {
  const name = properName(account.name) ?? text('popupMyAccount');
  const isUnique = accounts.every((other) => other.id === account.id || other.name !== account.name);
  return isUnique ? name : text('popupAccountAt', name, new URL(account.server).host);
}
