// The field a message is written in. It holds what counts itself: a key may follow another before anything is drawn.
import { useRef, useState } from 'preact/hooks';
import { type Mark, toggleMark } from './marks.ts';

export type WritingField = {
  readonly field: { current: HTMLTextAreaElement | null };
  /** What is drawn. */
  readonly written: string;
  /** Shows another text. */
  write(next: string): void;
  /** Puts text in place of a part, in a way that the field's own "undo" knows, and selects from `from` to `to`. */
  replace(start: number, end: number, next: string, from?: number, to?: number): void;
  /** Puts a mark around what is selected, or takes it away. */
  mark(kind: Mark): void;
  /** Puts a word where the caret is, apart from what is before it. */
  insert(word: string): void;
};

/** `onReplaced` hears of what was put in, with the place of the caret; not of what `write` shows. */
export function useField(onReplaced: (text: string, caret: number) => void): WritingField {
  const field = useRef<HTMLTextAreaElement>(null);
  const [written, setWritten] = useState('');

  const replace: WritingField['replace'] = (start, end, next, from = start + next.length, to = from) => {
    const { current } = field;
    if (!current) return;
    current.focus();
    current.setSelectionRange(start, end);
    if (!document.execCommand?.('insertText', false, next)) current.setRangeText(next, start, end, 'end');
    current.setSelectionRange(from, to);
    onReplaced(current.value, to);
  };

  return {
    field,
    written,
    write(next) {
      if (field.current && field.current.value !== next) field.current.value = next;
      setWritten(next);
    },
    replace,
    mark(kind) {
      const { current } = field;
      if (!current) return;
      const selected = { text: current.value, start: current.selectionStart, end: current.selectionEnd };
      const { text, start, end } = toggleMark(selected, kind);
      replace(0, current.value.length, text, start, end);
    },
    insert(word) {
      const { current } = field;
      if (!current) return;
      const before = current.value.slice(0, current.selectionStart);
      replace(current.selectionStart, current.selectionEnd, `${/\S$/.test(before) ? ' ' : ''}${word} `);
    },
  };
}
