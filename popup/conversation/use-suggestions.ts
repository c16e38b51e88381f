// The list that opens while a name or an emoticon is being typed: when it is there, what is in it, and the keys it takes.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { detailsStores, readDetails } from '../../extension/group-queries.ts';
import { isPreferenceOn } from '../../extension/preferences.ts';
import type { ConversationKey, OpenConversation } from '../../extension/queries.ts';
import { countedText } from '../../extension/text.ts';
import { knownName } from '../../extension/ui/names.ts';
import type { ContactId } from '../../src/model/account.ts';
import type { Mention } from '../../src/service/composing.ts';
import { useFollowed } from '../groups/use-followed.ts';
import { announce } from '../notices.ts';
import {
  findTrigger,
  mentionable,
  type Suggestion,
  suggestEmoticons,
  suggestPeople,
  type Trigger,
} from './suggesting.ts';

/** Names of everybody in the conversation, also of those who have said nothing yet. */
export function useMentionable(view: OpenConversation): Mention[] {
  const key: ConversationKey = { account: view.account.id, conversation: view.row.id };
  const details = useFollowed(detailsStores, (database) => readDetails(database, key), [key.account, key.conversation]);
  return useMemo(() => {
    const names = new Map<ContactId, string>();
    for (const { id } of details?.row.members ?? []) {
      const name = details && knownName(details.people, key.account, id);
      if (name) names.set(id, name);
    }
    return mentionable(view, names);
  }, [view.row, details]);
}

export type Suggesting = {
  suggestions: readonly Suggestion[];
  active: number;
  trigger: Trigger | undefined;
  /** The text or the caret is different now. */
  look(typed: string, caret: number): void;
  close(): void;
  /** Takes a key that belongs to the list; answers whether it did. */
  takeKey(event: KeyboardEvent, choose: (suggestion: Suggestion) => void): boolean;
};

/** `hasMentions`: naming somebody means something to the service. */
export function useSuggestions(view: OpenConversation, people: readonly Mention[], hasMentions: boolean): Suggesting {
  const [trigger, setTrigger] = useState<Trigger | undefined>(undefined);
  const [active, setActive] = useState(0);
  // Where the account has no such settings, nobody has switched them off.
  const isWanted = view.preferences
    ? isPreferenceOn('emoticonSuggestions', view.preferences)
    : view.session?.capabilities?.preferences === false;
  const suggestions = useMemo(() => {
    if (!trigger) return [];
    if (trigger.kind === 'mention') return hasMentions ? suggestPeople(people, trigger.query) : [];
    return isWanted ? suggestEmoticons(trigger.query) : [];
  }, [trigger?.kind, trigger?.query, people, isWanted, hasMentions]);
  useEffect(() => {
    if (suggestions.length > 0) announce(countedText('composerSuggested', suggestions.length));
  }, [suggestions.length]);

  return {
    suggestions,
    active,
    trigger,
    look(typed, caret) {
      setTrigger(findTrigger(typed, caret));
      setActive(0);
    },
    close: () => setTrigger(undefined),
    takeKey(event, choose) {
      const count = suggestions.length;
      const chosen = suggestions[active];
      if (!chosen || event.isComposing) return false;
      if (event.key === 'ArrowDown') setActive((active + 1) % count);
      else if (event.key === 'ArrowUp') setActive((active + count - 1) % count);
      else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) choose(chosen);
      else if (event.key === 'Escape') setTrigger(undefined);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
