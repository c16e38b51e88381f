// A gateway with a few people on it, and how they call the services of their accounts.
import { addContact, answerInvite } from '../../../gateway/account/contacts.ts';
import type { NewUser } from '../../../gateway/identity/user-accounts.ts';
import { findUserByName, type UserIdentity } from '../../../gateway/identity/users.ts';
import type { Database } from '../../../gateway/storage/database.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';

export type Answer = { status: number; headers: Headers; body: unknown };

export type Town = {
  readonly gateway: TestGateway;
  /** The identity of somebody who was settled. */
  who(name: string): UserIdentity;
  settle(user: string | NewUser): Promise<UserIdentity>;
  /** A request of somebody; an object is sent as JSON, anything else as it is. */
  call(name: string, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Makes two people contacts of each other. */
  befriend(one: string, other: string): Promise<void>;
};

const isPlain = (body: unknown): body is BodyInit => typeof body === 'string' || body instanceof URLSearchParams;

export const guestName = 'guest:walter_0123abcd';

/** Makes a guest who came by no link, and is in no conversation. */
export async function insertGuest({ context, createUser }: TestGateway): Promise<UserIdentity> {
  await createUser({ name: 'walter_0123abcd', displayName: 'Walter' });
  await context.database.query("update users set name = $1, name_key = $1, kind = 'guest' where name = $2", [
    guestName,
    'walter_0123abcd',
  ]);
  const guest = await findUserByName(context.database, guestName);
  if (!guest) throw new Error('the guest did not stay');
  return guest;
}

/** Settles fred.2 (Fred Adams), joe.4 (Joe Bloggs), anna.7 (Anna Cooper), the bot concierge and a guest. */
export async function startTown(database: Database, now?: () => number): Promise<Town> {
  const gateway = await startTestGateway({ database, ...(now ? { now } : {}) });
  const people = new Map<string, { user: UserIdentity; token: string }>();
  const find = (name: string) => {
    const person = people.get(name);
    if (!person) throw new Error(`${name} does not live here`);
    return person;
  };
  const town: Town = {
    gateway,
    who: (name) => find(name).user,
    async settle(newUser) {
      const user = await gateway.createUser(newUser);
      people.set(user.name, { user, token: await gateway.tokenFor(user) });
      return user;
    },
    async call(name, method, path, body, headers = {}) {
      const reply = await gateway.fetch(path, {
        method,
        headers: { 'X-SkypeToken': find(name).token, ...headers },
        redirect: 'manual',
        ...(body === undefined ? {} : { body: isPlain(body) ? body : JSON.stringify(body) }),
      });
      const text = await reply.text();
      return { status: reply.status, headers: reply.headers, body: text === '' ? undefined : JSON.parse(text) };
    },
    async befriend(one, other) {
      await addContact(gateway.context, find(one).user, find(other).user.mri, '');
      if (find(other).user.kind !== 'bot')
        await answerInvite(gateway.context, find(other).user, find(one).user.mri, true);
    },
  };
  await town.settle({ name: 'fred.2', displayName: 'Fred Adams' });
  await town.settle({ name: 'joe.4', displayName: 'Joe Bloggs' });
  await town.settle({ name: 'anna.7', displayName: 'Anna Cooper' });
  await town.settle({ name: 'concierge', kind: 'bot', displayName: 'Concierge' });
  const guest = await insertGuest(gateway);
  people.set(guest.name, { user: guest, token: await gateway.tokenFor(guest) });
  return town;
}
