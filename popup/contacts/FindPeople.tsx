import { useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { fold } from '../../extension/search.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import type { Account } from '../../src/model/account.ts';
import type { BotProfile, FoundPerson } from '../../src/model/person.ts';
import { AddDialog } from './AddDialog.tsx';
import { FoundItem } from './FoundItem.tsx';
import { type Answer, useAnswer, useStill } from './hooks.ts';
import { placeWords } from './person-words.ts';
import type { ContactsView } from './sections.ts';

/** Shorter words would find half of the directory. */
const fewestCharacters = 2;
const stillMs = 400;

type FindPeopleProps = { account: Account; view: ContactsView; query: string };

/** The directory, the bots, and on request people one may know. */
export function FindPeople({ account, view, query }: FindPeopleProps) {
  const { directory, bots: botDirectory, requests } = operationsOf(account);
  const words = useStill(query.trim(), stillMs);
  const isLongEnough = words.length >= fewestCharacters;
  const [found, searchAgain] = useAnswer(directory && isLongEnough ? () => directory.search(words) : undefined, [
    account.id,
    words,
  ]);
  const [bots, askBotsAgain] = useAnswer(botDirectory && (() => botDirectory.list()), [account.id]);
  const [isSuggesting, setSuggesting] = useState(false);
  const [suggested, suggestAgain] = useAnswer(
    isSuggesting && directory?.suggest ? () => directory.suggest?.() ?? Promise.resolve([]) : undefined,
    [account.id, isSuggesting],
  );
  const [adding, setAdding] = useState<FoundPerson | undefined>(undefined);
  if (!directory) return null;
  const people = (list: readonly FoundPerson[]) => (
    <ul>
      {list.map((person) => (
        <FoundItem
          key={person.contact}
          account={account}
          found={person}
          line={[person.place && placeWords(person.place), person.about].filter(Boolean).join(' · ')}
          contacts={view.contacts}
          onAdd={requests && (() => setAdding(person))}
        />
      ))}
    </ul>
  );
  return (
    <div class="list people-list">
      {query.trim() && (
        <section>
          <h2 class="list-heading">{text('popupPeopleSection_directory')}</h2>
          {isLongEnough ? (
            <Results answer={found} onRetry={searchAgain} none={text('popupPeopleNobody', words)} show={people} />
          ) : (
            <p class="people-note">{text('popupPeopleTooShort')}</p>
          )}
        </section>
      )}
      {!query.trim() && !directory.suggest && !botDirectory && (
        <p class="people-note">{text('popupPeopleFindAdvice')}</p>
      )}
      {!query.trim() && directory.suggest && (
        <section>
          <h2 class="list-heading">{text('popupPeopleSection_suggestions')}</h2>
          {isSuggesting ? (
            <Results answer={suggested} onRetry={suggestAgain} none={text('popupPeopleNoSuggestions')} show={people} />
          ) : (
            <p class="people-note">
              {text('popupPeopleSuggestMeaning')}{' '}
              <Button kind="quiet" isSmall onClick={() => setSuggesting(true)}>
                {text('popupPeopleSuggest')}
              </Button>
            </p>
          )}
        </section>
      )}
      {botDirectory && (
        <section>
          <h2 class="list-heading">{text('popupPeopleSection_bots')}</h2>
          <Results
            answer={narrow(bots, words)}
            onRetry={askBotsAgain}
            none={text('popupPeopleNoBots')}
            show={(list) => (
              <ul>
                {list.map((bot) => (
                  <FoundItem
                    key={bot.contact}
                    account={account}
                    found={bot}
                    line={bot.description}
                    contacts={view.contacts}
                    isBot
                  />
                ))}
              </ul>
            )}
          />
        </section>
      )}
      {adding && <AddDialog account={account} {...adding} onClose={() => setAdding(undefined)} />}
    </div>
  );
}

/** The bots whose name or description has these words. */
function narrow(bots: Answer<BotProfile[]>, words: string): Answer<BotProfile[]> {
  if (bots.state !== 'here') return bots;
  const terms = fold(words).split(' ');
  const fits = ({ name, description }: BotProfile) =>
    terms.every((term) => fold(`${name} ${description}`).includes(term));
  return { state: 'here', value: bots.value.filter(fits) };
}

type ResultsProps<T> = {
  answer: Answer<readonly T[]>;
  onRetry: () => void;
  /** Said when nothing was found. */
  none: string;
  show: (list: readonly T[]) => preact.ComponentChildren;
};

function Results<T>({ answer, onRetry, none, show }: ResultsProps<T>) {
  if (answer.state === 'waiting') {
    return (
      <p class="people-note" role="status">
        <Spinner /> {text('popupPeopleSearching')}
      </p>
    );
  }
  if (answer.state === 'failed') {
    return (
      <div class="people-note">
        <Banner
          tone="danger"
          actions={<Button kind="quiet" isSmall onClick={onRetry} children={text('popupTryAgain')} />}
        >
          {errorSentence(answer.kind)}
        </Banner>
      </div>
    );
  }
  if (answer.value.length === 0) {
    return (
      <p class="people-note" role="status">
        {none}
      </p>
    );
  }
  return <>{show(answer.value)}</>;
}
