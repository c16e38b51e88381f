import { text } from '../../extension/text.ts';
import { filesOf } from './sharing.ts';
import type { WritingField } from './use-field.ts';

type ReplyFieldProps = {
  writing: WritingField;
  label: string;
  /** The list of suggestions that is open, and the chosen one in it. */
  listId: string | undefined;
  activeId: string | undefined;
  onTyped: (text: string, caret: number) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onBlur: () => void;
  /** Absent where files cannot be sent. */
  onFiles: ((files: File[]) => void) | undefined;
};

/** The field itself, as high as its text. It keeps the focus while suggestions are open and names the chosen one. */
export function ReplyField({ writing, label, listId, activeId, onTyped, onKeyDown, onBlur, onFiles }: ReplyFieldProps) {
  return (
    <div class="reply-grow">
      <textarea
        ref={writing.field}
        rows={1}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={activeId}
        placeholder={text('popupReply')}
        value={writing.written}
        dir="auto"
        onInput={({ currentTarget }) => onTyped(currentTarget.value, currentTarget.selectionEnd)}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
        onPaste={(event) => {
          const files = filesOf(event.clipboardData);
          if (files.length === 0 || !onFiles) return;
          event.preventDefault();
          onFiles(files);
        }}
      />
      <div class="reply-mirror" aria-hidden="true">{`${writing.written}\u200b`}</div>
    </div>
  );
}
