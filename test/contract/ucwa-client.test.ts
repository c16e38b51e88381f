// The real UCWA client at the real gateway, in both families of addresses: sign-in, people, presence, messages in both worlds, who
// is in the chat, and what happens when the server forgets or refuses.
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setAvatar } from '../../gateway/objects/avatars.ts';
import { findServer } from '../../src/ucwa/sign-in/find.ts';
import { signIn } from '../../src/ucwa/sign-in/sign-in.ts';
import type { Proof } from '../../src/ucwa/sign-in/step.ts';
import { requestToken } from '../../src/ucwa/sign-in/token.ts';
import { testPassword } from '../support/gateway.ts';
import { openUcwaTown, origin, sip, type UcwaTown, until } from './ucwa-town.ts';

const fred = sip('fred.2');
const joe = sip('joe.4');
const anna = sip('anna.7');
const address = 'fred.2@skylark.example';
const proof: Proof = { grant: 'password', userName: address, password: testPassword };

const outgoing = (content: string, clientId: string = crypto.randomUUID()) => ({
  clientId,
  composedAtMs: Date.now(),
  messagetype: 'text/plain',
  content,
});

describe.each(['real', 'reference'] as const)('with the addresses of the %s family', (ucwaPaths) => {
  let town: UcwaTown;
  beforeEach(async () => {
    town = await openUcwaTown({ settings: { ucwaPaths } });
  });
  afterEach(() => town.close());

  /** Fred has Joe as a favourite, and both Joe and Anna in "Team"; they know him. */
  async function makeContacts(): Promise<void> {
    const { database } = town.gateway.context;
    const [one, two, three] = ['fred.2', 'joe.4', 'anna.7'].map((name) => town.people.get(name));
    const add =
      'insert into contacts (user_id, mri, is_listed, is_authorized, is_favorite, created_at_ms) values ($1, $2, true, true, $3, 1)';
    await database.query(add, [one?.userId, two?.mri, true]);
    await database.query(add, [one?.userId, three?.mri, false]);
    await database.query(add, [two?.userId, one?.mri, false]);
    await database.query(add, [three?.userId, one?.mri, false]);
    await database.query(`insert into contact_groups (id, user_id, name) values ('g1', $1, 'Team')`, [one?.userId]);
    for (const person of [two, three]) {
      await database.query(`insert into contact_group_members (group_id, mri) values ('g1', $1)`, [person?.mri]);
    }
  }

  it('a sign-in address and a password lead to the applications', async () => {
    const { place, grants, host } = await town.find(address);
    expect({ grants, host }).toEqual({ grants: expect.arrayContaining(['password']), host: '127.0.0.1:8787' });
    const done = await signIn(town.transport, place, proof);
    expect(done).toMatchObject({
      step: 'done',
      tokens: { accessToken: expect.stringMatching(/^cwt=/) },
      place: { address, grant: 'password', applicationsUrl: expect.stringMatching(`^${origin}/ucwa/`) },
    });
  });

  it('a wrong password and the next token are told apart', async () => {
    const { place } = await town.find(address);
    await expect(signIn(town.transport, place, { ...proof, password: 'wrong' })).rejects.toMatchObject({
      kind: 'unauthorised',
      code: 28020,
    });
    const next = await requestToken(town.transport, place, proof);
    expect(next).toMatchObject({ accessToken: expect.stringMatching(/^cwt=/), lifeMs: expect.any(Number) });
  });

  it('the user is known, and so are contacts with groups and favourites', async () => {
    await makeContacts();
    const one = await town.resident('fred.2');
    expect(await one.service.whoAmI()).toEqual({ id: fred, name: 'Fred' });
    const { events, unreadable } = (await one.service.contacts?.list()) ?? {};
    expect(unreadable).toEqual([]);
    expect(events).toHaveLength(2);
    expect(events).toContainEqual({
      type: 'contact',
      contact: expect.objectContaining({
        id: joe,
        name: 'Joe',
        kind: 'person',
        isContact: true,
        isFavourite: true,
        groups: ['Team'],
      }),
    });
    expect(events).toContainEqual({
      type: 'contact',
      contact: expect.objectContaining({ id: anna, name: 'Anna', isFavourite: false, groups: ['Team'] }),
    });
    expect(one.securityEvents).toEqual([]);
  });

  it('presence, note and place of a contact arrive, and are what the contact says', async () => {
    await makeContacts();
    const one = await town.resident('fred.2');
    await one.service.contacts?.list();
    const two = await town.resident('joe.4', 'busy');
    const statuses = () =>
      one.events.flatMap((event) =>
        event.type === 'presence' && event.presence.contact === joe ? [event.presence] : [],
      );
    await until('Joe is busy', () => statuses().at(-1)?.status === 'busy', 15_000);
    await two.service.presence?.publish('beRightBack');
    await two.service.request({ place: 'me', method: 'POST', path: '/note', json: { message: 'On a boat' } });
    await two.service.request({ place: 'me', method: 'POST', path: '/location', json: { location: 'Harbour' } });
    await until('Joe will be back', () => statuses().at(-1)?.status === 'away', 15_000);
    await until('his note is here', () => one.contact(joe).mood === 'On a boat', 15_000);
    await until('his place is here', () => one.contact(joe).location === 'Harbour', 15_000);
    await two.rest();
    await two.service.close();
    await until('Joe is gone', () => statuses().at(-1)?.isConnected === false, 15_000);
  }, 90_000);

  it('strangers are searched for, named and shown', async () => {
    const one = await town.resident('fred.2');
    const { events } = (await one.service.contacts?.resolve([anna, sip('nobody')])) ?? { events: [] };
    expect(events).toEqual([{ type: 'contact', contact: expect.objectContaining({ id: anna, name: 'Anna' }) }]);
    const found = await one.service.request({ place: 'people', method: 'GET', path: '/search?query=Ann&limit=20' });
    expect(found.text).toContain('anna.7@');
    const card = await one.service.request({
      place: 'contact',
      method: 'GET',
      path: `/self?uri=${encodeURIComponent(anna)}`,
    });
    expect(JSON.parse(card.text)).toMatchObject({ name: 'Anna', rel: 'contact' });
    const picture = sharp({ create: { width: 200, height: 200, channels: 3, background: 'red' } });
    const { userId = 0 } = town.people.get('anna.7') ?? {};
    await setAvatar(town.gateway.context, userId, new Uint8Array(await picture.png().toBuffer()));
    const photo = await one.service.objects?.read(`photo:${anna}`);
    expect(photo?.type).toBe('image/jpeg');
    expect([...(photo?.parts[0] ?? [])].slice(0, 2)).toEqual([0xff, 0xd8]);
    await expect(one.service.objects?.read(`photo:${fred}`)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('a message goes from one to the other and back, once each', async () => {
    const one = await town.resident('fred.2');
    const two = await town.resident('joe.4');
    const sent = await one.service.send(joe, outgoing('Hello & <b>Joe</b> ✓'));
    expect(sent.arrivedAtMs).toBeGreaterThan(0);
    await until('Joe has it', () => two.texts().length > 0);
    expect(two.texts()).toEqual(['fred.2: Hello & <b>Joe</b> ✓']);
    expect(two.messages()[0]?.conversation).toBe(fred);
    await two.service.send(fred, outgoing('Hello Fred'));
    await until('Fred has the answer', () => one.texts().includes('joe.4: Hello Fred'));
    await until('Fred has his own', () => one.texts().length === 2);
    expect(one.texts().sort()).toEqual(['fred.2: Hello & <b>Joe</b> ✓', 'joe.4: Hello Fred']);
    expect([one.failure(), two.failure(), ...one.unreadable, ...two.unreadable]).toEqual([undefined, undefined]);
  });

  it('a message goes into the other world and back', async () => {
    const one = await town.resident('fred.2');
    const other = await town.visitor('joe.4');
    await one.service.send('sip:joe.4@skylark.example', outgoing('Hello Joe'));
    const heard: string[] = [];
    await until('Joe has it', async () => {
      const { events } = await other.poll();
      heard.push(...events.flatMap((event) => (event.type === 'message' ? [event.message.raw.content] : [])));
      return heard.includes('Hello Joe');
    });
    const direct = town.people.get('fred.2')?.mri ?? '';
    await other.send(direct, {
      clientId: '7001',
      composedAtMs: Date.now(),
      messagetype: 'RichText',
      content: 'Hello <b>Fred</b>',
    });
    await until('Fred has the answer', () => one.messages().some(({ sender }) => sender === joe));
    expect(one.messages().find(({ sender }) => sender === joe)?.content).toMatchObject({ kind: 'text' });
  });

  it('who types is seen', async () => {
    const one = await town.resident('fred.2');
    const two = await town.resident('joe.4');
    await one.service.send(joe, outgoing('Hello'));
    await until('Joe has it', () => two.texts().length > 0);
    await two.service.typing?.show(fred, true);
    await until('Fred sees it', () =>
      one.events.some((event) => event.type === 'typing' && event.contact === joe && event.isTyping),
    );
  });

  it('who leaves the chat and comes back is told to the other', async () => {
    await makeContacts();
    const one = await town.resident('fred.2');
    const two = await town.resident('joe.4');
    await one.service.send(joe, outgoing('Hello'));
    await until('Joe has it', () => two.texts().length > 0);
    const conversation = new URLSearchParams({ conversation: joe }).toString();
    const add = { operationId: crypto.randomUUID(), to: anna };
    await one.service.request({
      place: 'conversation',
      method: 'POST',
      path: `/addParticipant?${conversation}`,
      json: add,
    });
    const conferences = () =>
      one.events.flatMap((event) =>
        event.type === 'conversation' && event.conversation.id.startsWith('conf:') ? [event.conversation] : [],
      );
    await until('it is a conference of three', () => conferences().at(-1)?.members?.length === 3);
    const { id = '' } = conferences().at(-1) ?? {};
    expect(new Set(conferences().map((conference) => conference.id))).toEqual(new Set([id]));
    const joes = new URLSearchParams({ conversation: id }).toString();
    const isJoeInChat = () =>
      conferences()
        .at(-1)
        ?.members?.find((member) => member.id === joe)?.isInChat;
    await until('Joe knows it', () =>
      two.events.some((event) => event.type === 'conversation' && event.conversation.id === id),
    );
    // Until he has come in, he is not in the chat either.
    await until('Joe has come in', () => isJoeInChat() === true);
    const asJoe = (name: string, json?: unknown) => () =>
      two.service.request({ place: 'conversation', method: 'POST', path: `/${name}?${joes}`, json }).then(
        () => true,
        () => false,
      );
    await until('Joe may leave', asJoe('stopMessaging'));
    await until('Joe has left', () => isJoeInChat() === false);
    const left = one
      .messages()
      .find(({ content }) => content.kind === 'activity' && content.activity.type === 'chatLeft');
    expect(left?.content).toMatchObject({ activity: { targets: [joe] } });
    await until('Joe may come back', asJoe('addMessaging', { operationId: 'again-1' }));
    await until('Joe is back', () => isJoeInChat() === true);
  });

  it('an application that the server has ended is made anew, and messages go on', async () => {
    const one = await town.resident('fred.2');
    const two = await town.resident('joe.4');
    await one.service.send(joe, outgoing('First'));
    await until('Joe has it', () => two.texts().length === 1);
    await town.gateway.context.database.query('delete from ucwa_applications where user_id = $1', [
      town.people.get('joe.4')?.userId,
    ]);
    await expect(two.service.contacts?.list()).rejects.toMatchObject({ kind: 'session-lost' });
    expect(await two.service.isOpen()).toBe(false);
    await two.rest();
    await two.live();
    await one.service.send(joe, outgoing('Second'));
    await until('Joe has both', () => two.texts().length === 2);
    expect(two.texts()).toEqual(['fred.2: First', 'fred.2: Second']);
  });

  it('a stale token is unauthorised, and the next one goes on where it was', async () => {
    const one = await town.resident('fred.2');
    one.setToken('cwt=stale');
    await expect(one.service.contacts?.list()).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(await one.service.isOpen()).toBe(true);
    const { accessToken } = await requestToken(town.transport, one.signedIn.place, proof);
    one.setToken(accessToken);
    expect(await one.service.contacts?.list()).toMatchObject({ unreadable: [] });
  });

  it('the end of an application is the end of the session', async () => {
    const one = await town.resident('fred.2');
    await one.rest();
    await one.service.close();
    const rows = await town.gateway.context.database.query('select 1 from ucwa_applications');
    expect(rows).toEqual([]);
    await expect(one.service.poll()).rejects.toMatchObject({ kind: 'session-lost' });
  });
});

describe('a fault of the server', () => {
  let town: UcwaTown;
  beforeAll(async () => {
    town = await openUcwaTown();
  });
  afterAll(() => town.close());

  it.each([
    ['403 Forbidden None', 'forbidden'],
    ['410 Gone CannotRedirect', 'server'],
    ['410 Gone InactiveApplicationExpired', 'session-lost'],
    ['410 Gone TooManyApplications', 'forbidden'],
    ['409 Conflict TooManyGroups', 'conflict'],
    ['429 TooManyRequests None', 'rate-limited'],
    ['500 ServiceFailure InvalidExchangeServerVersion', 'server'],
    ['500 28032', 'unauthorised'],
    ['503 ServiceUnavailable None', 'server'],
  ])('%s is %s', async (words, kind) => {
    const one = await town.resident('fred.2');
    one.setFault({ words, on: /presence$/i });
    await expect(one.service.presence?.publish('away')).rejects.toMatchObject({ kind });
    await one.rest();
  });
});

describe('hosts of discovery', () => {
  it('lead from the domain of the address to the gateway, when they are allowed', async () => {
    const town = await openUcwaTown({ origin: 'https://web.skylark.example' });
    try {
      const approved = ['https://lyncdiscoverinternal.skylark.example', 'https://lyncdiscover.skylark.example'];
      const first = await findServer(town.transport, { address, server: '', approved });
      const allowed = first.step === 'allow' ? [...approved, ...first.origins] : approved;
      expect(first.step === 'allow' ? first.foreign : []).toEqual([]);
      const found = await findServer(town.transport, { address, server: '', approved: allowed });
      expect(found.step).toBe('sign-in');
    } finally {
      await town.close();
    }
  });
});
