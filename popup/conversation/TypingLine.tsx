import { useEffect, useState } from 'preact/hooks';
import type { OpenConversation } from '../../extension/queries.ts';
import { typingSentence } from '../list/last-line.ts';

/** Who is typing; a notice ends by itself when its time is over. */
export function TypingLine({ view }: { view: OpenConversation }) {
  const [atMs, setAtMs] = useState(Date.now());
  const nextEndMs = Math.min(...view.typing.map((row) => row.untilMs).filter((untilMs) => untilMs > atMs));
  useEffect(() => {
    setAtMs(Date.now());
    if (!Number.isFinite(nextEndMs)) return;
    const timer = setTimeout(() => setAtMs(Date.now()), Math.max(0, nextEndMs - Date.now()) + 50);
    return () => clearTimeout(timer);
  }, [view.typing, nextEndMs]);
  const sentence = typingSentence(view.people, view.typing, atMs);
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
