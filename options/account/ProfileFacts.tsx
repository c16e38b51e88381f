import type { ComponentChildren } from 'preact';
import { text } from '../../extension/text.ts';
import type { OwnProfile } from '../../src/service/account-operations.ts';
import { day, languageName, placeName } from './names.ts';

const factNames = [
  'about',
  'birthday',
  'gender',
  'place',
  'language',
  'jobTitle',
  'homepage',
  'phoneHome',
  'phoneMobile',
  'phoneWork',
] as const;

/** What each fact of a profile says; undefined for one that is not set. */
export function factsOf({ fields, person }: OwnProfile): Record<(typeof factNames)[number], ComponentChildren> {
  return {
    about: fields.about,
    birthday: fields.birthday && day(Date.parse(`${fields.birthday}T00:00:00Z`)),
    gender: fields.gender && text(`optionsGender_${fields.gender}`),
    place: placeName(fields),
    language: fields.language && languageName(fields.language),
    jobTitle: fields.jobTitle,
    homepage: person.homepage ? (
      <a href={person.homepage} target="_blank" rel="noopener noreferrer">
        {fields.homepage}
      </a>
    ) : (
      fields.homepage
    ),
    phoneHome: fields.phoneHome,
    phoneMobile: fields.phoneMobile,
    phoneWork: fields.phoneWork,
  };
}

/** Everything the profile says, and a sentence when that is nothing. */
export function ProfileFacts({ own }: { own: OwnProfile }) {
  const facts = factsOf(own);
  const shown = factNames.filter((name) => facts[name]);
  if (shown.length === 0) return <p class="profile-facts soft">{text('optionsProfileEmpty')}</p>;
  return (
    <dl class="profile-facts">
      {shown.map((name) => (
        <div key={name} class={name === 'about' ? 'profile-fact profile-fact-long' : 'profile-fact'}>
          <dt>{text(`optionsProfile_${name}`)}</dt>
          <dd dir="auto">{facts[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
