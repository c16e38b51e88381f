import './conversation-list.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConversationKey, ListEntry } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import type { People } from '../../extension/ui/names.ts';
import { openConversation } from '../screen.ts';
import { ConversationItem } from './ConversationItem.tsx';

type ConversationListProps = {
  entries: readonly ListEntry[];
  people: People;
  current: ConversationKey | undefined;
  accountMark: (account: string) => string | undefined;
  /** The row that gets the focus when the list appears: where the user came from. */
  focusOn?: ConversationKey | undefined;
  onEnd?: () => void;
  /** Further rows after the conversations, with `data-row` on what the arrow keys reach. */
  children?: ComponentChildren;
};

const isSame = (key: ConversationKey | undefined, { row }: ListEntry) =>
  key?.account === row.account && key.conversation === row.id;

/** Moves the focus among the rows around `from`; answers whether there was one to move to. */
export function moveFocus(list: HTMLElement, key: string): boolean {
  const rows = Array.from(list.querySelectorAll<HTMLElement>('[data-row]'));
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  const target = targets[key];
  const row = target === undefined ? undefined : rows[target];
  row?.focus();
  return row !== undefined;
}

/** The conversations, one tab stop, arrow keys within; asks for more when its end comes near. */
export function ConversationList({ entries, people, current, accountMark, ...props }: ConversationListProps) {
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | undefined>(undefined);
  const idOf = ({ row }: ListEntry) => `${row.account} ${row.id}`;
  const focusable = entries.find((entry) => idOf(entry) === focused) ?? entries[0];

  useEffect(() => {
    const { onEnd } = props;
    if (!end.current || !onEnd) return;
    const observer = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && onEnd(), {
      root: list.current,
      rootMargin: '400px',
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [entries.length]);

  useEffect(() => {
    const element = list.current;
    const onKeyDown = (event: KeyboardEvent) => {
      if (element && moveFocus(element, event.key)) event.preventDefault();
    };
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, []);

  useEffect(() => {
    const index = entries.findIndex((entry) => isSame(props.focusOn, entry));
    if (index >= 0) list.current?.querySelectorAll<HTMLElement>('[data-row]')[index]?.focus();
  }, []);

  return (
    <div ref={list} class="list">
      <ul aria-label={text('popupConversations')}>
        {entries.map((entry) => (
          <li key={idOf(entry)} class="list-item">
            <ConversationItem
              entry={entry}
              people={people}
              mark={accountMark(entry.row.account)}
              isFocusable={entry === focusable}
              isCurrent={isSame(current, entry)}
              onFocus={() => setFocused(idOf(entry))}
              onOpen={() => openConversation({ account: entry.row.account, conversation: entry.row.id })}
            />
          </li>
        ))}
      </ul>
      {props.children}
      <div ref={end} />
    </div>
  );
}
