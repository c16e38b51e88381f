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

/**
 * Keeps the message at the top edge in place across renders, unless the log is at its end.
 * @returns what to call on every scroll, to remember the place.
 */
export function useSteadyLog(log: RefObject<HTMLElement | null>): () => void {
  const anchor = useRef<{ key: string; top: number } | undefined>(undefined);

  function remember() {
    const element = log.current;
    if (!element) return;
    const edge = element.getBoundingClientRect().top;
    const rows = element.querySelectorAll<HTMLElement>('li[data-key], .bubble-row[data-key]');
    const first = Array.from(rows).find((row) => row.getBoundingClientRect().bottom > edge);
    const key = first?.dataset.key;
    anchor.current =
      first && key && !measure(element).isAtEnd ? { key, top: first.getBoundingClientRect().top - edge } : undefined;
  }

  useLayoutEffect(() => {
    const element = log.current;
    if (element && anchor.current) {
      const row = element.querySelector(`[data-key="${CSS.escape(anchor.current.key)}"]`);
      const top = row && row.getBoundingClientRect().top - element.getBoundingClientRect().top;
      if (top !== null && top !== anchor.current.top) element.scrollTop += top - anchor.current.top;
    }
    remember();
  });
  return remember;
}
