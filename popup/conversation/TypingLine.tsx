import type { OpenConversation } from '../../extension/queries.ts';
import { nowMs, useRenewal } from '../clock.ts';
import { typingSentence } from '../list/last-line.ts';

/** Who is typing; a notice ends by itself when its time is over. */
export function TypingLine({ view }: { view: OpenConversation }) {
  useRenewal(view.typing.map((row) => row.untilMs));
  const sentence = typingSentence(view.people, view.typing, nowMs.value);
  return (
    <div class="typing" role="status">
      {sentence && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {sentence}
        </>
      )}
    </div>
  );
}
