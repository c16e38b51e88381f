// The people of the demo, and who knows whom. What else they have is in belongings.ts, what they do in life.ts.
import { changeProfile, type ProfilePayload } from '../account/profile-change.ts';
import type { GatewayContext } from '../context.ts';
import { addUser, type NewUser } from '../identity/user-accounts.ts';
import { findUserByName, type UserIdentity } from '../identity/users.ts';
import { giveBelongingsOnce } from './belongings.ts';

/** The password of every demo user; demo mode therefore listens on loopback only. */
export const demoPassword = 'skylark-demo';

type Person = NewUser & { readonly profile: ProfilePayload };

const people: readonly Person[] = [
  {
    name: 'fred.2',
    displayName: 'Fred Adams',
    profile: {
      ...{ city: 'London', country: 'GB', language: 'EN', gender: '1', birthday: '1985-06-15' },
      ...{ mood: 'Trying out Skylark', phoneMobile: '+447700900321' },
    },
  },
  {
    name: 'joe.4',
    displayName: 'Joe Bloggs',
    profile: {
      ...{
        city: 'London',
        province: 'Greater London',
        country: 'GB',
        language: 'EN',
        gender: '1',
        birthday: '1987-01-02',
      },
      ...{ about: 'I am a Skype user.', jobtitle: 'Skype user', mood: 'Happy :D', homepage: 'https://example.com/joe' },
      ...{ phoneHome: '+442079460101', phoneOffice: '+442079460102', phoneMobile: '+447700900123' },
    },
  },
  {
    name: 'anna.7',
    displayName: 'Anna Cooper',
    profile: {
      ...{ city: 'Manchester', country: 'GB', language: 'EN', gender: '2', birthday: '1990-11-30' },
      ...{ mood: 'Excited!', phoneMobile: '+447700900456' },
    },
  },
  {
    name: 'mary.9',
    displayName: 'Mary Major',
    profile: {
      ...{
        city: 'Edinburgh',
        province: 'Scotland',
        country: 'GB',
        language: 'EN',
        gender: '2',
        birthday: '1979-03-08',
      },
      ...{ about: 'I draw maps.', mood: 'Somewhere on a hill' },
    },
  },
  {
    name: 'concierge',
    kind: 'bot',
    displayName: 'Concierge',
    profile: { about: 'Answers questions about Skylark. Write "help" to begin.', language: 'EN' },
  },
];

const acquaintances: readonly (readonly [string, string])[] = [
  ['fred.2', 'joe.4'],
  ['fred.2', 'anna.7'],
  ['joe.4', 'anna.7'],
  ['fred.2', 'concierge'],
  ['joe.4', 'concierge'],
  ['anna.7', 'concierge'],
];

async function ensurePerson(context: GatewayContext, { profile, ...user }: Person): Promise<UserIdentity> {
  const known = await findUserByName(context.database, user.name);
  if (known) return known;
  // Everybody knows this password: a strong hash would only make the first start slow.
  const hurried = { ...context, settings: { ...context.settings, passwordCost: 8 } };
  const added = await addUser(hurried, { ...user, password: demoPassword });
  await context.database.transaction((transaction) => changeProfile(transaction, added.userId, profile));
  return added;
}

/**
 * Creates the demo people and their contacts, as far as they are missing: what somebody changed since (a removed contact, a
 * block, a password) stays as it is.
 */
export async function seedDemoPeople(context: GatewayContext): Promise<void> {
  const byName = new Map<string, UserIdentity>();
  for (const person of people) byName.set(person.name, await ensurePerson(context, person));
  const both = acquaintances.flatMap(([left, right]) => [[left, right] as const, [right, left] as const]);
  for (const [ownName, otherName] of both) {
    const own = byName.get(ownName);
    const other = byName.get(otherName);
    if (!own || !other) continue;
    await context.database.query(
      `insert into contacts (user_id, mri, is_listed, is_authorized, is_favorite, created_at_ms)
       values ($1, $2, true, true, $3, $4) on conflict do nothing`,
      [own.userId, other.mri, ownName === 'fred.2' && otherName === 'joe.4', context.now()],
    );
  }
  await giveBelongingsOnce(context, byName);
}
