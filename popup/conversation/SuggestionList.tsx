import type { OpenConversation } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { type Suggestion, suggestedName } from './suggesting.ts';

type SuggestionListProps = {
  id: string;
  view: OpenConversation;
  suggestions: readonly Suggestion[];
  active: number;
  onChoose: (suggestion: Suggestion) => void;
};

/** What could be meant, above the field. The field keeps the focus and tells which one is chosen. */
export function SuggestionList({ id, view, suggestions, active, onChoose }: SuggestionListProps) {
  return (
    <div id={id} class="suggestions" role="listbox" aria-label={text('composerSuggestions')}>
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the field choose
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option
        <div
          key={suggestion.key}
          id={`${id}-${index}`}
          class="suggestion"
          role="option"
          aria-selected={index === active}
          // Before the field loses the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(suggestion)}
        >
          {suggestion.emoticon ? (
            <span class="suggestion-emoticon" aria-hidden="true">
              {suggestion.emoticon}
            </span>
          ) : (
            <Avatar
              id={suggestion.person ?? ''}
              name={suggestedName(view, suggestion)}
              kind={suggestion.person === '*' ? 'group' : 'person'}
              size="small"
            />
          )}
          <span class="cut" dir="auto">
            {suggestion.label}
          </span>
          {suggestion.detail && <small class="soft cut">{suggestion.detail}</small>}
        </div>
      ))}
    </div>
  );
}
