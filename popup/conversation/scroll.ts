// The scroll position of the log. The log is laid out from its end, so that staying at the newest message needs no work;
// anywhere else the message at the top edge stays where it is, whatever is added or taken away around it.
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Closer to an edge than this counts as at it, px. */
const atEdge = 24;
/** Closer to an edge than this asks for more messages, px. */
const nearEdge = 600;

export type LogPosition = { isAtEnd: boolean; isNearStart: boolean; isNearEnd: boolean; distance: number };

/** Where the log stands. In a reversed column the scroll offset is 0 at the end and negative above it. */
export function measure(log: HTMLElement): LogPosition {
  const fromEnd = Math.abs(log.scrollTop);
  const fromStart = log.scrollHeight - log.clientHeight - fromEnd;
  return {
    isAtEnd: fromEnd <= atEdge,
    isNearStart: fromStart < nearEdge,
    isNearEnd: fromEnd < nearEdge,
    distance: fromEnd,
  };
}

/** Smaller differences are rounding: positions are fractions of a pixel, scroll offsets are not. */
const rounding = 1;

/**
 * Keeps the message at the top edge in place across renders, unless the log follows its end.
 * @param isComplete the log ends with the newest message: only then it follows its end
 * @returns what to call on every scroll, to remember the place.
 */
export function useSteadyLog(log: RefObject<HTMLElement | null>, isComplete: () => boolean): () => void {
  const anchor = useRef<{ key: string; top: number } | undefined>(undefined);
  const offset = useRef(0);

  function remember() {
    const element = log.current;
    if (!element) return;
    offset.current = element.scrollTop;
    const edge = element.getBoundingClientRect().top;
    // Messages only: days, senders and the line before the new ones come and go with what is around them.
    const rows = element.querySelectorAll<HTMLElement>('.line[data-key], .bubble-row[data-key]');
    const first = Array.from(rows).find((row) => row.getBoundingClientRect().bottom > edge);
    const key = first?.dataset.key;
    const isFollowing = measure(element).isAtEnd && isComplete();
    const next = first && key && !isFollowing ? { key, top: first.getBoundingClientRect().top - edge } : undefined;
    // The place as it was meant stays, so that roundings do not add up.
    const kept = next && anchor.current?.key === next.key ? anchor.current : undefined;
    if (!next || !kept || Math.abs(next.top - kept.top) >= rounding) anchor.current = next;
  }

  // Scrolled, but the event that says so is still to come: the place to keep is the new one, as it is before this render.
  if (log.current && log.current.scrollTop !== offset.current) remember();

  useLayoutEffect(() => {
    const element = log.current;
    const row = anchor.current && element?.querySelector(`[data-key="${CSS.escape(anchor.current.key)}"]`);
    if (!element || !row || !anchor.current) return remember();
    const moved = row.getBoundingClientRect().top - element.getBoundingClientRect().top - anchor.current.top;
    if (Math.abs(moved) >= rounding / 2) element.scrollTop += moved;
    offset.current = element.scrollTop;
  });
  return remember;
}
