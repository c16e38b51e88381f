// A town with a group that can be joined, and the requests of skype.md 6.5 and 3.7.
import type { UserIdentity } from '../../../gateway/identity/users.ts';
import { type Client, call, clientOf, connect, type Json, type Reply } from '../messaging/client.ts';
import { pick, type Town } from '../messaging/town.ts';

const joinApi = '/api.join.skype.com/v1';

export async function setProperty(client: Client, tid: string, name: string, value: unknown): Promise<void> {
  const reply = await client.request('PUT', `/v1/threads/${tid}/properties?name=${name}`, { [name]: value });
  if (reply.status !== 200) throw new Error(`${name} answered ${reply.status}`);
}

export type Group = { readonly fred: Client; readonly joe: Client; readonly tid: string };

/** Fred's group with Joe in it, which can be joined. */
export async function openGroup(town: Town, topic = 'Team chat'): Promise<Group> {
  const users = await town.friends(2);
  const [fred, joe] = [await connect(town.gateway, pick(users, 0)), await connect(town.gateway, pick(users, 1))];
  const created = await fred.request('POST', '/v1/threads', {
    members: [
      { id: fred.user.mri, role: 'Admin' },
      { id: joe.user.mri, role: 'User' },
    ],
    properties: { topic, joiningenabled: 'true' },
  });
  return { fred, joe, tid: created.headers.get('location')?.split('/').at(-1) ?? '' };
}

/** One request to a service by path prefix, signed by a user or by nobody. */
export async function ask(town: Town, user: UserIdentity | undefined, method: string, path: string, body?: unknown) {
  const headers: Record<string, string> = user ? { 'X-SkypeToken': await town.gateway.tokenFor(user) } : {};
  return call(town.gateway, headers, method, path, body);
}

export const makeLink = (town: Town, user: UserIdentity | undefined, tid: string): Promise<Reply> =>
  ask(town, user, 'POST', `${joinApi}/meetings`, { threadId: tid });

export async function codeOf(town: Town, user: UserIdentity, tid: string): Promise<string> {
  return String((await makeLink(town, user, tid)).body.url)
    .split('/')
    .at(-1) as string;
}

export const resolve = (town: Town, code: string): Promise<Reply> =>
  ask(town, undefined, 'GET', `${joinApi}/meetings/${code}`);

export const joinAsGuest = (town: Town, tid: string, displayName: unknown): Promise<Reply> =>
  ask(town, undefined, 'POST', `${joinApi}/threads/${tid}/members`, { displayName });

export type Guest = { readonly client: Client; readonly skypeToken: string; readonly mri: string };

/** A guest who has joined and registered an endpoint, as an existing client does it. */
export async function arrive(town: Town, tid: string, displayName: string): Promise<Guest> {
  const joined = await joinAsGuest(town, tid, displayName);
  if (joined.status !== 201) throw new Error(`joining answered ${joined.status}`);
  const skypeToken = String(joined.body.skypetoken);
  const profile = await call(town.gateway, { 'X-SkypeToken': skypeToken }, 'GET', '/api.skype.com/users/self/profile');
  const name = String(profile.body.username);
  const registered = await call(
    town.gateway,
    { Authentication: `skypetoken=${skypeToken}` },
    'POST',
    '/v1/users/ME/endpoints',
    {},
  );
  const [, token = '', endpoint = ''] =
    /^registrationToken=([^;]+); expires=\d+; endpointId=(.+)$/.exec(
      registered.headers.get('set-registrationtoken') ?? '',
    ) ?? [];
  const user = { mri: `8:${name}`, name } as UserIdentity;
  return { client: clientOf(town.gateway, user, token, endpoint), skypeToken, mri: `8:${name}` };
}

export const activitiesOf = (messages: readonly Json[]): string[] =>
  messages
    .map((message) => String(message.messagetype))
    .filter((type) => type.startsWith('ThreadActivity/'))
    .reverse();
