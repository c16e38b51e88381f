// One open conversation: which messages are shown, how older ones come, and when it counts as seen.
import type { CommandErrorKind } from '../../extension/commands.ts';
import {
  type ConversationKey,
  conversationStores,
  type MessageSpan,
  type OpenConversation,
  readConversation,
  readOrderAfter,
} from '../../extension/queries.ts';
import { stored } from '../../extension/ui/stored.ts';
import { type Cell, cell, followedCell } from '../cell.ts';
import { ask } from '../worker.ts';

/** Messages of the first read, and of each further step. */
export const stepMessages = 40;
/** Most messages on screen at once; beyond that the span moves instead of growing. */
export const mostMessages = 160;

export type ConversationModel = {
  readonly key: ConversationKey;
  /** Null when the conversation is not stored; undefined until the first read. */
  readonly view: Readonly<Cell<OpenConversation | null | undefined>>;
  readonly fault: Cell<Error | undefined>;
  /**
   * Order up to which everything was read at the opening; undefined when nothing was unread. Grows when an own message turns up
   * that was there before the newest one of the opening: whoever answers has read, and history may still be on its way.
   */
  readonly newAfter: Cell<number | undefined>;
  /** What is shown ends with the newest message. */
  readonly isAtEnd: Readonly<Cell<boolean>>;
  readonly isLoadingOlder: Cell<boolean>;
  readonly olderError: Cell<CommandErrorKind | undefined>;
  /** Shows older messages: stored ones, else asks the server for more. */
  showOlder(): Promise<void>;
  /** Asks the server again after it failed. */
  retryOlder(): Promise<void>;
  /** Shows newer messages when the span ends before them. */
  showNewer(): Promise<void>;
  /** Back to the newest messages, wherever the log is scrolled to. */
  showNewest(): Promise<void>;
  /** The log is scrolled away from the newest message: what arrives must not push out what is on screen. */
  hold(isAway: boolean): void;
  /** How often the newest messages were asked for. */
  readonly newestAsked: Cell<number>;
  /** The user really sees the newest message now. */
  markSeen(): void;
  close(): void;
};

/** The server may have messages from before those that are stored. */
export function hasOlderElsewhere({ row, session }: OpenConversation): boolean {
  return row.older !== 'end' && session?.capabilities?.history !== false;
}

/** What is on screen, and which messages these are: another span may be on its way. */
type Shown = { view: OpenConversation | null; span: MessageSpan };

/** Where the new messages begin, by what the user has answered of those that were there at the opening. */
function afterAnswers(
  newAfter: number | undefined,
  { account, messages }: OpenConversation,
  newestAtOpening: number,
): number | undefined {
  if (newAfter === undefined) return undefined;
  const answer = messages.findLast(({ order, sender }) => sender === account.user && order < newestAtOpening);
  return Math.max(newAfter, answer?.order ?? 0);
}

/** Opens a conversation for reading. */
export function openModel(key: ConversationKey): ConversationModel {
  let span: MessageSpan = { count: stepMessages };
  let seenOrder = 0;
  let isFirst = true;
  let newestAtOpening = 0;
  let isMoving = false;
  let isHeld = false;
  /** The server said that there is nothing older. */
  let isAllHere = false;
  const newAfter = cell<number | undefined>(undefined);
  const newestAsked = cell(0);
  const isLoadingOlder = cell(false);
  const olderError = cell<CommandErrorKind | undefined>(undefined);

  const reading = followedCell(conversationStores, async (database): Promise<Shown> => {
    let asked = span;
    const readAt = (next: MessageSpan) => {
      asked = next;
      span = next;
      return readConversation(database, key, next);
    };
    let view = await readConversation(database, key, asked);
    if (view && isFirst) {
      isFirst = false;
      newestAtOpening = view.row.lastMessage?.order ?? 0;
      if (view.row.unread > 0) newAfter.value = view.row.readUpTo;
      // Long away: start where reading stopped, as far as one screenful of history allows.
      if (view.row.unread >= asked.count) {
        view = await readAt({ count: Math.min(mostMessages, view.row.unread + 10) });
      }
    }
    if (view) newAfter.value = afterAnswers(newAfter.value, view, newestAtOpening);
    const shown = reading.data.value;
    const isSame = asked === shown?.span && asked === span;
    const last = isSame && isPushedOut(shown.view, view) ? shown.view?.messages.at(-1) : undefined;
    if (last) view = await readAt({ count: asked.count, upTo: last.order });
    return { view: view ?? null, span: asked };
  });

  /** What is on screen would be pushed out at the start by what has arrived at the end. */
  function isPushedOut(shown: OpenConversation | null, next: OpenConversation | undefined): boolean {
    const first = shown?.messages[0];
    if (!isHeld || span.upTo !== undefined || !first || !next) return false;
    return next.row.clearedUpTo < first.order && (next.messages[0]?.order ?? 0) > first.order;
  }

  const view = {
    get value() {
      return reading.data.value?.view;
    },
  };
  // Not of the span asked for: at the end of what is not the end, the log would follow what comes.
  const isAtEnd = {
    get value() {
      return reading.data.value?.span.upTo === undefined;
    },
  };

  async function moveTo(next: MessageSpan): Promise<void> {
    span = next;
    await reading.refresh();
  }

  /** One movement at a time: scrolling calls far more often than reading takes. */
  async function once(move: (view: OpenConversation) => Promise<void>): Promise<void> {
    const shown = view.value;
    if (isMoving || !shown) return;
    isMoving = true;
    try {
      await move(shown);
    } finally {
      isMoving = false;
    }
  }

  async function showStoredOlder(shown: OpenConversation): Promise<void> {
    if (span.count < mostMessages) return moveTo({ ...span, count: span.count + stepMessages });
    const newest = shown.messages.at(-1 - stepMessages);
    if (newest) await moveTo({ count: mostMessages, upTo: newest.order });
  }

  async function loadOlder(): Promise<void> {
    isLoadingOlder.value = true;
    olderError.value = undefined;
    const reply = await ask('conversation.loadOlder', key, 60_000);
    if (!reply.ok) olderError.value = reply.error.kind;
    else {
      isAllHere = !reply.value.hasMore;
      await moveTo({ ...span, count: Math.min(mostMessages, span.count + stepMessages) });
    }
    // Not before they are shown: the row that says so would go, and everything would move up and down again.
    isLoadingOlder.value = false;
  }

  return {
    key,
    view,
    fault: reading.fault,
    newAfter,
    isAtEnd,
    isLoadingOlder,
    olderError,
    showOlder: () =>
      once(async (shown) => {
        if (shown.hasOlderStored) await showStoredOlder(shown);
        else if (hasOlderElsewhere(shown) && !isAllHere) await loadOlder();
      }),
    retryOlder: () => once(loadOlder),
    showNewer: () =>
      once(async () => {
        if (span.upTo === undefined) return;
        const upTo = await readOrderAfter(await stored(), key, span.upTo, stepMessages);
        // Grows first: what is on screen has to be among what is kept.
        const count = Math.min(mostMessages, span.count + stepMessages);
        await moveTo({ count, ...(upTo !== undefined && { upTo }) });
      }),
    async showNewest() {
      isHeld = false;
      await moveTo({ count: stepMessages });
      newestAsked.value += 1;
    },
    hold(isAway) {
      isHeld = isAway;
    },
    newestAsked,
    markSeen() {
      const shown = view.value;
      const newest = shown?.messages.at(-1)?.order ?? 0;
      if (!shown || !isAtEnd.value || newest <= Math.max(seenOrder, shown.row.readUpTo) || shown.row.unread === 0)
        return;
      seenOrder = newest;
      void ask('conversation.seen', { ...key, order: newest }).then((reply) => {
        // Asked again at the next occasion.
        if (!reply.ok) seenOrder = 0;
      });
    },
    close: reading.stop,
  };
}
