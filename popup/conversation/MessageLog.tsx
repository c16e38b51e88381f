import './message-log.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OpenConversation } from '../../extension/queries.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { countedText, text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { arrowDownIcon } from '../../extension/ui/icons.ts';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import { nowMs } from '../clock.ts';
import { lookOf } from '../message/MessageContent.tsx';
import { MessageGroup, MessageLine } from '../message/MessageGroup.tsx';
import { wasPeerToPeer } from '../message/peer-to-peer.ts';
import { dayName } from '../times.ts';
import { arrange, type LogItem, withKnownKeys } from './arrange.ts';
import { type ConversationModel, hasOlderElsewhere } from './model.ts';
import { measure, useSteadyLog } from './scroll.ts';
import { isLookedAt, useSeen } from './seen.ts';
import { TypingLine } from './TypingLine.tsx';

type MessageLogProps = { model: ConversationModel; view: OpenConversation; onEdit: (text: string) => void };

/** The messages, newest at the end; older ones come when the start comes near. */
export function MessageLog({ model, view, onEdit }: MessageLogProps) {
  const log = useRef<HTMLElement>(null);
  const [isAway, setAway] = useState(false);
  const settle = useSteadyLog(log, model.isAtEnd.value);
  const items = useItems(model, view);
  const isInSight = () => log.current !== null && measure(log.current).isAtEnd && model.isAtEnd.value;
  useSeen(model, view, isInSight);

  useLayoutEffect(() => {
    if (log.current) log.current.scrollTop = 0;
    settle();
  }, [model.newestAsked.value]);

  // Opened with unread messages: begin where they begin, if they do not fit.
  useLayoutEffect(() => {
    log.current?.querySelector('.new-line')?.scrollIntoView({ block: 'nearest' });
    settle();
  }, []);

  // After a read as after a scroll: a short page asks for more until the view is full.
  useEffect(follow);

  function follow() {
    if (!log.current) return;
    const position = measure(log.current);
    model.hold(!position.isAtEnd);
    setAway(position.distance > 240 || !model.isAtEnd.value);
    if (position.isNearEnd && !model.isAtEnd.value) void model.showNewer();
    else if (position.isNearStart && !model.olderError.value) void model.showOlder();
    if (isLookedAt() && isInSight()) model.markSeen();
  }

  return (
    <div class="log-frame">
      <section
        ref={log}
        class="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-label={text('popupMessages')}
        onScroll={() => {
          settle();
          follow();
        }}
      >
        <div class="log-inner">
          <LogStart model={model} view={view} />
          <ol>
            {items.map((item) => (
              <Item key={item.key} item={item} view={view} onEdit={onEdit} />
            ))}
          </ol>
          <TypingLine view={view} />
        </div>
      </section>
      {isAway && <JumpButton unread={view.row.unread} onClick={() => void model.showNewest()} />}
    </div>
  );
}

function useItems(model: ConversationModel, view: OpenConversation): LogItem[] {
  const shown = useRef<LogItem[]>([]);
  const newAfter = model.newAfter.value;
  const isAtEnd = model.isAtEnd.value;
  return useMemo(() => {
    const hasOlder = view.hasOlderStored || hasOlderElsewhere(view);
    const span = { newAfter, hasOlder, hasNewer: !isAtEnd };
    shown.current = withKnownKeys(arrange(view.messages, view.outbox, view.account.user, span), shown.current);
    return shown.current;
  }, [view, newAfter, isAtEnd]);
}

type ItemProps = { item: LogItem; view: OpenConversation; onEdit: (text: string) => void };

function Item({ item, view, onEdit }: ItemProps) {
  const look = useMemo(() => lookOf(view), [view]);
  switch (item.kind) {
    case 'day':
      return (
        <li class="day" data-key={item.key}>
          <span>{dayName(item.atMs, nowMs.value)}</span>
        </li>
      );
    case 'new':
      return (
        <li class="new-line" data-key={item.key}>
          <span>{text('popupNewMessages')}</span>
        </li>
      );
    case 'line':
      return <MessageLine message={item.message} look={look} />;
    case 'group':
      return (
        <MessageGroup
          group={item}
          look={look}
          isGroupChat={view.row.kind === 'group'}
          isConnected={view.session?.state === 'online'}
          onEdit={onEdit}
        />
      );
  }
}

/** What is above the first message: loading, a failure to load, or the beginning. */
function LogStart({ model, view }: { model: ConversationModel; view: OpenConversation }) {
  const error = model.olderError.value;
  if (error) {
    return (
      <div class="log-start" role="status">
        <p>{errorSentence(error)}</p>
        <Button kind="quiet" isSmall onClick={() => void model.retryOlder()}>
          {text('popupTryAgain')}
        </Button>
      </div>
    );
  }
  if (model.isLoadingOlder.value) {
    return (
      <div class="log-start" role="status">
        <Spinner /> {text('popupLoadingOlder')}
      </div>
    );
  }
  const isStart = !view.hasOlderStored && !hasOlderElsewhere(view);
  if (!isStart) return <div class="log-start" />;
  return (
    <div class="log-start">
      <p>{text(view.session?.capabilities?.history === false ? 'popupNoHistory' : 'popupBeginning')}</p>
      {wasPeerToPeer(view.row.id) && <p>{text('popupWasPeerToPeer')}</p>}
    </div>
  );
}

function JumpButton({ unread, onClick }: { unread: number; onClick: () => void }) {
  const label = unread > 0 ? countedText('popupUnread', unread) : text('popupNewest');
  return (
    <button type="button" class="jump" onClick={onClick} title={text('popupNewest')}>
      <Icon shape={arrowDownIcon} isSmall />
      {unread > 0 ? label : <span class="unseen">{label}</span>}
    </button>
  );
}
