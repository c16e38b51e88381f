import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { addIcon, personIcon } from '../../extension/ui/icons.ts';
import { conversationName } from '../../extension/ui/names.ts';
import { presenceName } from '../../extension/ui/PresenceDot.tsx';
import { openPanel } from '../screen.ts';
import type { DetailsPartProps } from './details-parts.ts';

/** The other person of a direct conversation; more about them is in their own panel. */
export function DirectDetails({ details, operations }: DetailsPartProps) {
  const { account, people, row, presenceOf } = details;
  const name = conversationName(people, account.id, row, row.lastMessage?.senderName);
  const { partner } = row;
  const presence = partner ? presenceOf(partner) : 'unknown';
  return (
    <section class="group-hero">
      <Avatar id={row.id} name={name} size="large" presence={presence} />
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p class="soft">{presenceName(presence)}</p>
      {partner && (
        <div class="group-hero-actions">
          <Button
            icon={personIcon}
            onClick={() => openPanel({ name: 'person', account: account.id, contact: partner })}
          >
            {text('popupGroupProfile')}
          </Button>
          {operations.groups && (
            <Button
              icon={addIcon}
              onClick={() => openPanel({ name: 'new-group', account: account.id, people: [partner] })}
            >
              {text('popupGroupAddPeople')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
