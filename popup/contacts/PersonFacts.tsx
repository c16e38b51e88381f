import { text } from '../../extension/text.ts';
import type { ContactId } from '../../src/model/account.ts';
import type { PersonProfile } from '../../src/model/person.ts';
import { nowMs } from '../clock.ts';
import { readAddress } from '../message/MarkupView.tsx';
import { userName } from './names.ts';
import { type Fact, factsOf } from './person-words.ts';

type PersonFactsProps = { profile: PersonProfile; contact: ContactId; note?: string | undefined };

/** What a person says of themselves. */
export function PersonFacts({ profile, contact, note }: PersonFactsProps) {
  const isAddress = /^sips?:/i.test(contact);
  return (
    <>
      {note && <p class="person-note">{note}</p>}
      {profile.about && (
        <section class="person-section">
          <h3>{text('popupPersonFact_about')}</h3>
          <p class="person-text" dir="auto">
            {profile.about}
          </p>
        </section>
      )}
      <section class="person-section">
        <h3>{text('popupPersonFacts')}</h3>
        <FactList
          facts={[
            { key: 'user', label: text(`popupPersonFact_${isAddress ? 'address' : 'user'}`), words: userName(contact) },
            ...factsOf(profile, nowMs.value),
          ]}
        />
      </section>
    </>
  );
}

/** Facts with their names; addresses are links that are looked at once more. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="person-facts">
      {facts.map(({ key, label, words, href }) => {
        const url = href ? readAddress(href) : undefined;
        return (
          <div key={key}>
            <dt>{label}</dt>
            <dd dir="auto">
              {url ? (
                <a href={url.href} target="_blank" rel="noopener noreferrer">
                  {words}
                </a>
              ) : (
                words
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
