import { useState } from 'preact/hooks';
import type { RequestRow } from '../../extension/database.ts';
import { countedText } from '../../extension/text.ts';
import { Icon } from '../../extension/ui/Icon.tsx';
import { downIcon, personIcon } from '../../extension/ui/icons.ts';
import type { Account } from '../../src/model/account.ts';
import { part } from '../part.ts';

const rows = part(() => import('../contacts/RequestRows.tsx'));

type RequestStripProps = { accounts: readonly Account[]; requests: readonly RequestRow[] };

/** Says how many people want to be contacts; opens their requests. */
export function RequestStrip({ accounts, requests }: RequestStripProps) {
  const [isOpen, setOpen] = useState(false);
  const Rows = isOpen && requests.length > 0 ? rows.content?.RequestRows : undefined;
  if (requests.length === 0) return null;
  return (
    <section class="request-strip">
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon shape={personIcon} isSmall />
        <span>{countedText('popupRequestStrip', requests.length)}</span>
        <Icon shape={downIcon} isSmall />
      </button>
      {Rows && <Rows accounts={accounts} requests={requests} />}
    </section>
  );
}
