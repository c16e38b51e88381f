import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { addIcon, personIcon } from '../../extension/ui/icons.ts';
import { conversationName } from '../../extension/ui/names.ts';
import { nowMs } from '../clock.ts';
import { presenceWords } from '../contacts/presence-words.ts';
import { isOpenNow } from '../conversation/chat-members.ts';
import { openPanel } from '../screen.ts';
import type { DetailsPartProps } from './details-parts.ts';

/** Who the conversation is with: one person, about whom there is more in their own panel, or several whom the parts below list. */
export function DirectDetails({ details, operations }: DetailsPartProps) {
  const { account, people, row, presenceOf } = details;
  const name = conversationName(people, account.id, row, row.lastMessage?.senderName);
  const { partner } = row;
  // People come into the conversation itself, where it can have more; elsewhere a group is made.
  const more = operations.participants && row.isMember && isOpenNow(row) && { group: row.id };
  const add = more || (operations.groups && partner && { people: [partner] });
  const presence = partner ? presenceOf(partner) : 'unknown';
  return (
    <section class="group-hero">
      <Avatar id={row.id} name={name} kind={partner ? 'person' : 'group'} size="large" presence={presence} />
      <h2>
        <bdi>{name}</bdi>
      </h2>
      {partner && <p class="soft">{presenceWords(details.storedPresenceOf(partner), nowMs.value)}</p>}
      <div class="group-hero-actions">
        {partner && (
          <Button
            icon={personIcon}
            onClick={() => openPanel({ name: 'person', account: account.id, contact: partner })}
          >
            {text('popupGroupProfile')}
          </Button>
        )}
        {add && (
          <Button icon={addIcon} onClick={() => openPanel({ name: 'new-group', account: account.id, ...add })}>
            {text('popupGroupAddPeople')}
          </Button>
        )}
      </div>
    </section>
  );
}
