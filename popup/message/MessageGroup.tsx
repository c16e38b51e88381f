import './message.css';
import type { MessageRow, OutboxRow } from '../../extension/database.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { callIcon, checkIcon } from '../../extension/ui/icons.ts';
import { listed, personName } from '../../extension/ui/names.ts';
import { mentions } from '../../src/model/message.ts';
import type { Bubble, LogItem } from '../conversation/arrange.ts';
import { openPanel } from '../screen.ts';
import { clockTime, duration, fullTime } from '../times.ts';
import { activitySentence } from './activity.ts';
import { MessageActions } from './MessageActions.tsx';
import { MessageContent, type MessageLook } from './MessageContent.tsx';
import { PendingMessage } from './PendingMessage.tsx';
import { PendingState } from './PendingState.tsx';
import { isOnlyEmoticons } from './tree-facts.ts';

type Group = Extract<LogItem, { kind: 'group' }>;

type MessageGroupProps = {
  group: Group;
  look: MessageLook;
  /** Several people write here: senders are named. */
  isGroupChat: boolean;
  isConnected: boolean;
  /** Puts the text of a message that was not sent back into the reply box. */
  onEdit: (textToEdit: string) => void;
};

/** Messages of one sender that belong together. */
export function MessageGroup({ group, look, isGroupChat, isConnected, onEdit }: MessageGroupProps) {
  const name = group.isOwn ? text('popupYou') : personName(look.people, look.account, group.sender, group.senderName);
  const last = group.bubbles.at(-1);
  const isNamed = isGroupChat && !group.isOwn;
  return (
    <li class={`group${group.isOwn ? ' group-own' : ''}${isNamed ? ' group-named' : ''}`} data-key={group.key}>
      {isNamed && <Avatar id={group.sender} name={name} size="small" />}
      <div class="group-bubbles">
        <div class={isNamed ? 'group-sender cut' : 'unseen'}>
          {isNamed ? (
            // Not a stop of the Tab key: a log has many of them, and the list of members leads there too.
            <button
              type="button"
              class="group-sender-name"
              tabIndex={-1}
              onClick={() => openPanel({ name: 'person', account: look.account, contact: group.sender })}
            >
              <bdi>{name}</bdi>
            </button>
          ) : (
            <bdi>{name}</bdi>
          )}
        </div>
        {group.bubbles.map((bubble) => (
          <div key={bubble.key} class="bubble-row" data-key={bubble.key}>
            {bubble.kind === 'stored' ? (
              <>
                {bubble.change ? (
                  <ChangedMessage {...bubble} change={bubble.change} look={look} isOwn={group.isOwn} name={name} />
                ) : (
                  <StoredMessage message={bubble.message} look={look} isOwn={group.isOwn} name={name} />
                )}
                {bubble.change ? (
                  <PendingState row={bubble.change} isConnected={isConnected} onEdit={onEdit} />
                ) : (
                  <MessageActions message={bubble.message} owner={look.owner} />
                )}
              </>
            ) : (
              <PendingMessage row={bubble.row} owner={look.owner} isConnected={isConnected} onEdit={onEdit} />
            )}
          </div>
        ))}
        {last?.kind === 'stored' && <GroupTime bubble={last} isOwn={group.isOwn} />}
      </div>
    </li>
  );
}

function GroupTime({ bubble, isOwn }: { bubble: Extract<Bubble, { kind: 'stored' }>; isOwn: boolean }) {
  return (
    <div class="group-time">
      <time dateTime={new Date(bubble.atMs).toISOString()} title={fullTime(bubble.atMs)}>
        {clockTime(bubble.atMs)}
      </time>
      {isOwn && (
        <span class="group-sent" title={text('popupSent')}>
          <Icon shape={checkIcon} isSmall />
          <span class="unseen">{text('popupSent')}</span>
        </span>
      )}
    </div>
  );
}

type StoredMessageProps = { message: MessageRow; look: MessageLook; isOwn: boolean; name: string };

function StoredMessage({ message, look, isOwn, name }: StoredMessageProps) {
  const { content } = message;
  const isLarge = look.showsLargeEmoticons && content.kind === 'text' && isOnlyEmoticons(content.body);
  const isAction = content.kind === 'text' && content.isAction;
  const names = ['bubble', isLarge && 'bubble-large', isAction && 'bubble-action'];
  if (!isOwn && mentions(message, look.own)) names.push('bubble-mentions');
  if (content.kind === 'deleted' || content.kind === 'unknown') names.push('bubble-quiet');
  return (
    <div class={names.filter(Boolean).join(' ')} title={fullTime(message.composedAtMs)} dir="auto">
      {isAction && <span class="bubble-actor">{name} </span>}
      <MessageContent message={message} look={look} />
      {message.editedAtMs !== undefined && content.kind !== 'deleted' && (
        <small class="edited" title={text('popupEditedAt', fullTime(message.editedAtMs))}>
          {text('popupEdited')}
        </small>
      )}
    </div>
  );
}

/** An own message with the edit or deletion that the server has not confirmed. */
function ChangedMessage({ change, ...shown }: StoredMessageProps & { change: OutboxRow }) {
  if (change.state === 'failed') return <StoredMessage {...shown} />;
  if (change.content === '' && change.state === 'sent') {
    return <StoredMessage {...shown} message={{ ...shown.message, content: { kind: 'deleted' } }} />;
  }
  return (
    <div class="bubble bubble-pending" dir="auto">
      {change.content === '' ? <MessageContent message={shown.message} look={shown.look} /> : change.text}
    </div>
  );
}

/** What happened to a call, and who else was in it: whom the user called without answer is no call that the user missed. */
function callWords({ content, sender, senderName }: MessageRow, look: MessageLook): string {
  if (content.kind !== 'call') return '';
  const isUnanswered = content.state === 'missed' && sender === look.own;
  const words = text(isUnanswered ? 'popupCall_unanswered' : `popupCall_${content.state}`);
  const others = content.parts.filter(({ id }) => id !== look.own);
  const names = others.map(({ id, name }) => personName(look.people, look.account, id, name));
  if (names.length === 0 && sender !== look.own) names.push(personName(look.people, look.account, sender, senderName));
  return names.length > 0 ? text('popupCallBy', words, listed(names)) : words;
}

/** What happened to the group, or a call, in the middle of the log. */
export function MessageLine({ message, look }: { message: MessageRow; look: MessageLook }) {
  const { content } = message;
  const time = clockTime(message.composedAtMs);
  if (content.kind === 'activity') {
    const sentence = activitySentence(look.people, look.account, content.activity);
    return (
      <li class="line" data-key={message.id} title={fullTime(message.composedAtMs)} dir="auto">
        {sentence}
      </li>
    );
  }
  if (content.kind !== 'call') return null;
  const seconds = Math.max(0, ...content.parts.map((part) => part.durationSeconds ?? 0));
  const parts = [callWords(message, look), seconds > 0 && duration(seconds), time].filter(Boolean);
  return (
    <li class={`line line-call line-${content.state}`} data-key={message.id} title={fullTime(message.composedAtMs)}>
      <Icon shape={callIcon} isSmall />
      {parts.join(' · ')}
    </li>
  );
}
