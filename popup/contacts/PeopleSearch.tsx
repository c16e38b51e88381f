import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Icon } from '../../extension/ui/Icon.tsx';
import { closeIcon, searchIcon } from '../../extension/ui/icons.ts';

type PeopleSearchProps = { tab: 'own' | 'find'; query: string; onQuery: (query: string) => void };

/** Where the words to search for are written. Escape empties it first. */
export function PeopleSearch({ tab, query, onQuery }: PeopleSearchProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  function onKeyDown(event: KeyboardEvent) {
    if (event.isComposing || event.key !== 'Escape' || !query) return;
    onQuery('');
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <search class="search people-search">
      <Icon shape={searchIcon} isSmall />
      <input
        ref={field}
        type="search"
        aria-label={text(`popupPeopleSearch_${tab}`)}
        placeholder={text(`popupPeopleSearch_${tab}`)}
        value={query}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        dir="auto"
        onInput={(event) => onQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {query && (
        <button type="button" class="search-clear" aria-label={text('popupSearchClear')} onClick={() => onQuery('')}>
          <Icon shape={closeIcon} isSmall />
        </button>
      )}
    </search>
  );
}
