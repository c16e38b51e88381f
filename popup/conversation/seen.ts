// A conversation counts as seen only when the user can really see its newest message: page visible, window focused,
// log at its end.
import { useEffect } from 'preact/hooks';
import type { OpenConversation } from '../../extension/queries.ts';
import type { ConversationModel } from './model.ts';

/** True when the user looks at this page. */
export function isLookedAt(page: Document = document): boolean {
  return page.visibilityState === 'visible' && page.hasFocus();
}

/** Marks the conversation as seen whenever it is, after every change of it and when the user comes back to the page. */
export function useSeen(model: ConversationModel, view: OpenConversation, isInSight: () => boolean): void {
  useEffect(() => {
    const check = () => {
      if (isLookedAt() && isInSight()) model.markSeen();
    };
    check();
    addEventListener('focus', check);
    document.addEventListener('visibilitychange', check);
    return () => {
      removeEventListener('focus', check);
      document.removeEventListener('visibilitychange', check);
    };
  }, [model, view]);
}
