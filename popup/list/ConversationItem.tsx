import type { ListEntry } from '../../extension/queries.ts';
import { countedText } from '../../extension/text.ts';
import { conversationName, type People } from '../../extension/ui/names.ts';
import { showPresence } from '../../src/model/presence.ts';
import { nowMs } from '../clock.ts';
import { lastLine } from './last-line.ts';
import { Row, type RowProps } from './Row.tsx';

type ConversationItemProps = Pick<RowProps, 'mark' | 'isFocusable' | 'isCurrent' | 'onOpen' | 'onFocus'> & {
  entry: ListEntry;
  people: People;
};

/** One conversation in the list. */
export function ConversationItem({ entry, people, ...button }: ConversationItemProps) {
  const { row } = entry;
  return (
    <Row
      id={row.id}
      name={conversationName(people, row.account, row, row.lastMessage?.senderName)}
      line={lastLine(entry, people, nowMs.value)}
      presence={row.kind === 'direct' ? showPresence(entry.presence) : undefined}
      isMuted={row.notifyLevel !== 'all'}
      isUnread={row.unread > 0}
      atMs={row.activeAtMs}
      {...button}
    >
      {row.unread > 0 && <UnreadCount unread={row.unread} mentions={row.unreadMentions} />}
    </Row>
  );
}

function UnreadCount({ unread, mentions }: { unread: number; mentions: number }) {
  const said = [countedText('popupUnread', unread), mentions > 0 && countedText('popupUnreadMentions', mentions)];
  const words = said.filter(Boolean).join(', ');
  return (
    <span class="row-counts" title={words}>
      {mentions > 0 && (
        <span class="row-mention" aria-hidden="true">
          @
        </span>
      )}
      <span class="row-count" aria-hidden="true">
        {unread > 99 ? '99+' : unread}
      </span>
      <span class="unseen">{words}</span>
    </span>
  );
}
