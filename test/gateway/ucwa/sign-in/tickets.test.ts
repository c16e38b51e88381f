import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPassword } from '../../../support/gateway.ts';
import { insertGuest } from '../../account/town.ts';
import { type Desk, href, openDesk } from '../desk.ts';

const service = '/WebTicket/oauthtoken';
const form = { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' };

let desk: Desk;
let now = Date.UTC(2026, 0, 1);
beforeAll(async () => {
  desk = await openDesk({ now: () => now, settings: { sipDomain: 'chat.example' } });
  await desk.settle('fred.2', 'Fred Adams');
});
afterAll(() => desk.gateway.close());

const post = (fields: Record<string, string>) =>
  desk.ask(undefined, 'POST', service, new URLSearchParams(fields).toString(), form);
const password = (username: string, secret = testPassword) =>
  post({ grant_type: 'password', username, password: secret });

describe('the ticket service', () => {
  it('gives a ticket for a password', async () => {
    const reply = await password('fred.2@chat.example');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.json).toEqual({
      access_token: expect.stringMatching(/^cwt=[A-Za-z0-9]{48}$/),
      token_type: 'Bearer',
      expires_in: 28_800,
      ms_rtc_identityscope: 'local',
    });
  });

  it.each(['fred.2', 'FRED.2@Chat.Example', 'sip:fred.2@chat.example', 'CHAT\\fred.2', 'chat.example\\fred.2'])(
    'knows the user as %s',
    async (name) => {
      expect((await password(name)).status).toBe(200);
    },
  );

  it.each([
    ['a wrong password', { grant_type: 'password', username: 'fred.2', password: 'x' }, 'invalid_grant'],
    ['nobody', { grant_type: 'password', username: 'nobody', password: 'x' }, 'invalid_grant'],
    [
      'the right password with another domain',
      { grant_type: 'password', username: 'fred.2@other.example', password: testPassword },
      'invalid_grant',
    ],
    [
      'the right password with another Windows domain',
      { grant_type: 'password', username: 'OTHER\\fred.2', password: testPassword },
      'invalid_grant',
    ],
    ['no password', { grant_type: 'password', username: 'fred.2' }, 'invalid_request'],
    ['no grant', { username: 'fred.2', password: testPassword }, 'invalid_request'],
    ['integrated sign-in', { grant_type: 'urn:microsoft.rtc:windows' }, 'unsupported_grant_type'],
    ['passive sign-in', { grant_type: 'urn:microsoft.rtc:passive' }, 'unsupported_grant_type'],
    ['a meeting', { grant_type: 'urn:microsoft.rtc:anonmeeting', password: 'x' }, 'unsupported_grant_type'],
    ['another grant', { grant_type: 'refresh_token' }, 'unsupported_grant_type'],
    [
      'a scope',
      { grant_type: 'password', username: 'fred.2', password: testPassword, scope: 'contacts' },
      'invalid_scope',
    ],
  ])('refuses %s, and says why to people', async (_what, fields, error) => {
    const reply = await post(fields as Record<string, string>);
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({ error });
    expect(reply.headers.get('x-ms-diagnostics')).toMatch(/^28\d{3};source="skylark";reason="[^"]+"$/);
  });

  it('limits wrong passwords like every sign-in', async () => {
    await desk.settle('target');
    for (let count = 0; count < 10; count += 1) expect((await password('target', 'x')).status).toBe(400);
    const limited = await password('target@chat.example');
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('signs the user that is proved in by integrated sign-in, when a setting names one', async () => {
    const other = await openDesk({ settings: { integratedUser: 'anna.7' } });
    await other.settle('anna.7');
    const reply = await other.ask(undefined, 'POST', service, 'grant_type=urn:microsoft.rtc:windows', form);
    expect(reply.status).toBe(200);
    const application = await other.apply(String(reply.json.access_token));
    expect(application._embedded).toMatchObject({ me: { uri: 'sip:anna.7@skylark.example' } });
    const refused = await other.ask(undefined, 'GET', '/autodiscover/autodiscoverservice.svc/root/oauth/user');
    expect(refused.headers.get('www-authenticate')).toContain('grant_type="urn:microsoft.rtc:windows,password"');
    await other.gateway.close();
  });
});

describe('a request', () => {
  const applications = '/ucwa/oauth/v1/applications';
  const isChallenge = /^MsRtcOAuth href="https:\/\/gateway\.test\/WebTicket\/oauthtoken",grant_type="password"$/;

  it.each([
    ['without a ticket', {}],
    ['with a ticket of nobody', { Authorization: 'Bearer cwt=nobody' }],
    ['with a ticket of another kind', { Authorization: 'Basic eA==' }],
  ])('%s is challenged, with a page', async (_what, headers) => {
    for (const path of [applications, `${applications}/123456789012/me`, '/ucwa/nowhere']) {
      const reply = await desk.ask(undefined, 'GET', path, undefined, headers);
      expect(reply.status).toBe(401);
      expect(reply.headers.get('www-authenticate')).toMatch(isChallenge);
      expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(reply.headers.get('x-ms-diagnostics')).toContain('28020');
      expect(reply.text).toContain('<html>');
    }
  });

  it('with the token of a Skype client is challenged: the prefix belongs to the ticket', async () => {
    const ticket = await desk.ticketFor('fred.2');
    expect((await desk.ask(ticket.slice(4), 'POST', applications, {})).status).toBe(401);
    expect((await desk.ask(ticket, 'POST', applications, {})).status).toBe(400);
  });

  it('with a ticket whose time is over is challenged, and goes on in its application with a new one', async () => {
    const ticket = await desk.ticketFor('fred.2');
    const application = await desk.apply(ticket);
    now += 28_801_000;
    expect((await desk.ask(ticket, 'GET', href(application, 'self'))).status).toBe(401);
    const renewed = await desk.ticketFor('fred.2');
    expect((await desk.ask(renewed, 'GET', href(application, 'self'))).status).toBe(200);
  });

  it('of a guest is challenged', async () => {
    const guest = await insertGuest(desk.gateway);
    const token = await desk.gateway.tokenFor(guest);
    expect((await desk.ask(`cwt=${token}`, 'POST', applications, {})).status).toBe(401);
  });

  it('after a sign-out is challenged', async () => {
    const ticket = await desk.ticketFor('fred.2');
    const { database } = desk.gateway.context;
    await database.query('update sign_ins set revoked_at_ms = 1');
    expect((await desk.ask(ticket, 'POST', applications, {})).status).toBe(401);
  });
});
