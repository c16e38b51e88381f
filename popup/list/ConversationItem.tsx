import './conversation-item.css';
import type { ListEntry } from '../../extension/queries.ts';
import { countedText, text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { mutedIcon } from '../../extension/ui/icons.ts';
import { conversationName, type People } from '../../extension/ui/names.ts';
import { presenceName } from '../../extension/ui/PresenceDot.tsx';
import { showPresence } from '../../src/model/presence.ts';
import { nowMs } from '../clock.ts';
import { fullTime, listTime } from '../times.ts';
import { lastLine } from './last-line.ts';

type ConversationItemProps = {
  entry: ListEntry;
  people: People;
  /** Name of the own account, shown where several accounts share the list. */
  accountMark?: string;
  isFocusable: boolean;
  isCurrent: boolean;
  onOpen: () => void;
  onFocus: () => void;
};

/** One conversation in the list. */
export function ConversationItem({ entry, people, accountMark, isFocusable, isCurrent, ...on }: ConversationItemProps) {
  const { row } = entry;
  const name = conversationName(people, row.account, row, row.lastMessage?.senderName);
  const line = lastLine(entry, people, nowMs.value);
  const presence = row.kind === 'direct' ? showPresence(entry.presence) : undefined;
  return (
    <button
      type="button"
      class={`item${row.unread > 0 ? ' item-unread' : ''}`}
      data-row
      tabIndex={isFocusable ? 0 : -1}
      aria-current={isCurrent || undefined}
      onClick={on.onOpen}
      onFocus={on.onFocus}
    >
      <span title={presence && presenceName(presence)} class="item-face">
        <Avatar
          id={row.id}
          name={name}
          kind={row.kind === 'direct' ? 'person' : 'group'}
          {...(presence && { presence })}
        />
        {(presence === 'disconnected' || presence === 'unknown') && (
          <span class="unseen">{presenceName(presence)}</span>
        )}
      </span>
      <span class="item-words">
        <span class="item-top">
          <span class="item-name cut" dir="auto">
            {name}
          </span>
          {row.notifyLevel === 'none' && <MutedMark />}
          {accountMark && <span class="item-account cut">{accountMark}</span>}
          {row.activeAtMs > 0 && (
            <time class="item-time" dateTime={new Date(row.activeAtMs).toISOString()} title={fullTime(row.activeAtMs)}>
              {listTime(row.activeAtMs, nowMs.value)}
            </time>
          )}
        </span>
        <span class="item-bottom">
          <span class={`item-line cut item-line-${line.tone}`} dir="auto">
            {line.prefix && <span class="item-prefix">{text('popupPrefix', line.prefix)} </span>}
            {line.text}
          </span>
          {row.unread > 0 && <UnreadCount unread={row.unread} mentions={row.unreadMentions} />}
        </span>
      </span>
    </button>
  );
}

function MutedMark() {
  return (
    <span class="item-muted" title={text('popupMuted')}>
      <Icon shape={mutedIcon} isSmall />
      <span class="unseen">{text('popupMuted')}</span>
    </span>
  );
}

function UnreadCount({ unread, mentions }: { unread: number; mentions: number }) {
  const said = countedText('popupUnread', unread);
  const saidMentions = mentions > 0 ? countedText('popupUnreadMentions', mentions) : undefined;
  return (
    <span class="item-counts" title={saidMentions ? `${said}, ${saidMentions}` : said}>
      {saidMentions && (
        <span class="item-mention" aria-hidden="true">
          @
        </span>
      )}
      <span class="item-count" aria-hidden="true">
        {unread > 99 ? '99+' : unread}
      </span>
      <span class="unseen">
        {said}
        {saidMentions && `, ${saidMentions}`}
      </span>
    </span>
  );
}
