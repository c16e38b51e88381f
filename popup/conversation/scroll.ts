// The scroll position of the log. The log is laid out from its end, so that staying at the newest message needs no work;
// anywhere else a message on screen stays where it is, whatever is added, taken away or grows around it. Browsers that
// anchor scrolling by themselves do so differently, some not at all: the style sheet switches it off.
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Closer to an edge than this counts as at it, px. */
const atEdge = 24;
/** Closer to an edge than this asks for more messages, px. */
const nearEdge = 600;

export type LogPosition = { isAtEnd: boolean; isNearStart: boolean; isNearEnd: boolean; distance: number };

/** How far the log can be scrolled, px. */
const rangeOf = (log: HTMLElement) => log.scrollHeight - log.clientHeight;

/** Where the log stands. In a reversed column the scroll offset is 0 at the end and negative above it. */
export function measure(log: HTMLElement): LogPosition {
  const fromEnd = Math.abs(log.scrollTop);
  const fromStart = rangeOf(log) - fromEnd;
  return {
    isAtEnd: fromEnd <= atEdge,
    isNearStart: fromStart < nearEdge,
    isNearEnd: fromEnd < nearEdge,
    distance: fromEnd,
  };
}

/** Smaller differences are rounding: positions are fractions of a pixel, scroll offsets need not be. */
const rounding = 1;

/** Where a message stands in the window, px. */
type Place = { key: string; top: number };

/**
 * The messages on screen, best to hold on to first: from the first that begins on screen, since what is above it may still
 * grow; the one that is cut off at the top comes last. Days, senders and the line before the new ones are none: they come
 * and go with what is around them.
 */
function placesOnScreen(log: HTMLElement): Place[] {
  const edge = log.getBoundingClientRect();
  const whole: Place[] = [];
  const cut: Place[] = [];
  for (const row of log.querySelectorAll<HTMLElement>('.line[data-key], .bubble-row[data-key]')) {
    const { top, bottom } = row.getBoundingClientRect();
    const { key } = row.dataset;
    if (!key || bottom <= edge.top) continue;
    if (top >= edge.bottom) break;
    (top < edge.top ? cut : whole).push({ key, top });
  }
  return [...whole, ...cut];
}

const rowAt = (log: HTMLElement, { key }: Place) => log.querySelector(`[data-key="${CSS.escape(key)}"]`);

/**
 * Keeps a message on screen in place across renders and whatever grows by itself, unless the log follows its end.
 * @param isComplete the log ends with the newest message: only then it follows its end
 * @returns what to call on every scroll, and after scrolling on purpose, to remember the place.
 */
export function useSteadyLog(log: RefObject<HTMLElement | null>, isComplete: boolean): () => void {
  const places = useRef<Place[]>([]);
  const offset = useRef(0);
  const range = useRef(0);
  /** Of what is on screen: during a render that is still what was there before it. */
  const wasComplete = useRef(isComplete);

  function remember(element: HTMLElement) {
    offset.current = element.scrollTop;
    range.current = rangeOf(element);
    const [kept] = places.current;
    const next = measure(element).isAtEnd && wasComplete.current ? [] : placesOnScreen(element);
    const [best, ...others] = next;
    // The place as it was meant stays, so that roundings do not add up.
    const isKept = best && kept?.key === best.key && Math.abs(best.top - kept.top) < rounding;
    places.current = isKept ? [kept, ...others] : next;
  }

  /** Puts the first message of those remembered that is still there where it has to be, `scrolled` px from where it was. */
  function restore(element: HTMLElement, scrolled: number) {
    for (const place of places.current) {
      const row = rowAt(element, place);
      if (!row) continue;
      place.top -= scrolled;
      const moved = row.getBoundingClientRect().top - place.top;
      if (Math.abs(moved) >= rounding / 2) element.scrollTop += moved;
      places.current = [place];
      break;
    }
    remember(element);
  }

  /** What was scrolled since is meant, all else that has moved is put back. */
  function settle() {
    const element = log.current;
    if (!element) return;
    // Whoever scrolls to the end wants to be there, whatever else has moved in the same moment.
    if (element.scrollTop !== offset.current && wasComplete.current && measure(element).isAtEnd) {
      places.current = [];
      remember(element);
      return;
    }
    const nowRange = rangeOf(element);
    // Less to scroll: the browser itself has then scrolled, as far as it had to.
    const isPushed = nowRange < range.current && nowRange - Math.abs(element.scrollTop) < rounding;
    restore(element, isPushed ? 0 : element.scrollTop - offset.current);
  }

  // Scrolled, but the event that says so is still to come.
  if (log.current && log.current.scrollTop !== offset.current) settle();

  useLayoutEffect(() => {
    wasComplete.current = isComplete;
    if (log.current) restore(log.current, 0);
  });

  // Pictures and cards grow without a render of the log, and what is around the log makes it smaller.
  useLayoutEffect(() => {
    const element = log.current;
    if (!element) return;
    const observer = new ResizeObserver(settle);
    for (const watched of [element, ...element.children]) observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return settle;
}
