import type { Ref } from 'preact';
import { text } from '../../extension/text.ts';
import { Icon } from '../../extension/ui/Icon.tsx';
import { closeIcon, searchIcon } from '../../extension/ui/icons.ts';

type SearchFieldProps = {
  /** What is searched. */
  label: string;
  /** Shown in the empty field; the label where there is none. */
  hint?: string;
  class?: string;
  query: string;
  fieldRef: Ref<HTMLInputElement>;
  onQuery: (query: string) => void;
  /** Enter or arrow down: go to what was found. */
  onEnter?: (isOpening: boolean) => void;
};

/** Search as you type. Escape empties it first. */
export function SearchField({ label, hint = label, query, fieldRef, onQuery, onEnter, ...rest }: SearchFieldProps) {
  function onKeyDown(event: KeyboardEvent) {
    if (event.isComposing) return;
    if (event.key === 'Escape' && query) onQuery('');
    else if (onEnter && event.key === 'ArrowDown') onEnter(false);
    else if (onEnter && event.key === 'Enter' && query) onEnter(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <search class={rest.class ? `search ${rest.class}` : 'search'}>
      <Icon shape={searchIcon} isSmall />
      <input
        ref={fieldRef}
        type="search"
        aria-label={label}
        placeholder={hint}
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
