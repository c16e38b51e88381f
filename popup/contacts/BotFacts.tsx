import { text } from '../../extension/text.ts';
import { listed } from '../../extension/ui/names.ts';
import type { ContactId } from '../../src/model/account.ts';
import type { BotProfile } from '../../src/model/person.ts';
import { MarkupView } from '../message/MarkupView.tsx';
import { userName } from './names.ts';
import { FactList } from './PersonFacts.tsx';
import { type Fact, languageName } from './person-words.ts';

const look = { showsEmoticons: true, own: '', nameOf: () => undefined };

function factsOf(bot: BotProfile): Fact[] {
  const rating = bot.rating && new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(bot.rating);
  const fact = (key: string, label: string, words: string | undefined): Fact[] =>
    words ? [{ key, label, words }] : [];
  return [
    ...fact('user', text('popupPersonFact_user'), userName(bot.contact)),
    ...fact('developer', text('popupBotFact_developer'), bot.developer),
    ...fact('trust', text('popupBotFact_trust'), bot.isTrusted ? text('popupBotTrusted') : undefined),
    ...fact('rating', text('popupBotFact_rating'), rating ? text('popupBotRating', rating) : undefined),
    ...fact('capabilities', text('popupBotFact_capabilities'), listed(bot.capabilities, 'unit')),
    ...fact('languages', text('popupBotFact_languages'), listed(bot.languages.map(languageName), 'unit')),
  ];
}

/** What is known of a bot. */
export function BotFacts({ bot, contact }: { bot: BotProfile | undefined; contact: ContactId }) {
  if (!bot) return <p class="person-note">{text('popupBotUnknown', userName(contact))}</p>;
  return (
    <>
      {bot.description && (
        <section class="person-section">
          <h3>{text('popupPersonFact_about')}</h3>
          <p class="person-text" dir="auto">
            {bot.description}
          </p>
        </section>
      )}
      <section class="person-section">
        <h3>{text('popupPersonFacts')}</h3>
        <FactList facts={factsOf(bot)} />
        {bot.extra && (
          <p class="person-text" dir="auto">
            <MarkupView tree={bot.extra} look={look} />
          </p>
        )}
        {bot.links.length > 0 && (
          <ul class="person-links">
            {bot.links.map(({ kind, href }) => (
              <li key={kind}>
                <a href={href} target="_blank" rel="noopener noreferrer" title={href}>
                  {text(`popupBotLink_${kind}`)}
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
