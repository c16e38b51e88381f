// Choosing people among the contacts: a field that narrows the list, the chosen as chips before it. A combobox whose list
// stays open: arrows move through it, Enter chooses, Backspace in the empty field takes the last one out again.
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Choosable } from '../../extension/group-queries.ts';
import { fold } from '../../extension/search.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { checkIcon, closeIcon } from '../../extension/ui/icons.ts';
import type { ContactId } from '../../src/model/account.ts';

type PeoplePickerProps = {
  people: readonly Choosable[];
  chosen: readonly ContactId[];
  /** Names of chosen people who are no contacts. */
  nameOf: (contact: ContactId) => string;
  onChange: (chosen: ContactId[]) => void;
  /** Ctrl+Enter, or Enter with nothing typed and nothing marked. */
  onDone: () => void;
};

/** Those who contain every word of the query. */
export function matching(people: readonly Choosable[], query: string): Choosable[] {
  const terms = fold(query).split(' ');
  return people.filter(({ name }) => terms.every((term) => fold(name).includes(term)));
}

export function PeoplePicker({ people, chosen, nameOf, onChange, onDone }: PeoplePickerProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const [marked, setMarked] = useState(-1);
  const found = matching(people, query);
  const at = Math.min(marked, found.length - 1);

  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector('[data-marked]')?.scrollIntoView({ block: 'nearest' });
  }, [at, query]);

  function toggle(contact: ContactId) {
    onChange(chosen.includes(contact) ? chosen.filter((other) => other !== contact) : [...chosen, contact]);
    setQuery('');
    setMarked(-1);
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.isComposing) return;
    const count = found.length;
    if (event.key === 'ArrowDown' && count > 0) setMarked((at + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) setMarked(at <= 0 ? count - 1 : at - 1);
    else if (event.key === 'Backspace' && query === '' && chosen.length > 0) onChange(chosen.slice(0, -1));
    else if (event.key === 'Escape' && query !== '') setQuery('');
    else if (event.key === 'Enter') {
      const target = found[at] ?? (query.trim() ? found[0] : undefined);
      if (target && !event.ctrlKey) toggle(target.id);
      else onDone();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="picker">
      <div class="picker-field">
        {chosen.map((contact) => (
          <button
            key={contact}
            type="button"
            class="chip"
            aria-label={text('popupGroupTakeOut', nameOf(contact))}
            onClick={() => toggle(contact)}
          >
            <bdi class="cut">{nameOf(contact)}</bdi>
            <Icon shape={closeIcon} isSmall />
          </button>
        ))}
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={found[at] && `${id}-${at}`}
          aria-label={text('popupGroupFindPeople')}
          placeholder={text(chosen.length > 0 ? 'popupGroupFindMore' : 'popupGroupFindPeople')}
          autocomplete="off"
          spellcheck={false}
          dir="auto"
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setMarked(event.currentTarget.value.trim() ? 0 : -1);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        class="picker-list"
        role="listbox"
        aria-multiselectable
        aria-label={text('popupContacts')}
      >
        {found.map((person, index) => (
          <Option
            key={person.id}
            id={`${id}-${index}`}
            person={person}
            isChosen={chosen.includes(person.id)}
            isMarked={index === at}
            onToggle={() => toggle(person.id)}
          />
        ))}
      </div>
      {found.length === 0 && (
        <p class="picker-none soft" role="status">
          {text(people.length === 0 ? 'popupGroupNoContacts' : 'popupNothingFound')}
        </p>
      )}
    </div>
  );
}

type OptionProps = { id: string; person: Choosable; isChosen: boolean; isMarked: boolean; onToggle: () => void };

function Option({ id, person, isChosen, isMarked, onToggle }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys go to the field, which names the marked option
    <div
      id={id}
      class="picker-option"
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      data-marked={isMarked || undefined}
      onClick={onToggle}
    >
      <Avatar id={person.id} name={person.name} size="small" presence={person.presence} />
      <span class="cut">
        <bdi>{person.name}</bdi>
      </span>
      {isChosen && <Icon shape={checkIcon} isSmall />}
    </div>
  );
}
