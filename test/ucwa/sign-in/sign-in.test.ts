// Tokens (ucwa.md 2.4, 3.2, 3.3): where a password goes, where a token goes, and where neither goes.
import { describe, expect, it } from 'vitest';
import type { ServiceError } from '../../../src/service/error.ts';
import { readPlace, type UcwaPlace } from '../../../src/ucwa/sign-in/place.ts';
import { signIn } from '../../../src/ucwa/sign-in/sign-in.ts';
import { requestToken } from '../../../src/ucwa/sign-in/token.ts';
import type { ScriptedWeb } from '../support/scripted-web.ts';
import {
  address,
  applications,
  challenge,
  createOrganisation,
  external,
  internal,
  proof,
  root,
  ticket,
  ticketService,
  toHolder,
  user,
  userResource,
  web,
} from './organisation.ts';

const place: UcwaPlace = {
  address,
  userUrl: user,
  applicationsUrl: '',
  tokenService: ticketService,
  grants: ['urn:microsoft.rtc:windows', 'password'],
  approved: [internal, external, web],
};
const withApproved = (...origins: string[]): UcwaPlace => ({ ...place, approved: [...place.approved, ...origins] });
const windows = { grant: 'windows' } as const;

/** Requests that carry the password, wherever in them. */
const withPassword = ({ requests }: ScriptedWeb) =>
  requests.filter((request) => JSON.stringify(request).includes('word%2B')).map(({ url }) => url);

const withToken = ({ requests }: ScriptedWeb, token: string) =>
  requests.filter((request) => JSON.stringify(request).includes(token)).map(({ url }) => url);

describe('signing in with name and password', () => {
  it('sends the form of the notes to the token service, and the token to who asked for it', async () => {
    const organisation = createOrganisation();
    const done = await signIn(organisation.transport, place, proof);
    expect(organisation.asked).toEqual([`POST ${ticketService}`, `GET ${user}`]);
    const [asking, reading] = organisation.requests;
    expect(asking?.headers).toEqual({
      'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
      Accept: 'application/json',
    });
    expect(asking?.body).toBe('grant_type=password&username=EXAMPLE%5Cana&password=pass+%26+word%2B%C3%BC');
    expect(asking?.usesSystemSignIn).toBeUndefined();
    expect(reading?.headers.Authorization).toBe('Bearer cwt=AAEB');
    expect(done).toEqual({
      step: 'done',
      tokens: { accessToken: 'cwt=AAEB', lifeMs: 28_289_000 },
      place: { ...place, applicationsUrl: applications, grant: 'password', userName: 'EXAMPLE\\ana' },
    });
  });

  it('keeps no secret in the place, which is read back as it was', async () => {
    const done = await signIn(createOrganisation().transport, place, proof);
    const kept = 'place' in done ? done.place : undefined;
    expect(JSON.stringify(kept)).not.toMatch(/pass & word|cwt/);
    expect(readPlace(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
    expect(readPlace({ ...place, tokenService: 1 })).toBeUndefined();
  });

  it('does not send the password where the server offers no such way', async () => {
    const organisation = createOrganisation();
    const signing = signIn(organisation.transport, { ...place, grants: ['urn:microsoft.rtc:windows'] }, proof);
    await expect(signing).rejects.toMatchObject({ kind: 'forbidden' });
    expect(organisation.requests).toEqual([]);
  });

  it.each([
    ['invalid_grant', 400, 'unauthorised'],
    ['unsupported_grant_type', 400, 'forbidden'],
    ['invalid_request', 400, 'invalid'],
    ['invalid_scope', 400, 'invalid'],
    ['server_error', 400, 'server'],
    ['something_new', 400, 'invalid'],
    ['constructor', 400, 'invalid'],
    ['', 401, 'unauthorised'],
    ['', 500, 'server'],
    ['', 404, 'not-found'],
  ])('ends with "%s" (status %i) as %s', async (error, status, kind) => {
    const answer = {
      status,
      json: { error },
      headers: { 'X-Ms-diagnostics': '28020;source="w";reason="No valid security token."' },
    };
    const organisation = createOrganisation().on('POST', ticketService, answer);
    const failure = await signIn(organisation.transport, place, proof).catch((reason: ServiceError) => reason);
    expect(failure).toMatchObject({ kind, code: 28020 });
    expect((failure as Error).message).not.toContain('security token');
  });

  it('after too many wrong passwords waits as long as the server wants', async () => {
    const organisation = createOrganisation().on('POST', ticketService, {
      status: 429,
      html: '',
      headers: { 'Retry-After': '60' },
    });
    const signing = signIn(organisation.transport, place, proof);
    await expect(signing).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
  });

  it.each([
    ['no token', { json: {} }],
    ['a token that is no header', { json: { access_token: 'a\r\nX: y', expires_in: 1 } }],
    ['a page', { html: '<html>cwt=AAEB</html>' }],
  ])('ends when the token service answers with %s', async (_, answer) => {
    const organisation = createOrganisation().on('POST', ticketService, answer);
    await expect(signIn(organisation.transport, place, proof)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('signing in with the system', () => {
  it('sends no name and no password, and lets the browser prove who is there in that one request', async () => {
    const organisation = createOrganisation();
    const done = await signIn(organisation.transport, place, windows);
    const [asking, reading] = organisation.requests;
    expect(asking).toMatchObject({ body: 'grant_type=urn%3Amicrosoft.rtc%3Awindows', usesSystemSignIn: true });
    expect(reading?.usesSystemSignIn).toBeUndefined();
    expect(done).toMatchObject({ step: 'done', place: { grant: 'windows' } });
  });
});

describe('a user who lives elsewhere', () => {
  const [home, homeTickets] = ['https://home.partner.example', 'https://home.partner.example/WebTicket/oauthtoken'];
  const lead = (organisation: ScriptedWeb) =>
    organisation
      .on(
        'GET',
        user,
        toHolder('cwt=AAEB', { json: { _links: { redirect: { href: `${home}/root` } } } }, challenge(ticketService)),
      )
      .on('GET', `${home}/root`, root(`${home}/root/user`))
      .on(
        'GET',
        `${home}/root/user`,
        toHolder('cwt=HOME', userResource(`${home}/applications`), challenge(homeTickets)),
      )
      .on('POST', homeTickets, { json: { access_token: 'cwt=HOME', expires_in: 60 } });

  it('is asked whether the other host may be, before anything goes there', async () => {
    const organisation = lead(createOrganisation());
    expect(await signIn(organisation.transport, place, proof)).toEqual({
      step: 'allow',
      origins: [home],
      foreign: [home],
    });
    expect(organisation.asked.some((asked) => asked.includes(home))).toBe(false);
  });

  it('has to say there again who is there; each token stays where it is from', async () => {
    const organisation = lead(createOrganisation());
    const done = await signIn(organisation.transport, withApproved(home), proof);
    expect(done).toMatchObject({
      tokens: { accessToken: 'cwt=HOME', lifeMs: 60_000 },
      place: { userUrl: `${home}/root/user`, applicationsUrl: `${home}/applications`, tokenService: homeTickets },
    });
    expect(withPassword(organisation)).toEqual([ticketService, homeTickets]);
    expect(withToken(organisation, 'cwt=AAEB')).toEqual([user]);
    expect(withToken(organisation, 'cwt=HOME')).toEqual([`${home}/root/user`]);
  });

  it('who is sent round in circles is not signed in', async () => {
    const organisation = createOrganisation();
    organisation.on(
      'GET',
      user,
      toHolder('cwt=AAEB', { json: { _links: { redirect: { href: user } } } }, challenge(ticketService)),
    );
    await expect(signIn(organisation.transport, place, proof)).rejects.toMatchObject({ kind: 'server' });
    expect(organisation.requests.length).toBeLessThan(30);
  });
});

describe('a split pool', () => {
  const pool = 'https://pool2.example.org';
  const [poolApplications, poolTickets] = [`${pool}/ucwa/oauth/v1/applications`, `${pool}/WebTicket/oauthtoken`];
  const split = (self = user) =>
    createOrganisation()
      .on('GET', user, toHolder('cwt=AAEB', userResource(poolApplications, self), challenge(ticketService)))
      .on('GET', poolApplications, challenge(poolTickets))
      .on('POST', poolTickets, { json: { access_token: 'cwt=POOL', expires_in: 60 } });

  it('gets a token of its own; the first one never goes there', async () => {
    const organisation = split();
    const done = await signIn(organisation.transport, withApproved(pool), proof);
    expect(done).toMatchObject({
      tokens: { accessToken: 'cwt=POOL' },
      place: { userUrl: user, applicationsUrl: poolApplications, tokenService: poolTickets },
    });
    expect(withToken(organisation, 'cwt=AAEB')).toEqual([user]);
    expect(withPassword(organisation)).toEqual([ticketService, poolTickets]);
  });

  it('is asked at its own user resource where it names one', async () => {
    const self = `${pool}/root/user`;
    const organisation = split(self).on('GET', self, challenge(poolTickets));
    await signIn(organisation.transport, withApproved(pool), proof);
    expect(organisation.asked).toContain(`GET ${self}`);
    expect(organisation.asked).not.toContain(`GET ${poolApplications}`);
  });

  it('has to be allowed first', async () => {
    const organisation = split();
    expect(await signIn(organisation.transport, place, proof)).toEqual({ step: 'allow', origins: [pool], foreign: [] });
    expect(organisation.asked.some((asked) => asked.includes(pool))).toBe(false);
  });

  it('that wants no token of its own gets none', async () => {
    const organisation = split().on('GET', poolApplications, { json: {} });
    await expect(signIn(organisation.transport, withApproved(pool), proof)).rejects.toMatchObject({
      kind: 'forbidden',
    });
    expect(withToken(organisation, 'cwt=AAEB')).toEqual([user]);
  });
});

describe('the next token', () => {
  it('is asked for like the first, where the place says', async () => {
    const organisation = createOrganisation();
    const tokens = await requestToken(organisation.transport, place, proof);
    expect(tokens).toEqual({ accessToken: 'cwt=AAEB', lifeMs: 28_289_000 });
    expect(organisation.asked).toEqual([`POST ${ticketService}`]);
  });

  it('is refused when the password was changed', async () => {
    const organisation = createOrganisation().on('POST', ticketService, {
      status: 400,
      json: { error: 'invalid_grant' },
    });
    await expect(requestToken(organisation.transport, place, proof)).rejects.toMatchObject({ kind: 'unauthorised' });
  });

  it('is never asked for over plain http', async () => {
    const organisation = createOrganisation().on('POST', 'http://web.example.org/t', ticket);
    const renewing = requestToken(
      organisation.transport,
      { ...place, tokenService: 'http://web.example.org/t' },
      proof,
    );
    await expect(renewing).rejects.toMatchObject({ kind: 'forbidden' });
    expect(organisation.requests).toEqual([]);
  });
});
