import { text } from '../../extension/text.ts';

/** The longest message, characters. */
export const longestMessage = 8000;
/** The count is shown from here on. */
const nearEnd = 7500;

/** What was not sent and why, and how many characters are left near the end. */
export function ReplyNotices({ error, length }: { error: string | undefined; length: number }) {
  const left = longestMessage - length;
  return (
    <>
      {error && (
        <p class="reply-error" role="alert">
          {text('popupNotSent')} {error}
        </p>
      )}
      {length > nearEnd && (
        <p class={left < 0 ? 'reply-count reply-count-over' : 'reply-count'} role="status">
          {left < 0 ? text('popupTooLong', -left) : text('popupCharactersLeft', left)}
        </p>
      )}
    </>
  );
}
