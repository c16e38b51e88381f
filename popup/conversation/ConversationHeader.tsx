import type { OpenConversation } from '../../extension/queries.ts';
import { countedText, text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { IconButton } from '../../extension/ui/Button.tsx';
import { backIcon, tabIcon } from '../../extension/ui/icons.ts';
import { conversationName, knownName, listed } from '../../extension/ui/names.ts';
import { showPresence } from '../../src/model/presence.ts';
import { nowMs } from '../clock.ts';
import { presenceWords } from '../contacts/presence-words.ts';
import { closeConversation, isTab, openPanel, openTab } from '../screen.ts';
import { chatMembers } from './chat-members.ts';

/** How many are in the chat; the members where there is no difference. */
function countOf({ row, session }: OpenConversation): string {
  if (!session?.capabilities?.modalities) return countedText('popupMembers', row.members.length);
  const { inside, outside } = chatMembers(row);
  if (outside.length > 0) return text('popupInChatAndNot', inside.length, outside.length);
  return countedText('popupInChat', inside.length);
}

/** What is under the name: the partner's presence, or the members. */
function factsOf(view: OpenConversation): string {
  const { row, presence, people, account } = view;
  if (row.kind === 'direct') {
    const words = presenceWords(presence, nowMs.value);
    const { inside, outside } = chatMembers(row);
    const isOutside = inside.length > 0 && outside.some(({ id }) => id === row.partner);
    return isOutside ? text('popupPresenceAnd', words, text('popupNotInChat')) : words;
  }
  const names = row.members
    .filter((member) => member.id !== account.user)
    .flatMap((member) => knownName(people, account.id, member.id, member.name) ?? []);
  const count = countOf(view);
  return names.length > 0 && row.topic ? `${count} · ${listed(names, 'unit')}` : count;
}

/** Who the conversation is with, and the way back. */
export function ConversationHeader({ view, hasBack }: { view: OpenConversation; hasBack: boolean }) {
  const { row, people, account, presence } = view;
  const name = conversationName(people, account.id, row, row.lastMessage?.senderName);
  const facts = factsOf(view);
  return (
    <header class="bar conversation-header">
      {hasBack && <IconButton icon={backIcon} label={text('popupBack')} onClick={closeConversation} />}
      <Avatar
        id={row.id}
        name={name}
        kind={row.kind === 'direct' ? 'person' : 'group'}
        presence={row.kind === 'direct' ? showPresence(presence) : 'unknown'}
      />
      <div class="conversation-who">
        <h1>
          <button
            type="button"
            class="conversation-open cut"
            title={text('popupDetailsOf', name)}
            onClick={() => openPanel({ name: 'details', account: account.id, conversation: row.id })}
          >
            <bdi>{name}</bdi>
          </button>
        </h1>
        <p class="cut" title={facts}>
          <bdi>{facts}</bdi>
        </p>
      </div>
      {!isTab && (
        <IconButton
          icon={tabIcon}
          label={text('popupOpenTab')}
          onClick={() => void openTab({ account: account.id, conversation: row.id })}
        />
      )}
    </header>
  );
}
