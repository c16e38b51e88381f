// Requests of pages: they name a resource and a link, and get no further than that.
import { describe, expect, it } from 'vitest';
import type { DirectRequest } from '../../../src/service/operations.ts';
import { blankConversation, blankState } from '../../../src/ucwa/channel/state.ts';
import { openApplication } from '../../../src/ucwa/client/application.ts';
import { createConnection } from '../../../src/ucwa/client/connection.ts';
import { sendDirect } from '../../../src/ucwa/client/direct.ts';
import { requireSession } from '../../../src/ucwa/client/session.ts';
import { bo, contactResource, cy, pool, reason, ScriptedPool } from '../support/scripted-pool.ts';

const chat = `${pool}/conversations/1`;

async function open() {
  const scripted = new ScriptedPool();
  const { paths } = scripted;
  const state = blankState(pool + paths.application, pool + paths.events, 0);
  state.conversations[chat] = {
    ...blankConversation(),
    partner: bo,
    isOpen: true,
    links: { addParticipant: `${chat}/addParticipant?conversation=1` },
    messaging: { state: 'Connected', links: { stopMessaging: `${chat}/messaging/terminate` }, formats: [] },
  };
  const connection = createConnection({
    ...scripted.serviceOptions,
    channel: { read: async () => structuredClone(state), nextCommit: async () => undefined },
  });
  await openApplication(connection, 'online');
  scripted.web.requests.length = 0;
  const send = (request: Partial<DirectRequest>) =>
    sendDirect(connection, { place: 'me', method: 'GET', path: '/note', ...request });
  return { scripted, paths, send };
}

describe('a page', () => {
  it('follows a link of the user, with JSON', async () => {
    const { scripted, paths, send } = await open();
    expect(await send({ method: 'POST', json: { message: 'On a boat' } })).toEqual({ text: '' });
    expect(scripted.bodiesOf('POST', paths.note)).toEqual([{ message: 'On a boat' }]);
  });

  it('reads a resource itself', async () => {
    const { scripted, paths, send } = await open();
    scripted.on('GET', paths.me, { json: { uri: 'sip:ana@example.org', rel: 'me' } });
    expect(JSON.parse((await send({ path: '/self' })).text)).toMatchObject({ rel: 'me' });
  });

  it('searches with a query, encoded once', async () => {
    const { scripted, paths, send } = await open();
    scripted.on('GET', `${paths.search}?query=%C3%85sa+%26+Bo%2B&limit=20`, { json: { rel: 'search' } });
    const query = new URLSearchParams({ query: 'Åsa & Bo+', limit: '20' });
    expect((await send({ place: 'people', path: `/search?${query}` })).text).toContain('search');
  });

  it('is told where something new is', async () => {
    const { scripted, paths, send } = await open();
    scripted.on('POST', paths.startMessaging, { status: 201, html: '', headers: { Location: '/invitations/1' } });
    const reply = await send({ place: 'communication', method: 'POST', path: '/startMessaging', json: { to: bo } });
    expect(reply.location).toBe(`${pool}/invitations/1`);
  });

  it('follows a link of a conversation, or of its messaging, which it names by its id', async () => {
    const { scripted, send } = await open();
    scripted.on('POST', '/conversations/1/addParticipant?conversation=1', { status: 201, html: '' });
    scripted.on('POST', '/conversations/1/messaging/terminate', { status: 204 });
    scripted.on('DELETE', '/conversations/1', { status: 204 });
    const conversation = new URLSearchParams({ conversation: bo });
    await send({ place: 'conversation', method: 'POST', path: `/addParticipant?${conversation}`, json: { to: cy } });
    await send({ place: 'conversation', method: 'POST', path: `/stopMessaging?${conversation}` });
    await send({ place: 'conversation', method: 'DELETE', path: `/self?${conversation}` });
    expect(scripted.asked).toEqual([
      'POST /conversations/1/addParticipant?conversation=1',
      'POST /conversations/1/messaging/terminate',
      'DELETE /conversations/1',
    ]);
  });

  it('that leaves the chat of a conversation is remembered to have done so, though it fails to come back', async () => {
    const { scripted, send } = await open();
    scripted.on('POST', '/conversations/1/messaging/terminate', { status: 204 });
    const conversation = new URLSearchParams({ conversation: bo });
    const leaving = async () => (await requireSession(scripted.options.session)).leaving;
    await send({ place: 'conversation', method: 'POST', path: `/stopMessaging?${conversation}` });
    expect(await leaving()).toEqual({ [chat]: scripted.nowMs });
    const coming = send({ place: 'conversation', method: 'POST', path: `/addMessaging?${conversation}` });
    await expect(coming).rejects.toMatchObject({ kind: 'not-found' });
    expect(await leaving()).toEqual({ [chat]: scripted.nowMs });
  });

  it('follows a link of a contact, who is searched for once', async () => {
    const { scripted, paths, send } = await open();
    const search = `${paths.search}?query=cy%40example.org&limit=10`;
    scripted.on('GET', search, { json: { _embedded: { contact: [contactResource(paths, cy, 'Cy')] } } });
    scripted.on('GET', paths.contact(cy), { json: contactResource(paths, cy, 'Cy') });
    const path = `/self?${new URLSearchParams({ uri: 'sip:Cy@example.org' })}`;
    await send({ place: 'contact', path });
    await send({ place: 'contact', path });
    expect(scripted.asked).toEqual([`GET ${search}`, `GET ${paths.contact(cy)}`, `GET ${paths.contact(cy)}`]);
  });

  it('passes on only headers that say what a body is and which version is meant', async () => {
    const { scripted, paths, send } = await open();
    const headers = { 'If-Match': '"1"', Authorization: 'Bearer x', Cookie: 'a=b', 'X-Ms-Origin': 'https://x' };
    await send({ method: 'POST', headers });
    expect(scripted.web.requests[0]?.headers).toEqual({
      Accept: 'application/json',
      'If-Match': '"1"',
      Authorization: 'Bearer cwt=AAEB',
    });
    expect(scripted.asked).toEqual([`POST ${paths.note}`]);
  });
});

describe('what is not offered', () => {
  it.each([
    ['me', '/makeMeAvailable'],
    ['me', '/constructor'],
    ['people', '/myPrivacyRelationships'],
    ['conversation', '/addMessaging?conversation=sip%3Abo%40example.org'],
    ['conversation', '/self?conversation=sip%3Acy%40example.org'],
  ])('%s %s is not found, without asking', async (place, path) => {
    const { scripted, send } = await open();
    await expect(send({ place, path })).rejects.toMatchObject({ kind: 'not-found' });
    expect(scripted.asked).toEqual([]);
  });

  it.each([
    ['elsewhere', '/self'],
    ['constructor', '/self'],
    ['me', '//evil.example/'],
    ['me', '/note/../../x'],
    ['me', 'https://evil.example/'],
    ['me', ''],
    ['conversation', '/self'],
    ['contact', '/self'],
    ['contact', '/self?uri=https%3A%2F%2Fevil.example'],
  ])('%s "%s" is invalid', async (place, path) => {
    const { scripted, send } = await open();
    await expect(send({ place, path })).rejects.toMatchObject({ kind: 'invalid' });
    expect(scripted.asked).toEqual([]);
  });

  it('says what the server says', async () => {
    const { scripted, paths, send } = await open();
    scripted.on('POST', paths.note, reason(403, 'Forbidden'));
    await expect(send({ method: 'POST' })).rejects.toMatchObject({ kind: 'forbidden' });
  });
});
