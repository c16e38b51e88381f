import { useMemo } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Icon } from '../../extension/ui/Icon.tsx';
import { checkIcon } from '../../extension/ui/icons.ts';
import type { Account } from '../../src/model/account.ts';
import type { Capabilities } from '../../src/service/service.ts';
import { abilitiesOf } from './abilities.ts';

type AccountAbilitiesProps = { account: Account; capabilities: Capabilities | undefined };

/** What works with an account and what its server does not have; nothing where everything works, or nobody knows yet. */
export function AccountAbilities({ account, capabilities }: AccountAbilitiesProps) {
  const operations = useMemo(() => operationsOf(account), [account.id, account.kind, account.user]);
  if (!capabilities) return null;
  const { present, absent } = abilitiesOf(capabilities, operations);
  if (absent.length === 0) return null;
  return (
    <details class="abilities">
      <summary>{text('optionsAbilities')}</summary>
      <h4 class="facts-title">{text('optionsAbilitiesPresent')}</h4>
      <ul class="abilities-list">
        {present.map((ability) => (
          <li key={ability}>
            <Icon shape={checkIcon} isSmall />
            <span>{text(`optionsCan_${ability}`)}</span>
          </li>
        ))}
      </ul>
      <h4 class="facts-title">{text('optionsAbilitiesAbsent')}</h4>
      <ul class="abilities-list">
        {absent.map((ability) => (
          <li key={ability}>
            <span class="abilities-none" aria-hidden="true" />
            <span>{text(`optionsCannot_${ability}`)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
