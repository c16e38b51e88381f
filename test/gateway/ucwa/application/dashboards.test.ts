import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, href, type Json, openDesk } from '../desk.ts';

let desk: Desk;
let ticket = '';
let application: Json = {};
beforeAll(async () => {
  desk = await openDesk({ settings: { allowsUcwaFaults: true } });
  await desk.settle('fred.2', 'Fred Adams');
  ticket = await desk.ticketFor('fred.2');
});
beforeEach(async () => {
  application = await desk.apply(ticket, { userAgent: crypto.randomUUID() });
});
afterAll(() => desk.gateway.close());

const get = (path: string, headers: Record<string, string> = {}) => desk.ask(ticket, 'GET', path, undefined, headers);
const place = (rel: string) => `${href(application, 'self')}/${rel}`;

describe('every dashboard', () => {
  it.each(['me', 'communication', 'policies', 'onlineMeetings', ''])(
    'says the same in XML as in JSON: %s',
    async (rel) => {
      const path = rel === '' ? href(application, 'self') : place(rel);
      const json = await get(path);
      const xml = await get(path, { Accept: 'application/xml' });
      expect([json.status, xml.status]).toEqual([200, 200]);
      expect(xml.text).toContain(`<resource rel="${json.json.rel}" href="${href(json.json, 'self')}"`);
      expect(xml.text).toContain(`<property name="rel">${json.json.rel}</property>`);
      for (const [name, value] of Object.entries(json.json)) {
        if (typeof value === 'string') expect(xml.text).toContain(`<property name="${name}">${value}</property>`);
        if (Array.isArray(value)) expect(xml.text).toContain(`<propertyList name="${name}">`);
      }
    },
  );

  it('prefers what the client prefers', async () => {
    const wanted = async (Accept: string) => (await get(place('me'), { Accept })).headers.get('content-type');
    expect(await wanted('*/*')).toBe('application/json; charset=utf-8');
    expect(await wanted('application/xml;q=0.5, application/json')).toBe('application/json; charset=utf-8');
    expect(await wanted('text/html, application/xml')).toBe('application/xml; charset=utf-8');
    expect(await wanted('application/vnd.microsoft.com.ucwa+json')).toBe(
      'application/vnd.microsoft.com.ucwa+json; charset=utf-8',
    );
  });

  it('is 405 for another method and 404 where there is nothing', async () => {
    expect((await desk.ask(ticket, 'DELETE', place('me'))).json).toMatchObject({ code: 'MethodNotAllowed' });
    expect((await get(place('nowhere'))).json).toMatchObject({ code: 'NotFound' });
    expect((await get(place('nowhere'), { Accept: 'application/xml' })).text).toContain('<reason xmlns=');
  });

  it('refuses a version it does not have, and takes those it has', async () => {
    const version = async (value: string) =>
      (await get(place('me'), { 'X-MS-RequiresMinResourceVersion': value })).status;
    expect([await version('1'), await version('2'), await version('2.0')]).toEqual([200, 200, 200]);
    const refused = await get(place('me'), { 'X-MS-RequiresMinResourceVersion': '2.1' });
    expect([refused.status, refused.json.subcode]).toEqual([404, 'APIVersionNotSupported']);
    expect((await get(place('me'))).headers.get('x-ms-ucwaversion')).toBe('2.0');
    expect((await get(place('nowhere'))).headers.get('x-ms-ucwaversion')).toBe('2.0');
  });
});

describe('a PUT on communication', () => {
  const member = (resource: Json) =>
    Object.entries(resource).find(([, value]) => value === 'please pass this in a PUT request')?.[0] ?? '';
  const put = (body: unknown, headers: Record<string, string>) =>
    desk.ask(ticket, 'PUT', place('communication'), body, headers);

  it('turns HTML on, with the whole resource and its etag', async () => {
    const before = (await get(place('communication'))).json;
    const changed = { ...before, supportedMessageFormats: ['Plain', 'Html'], unknown: { a: 1 } };
    const reply = await put(changed, { 'If-Match': `"${before.etag}"` });
    expect(reply.status).toBe(204);
    const after = await get(place('communication'));
    expect(after.json).toMatchObject({ supportedMessageFormats: ['Plain', 'Html'] });
    expect(after.json.etag).not.toBe(before.etag);
    expect(after.headers.get('etag')).toBe(`"${after.json.etag}"`);
    expect((await get(place('communication'), { 'If-None-Match': `"${after.json.etag}"` })).status).toBe(304);
  });

  it('takes XML too', async () => {
    const { text, headers } = await get(place('communication'), { Accept: 'application/xml' });
    const changed = text.replace('<item>Plain</item>', '<item>html</item>');
    const reply = await put(changed, { 'If-Match': headers.get('etag') ?? '', 'Content-Type': 'application/xml' });
    expect(reply.status).toBe(204);
    expect((await get(place('communication'))).json.supportedMessageFormats).toEqual(['Plain', 'Html']);
  });

  it('is refused without If-Match, with another etag, without the member, and with an unknown format', async () => {
    const whole = (await get(place('communication'))).json;
    const match = { 'If-Match': `"${whole.etag}"` };
    const { [member(whole)]: _left, ...without } = whole;
    const refused = [
      await put(whole, {}),
      await put(whole, { 'If-Match': '"0"' }),
      await put(without, match),
      await put({ ...whole, [member(whole)]: 'x' }, match),
      await put({ ...whole, supportedMessageFormats: ['Rtf'] }, match),
    ];
    expect(refused.map(({ status, json }) => [status, json.code])).toEqual([
      [428, 'PreconditionRequired'],
      [412, 'PreconditionFailed'],
      [400, 'BadRequest'],
      [400, 'BadRequest'],
      [400, 'BadRequest'],
    ]);
    expect((await get(place('communication'))).json).toEqual(whole);
  });

  it('tells the application through its channel', async () => {
    const whole = (await get(place('communication'))).json;
    await put({ ...whole, supportedMessageFormats: ['Plain', 'Html'] }, { 'If-Match': `"${whole.etag}"` });
    const rows = await desk.gateway.context.database.query<{ event: { link: { rel: string }; type: string } }>(
      'select event from ucwa_events order by id desc limit 1',
    );
    expect(rows).toMatchObject([{ event: { link: { rel: 'communication' }, type: 'updated' } }]);
  });
});

describe('a report of the network', () => {
  it('is taken and means nothing here', async () => {
    const path = href(application, 'reportMyNetwork');
    expect((await desk.ask(ticket, 'POST', path, { ClientNetworkType: 'Internal' })).status).toBe(201);
    expect((await desk.ask(ticket, 'POST', path, { clientNetworkType: 'x'.repeat(101) })).status).toBe(400);
  });
});

describe('the fault mode', () => {
  it.each([
    [
      '500 ServiceFailure InvalidExchangeServerVersion',
      500,
      { code: 'ServiceFailure', subcode: 'InvalidExchangeServerVersion' },
    ],
    ['409 Conflict AlreadyExists', 409, { code: 'Conflict', subcode: 'AlreadyExists' }],
    ['409 Conflict TooManyGroups', 409, { code: 'Conflict', subcode: 'TooManyGroups' }],
    ['409 Conflict None', 409, { code: 'Conflict', subcode: 'None' }],
    ['410 Gone CannotRedirect', 410, { code: 'Gone', subcode: 'CannotRedirect' }],
    ['404 NotFound ApplicationNotFound', 404, { code: 'NotFound', subcode: 'ApplicationNotFound' }],
    ['429', 429, { code: 'TooManyRequests' }],
  ])('answers %s', async (fault, status, body) => {
    const reply = await get(place('me'), { 'X-Skylark-Fault': fault });
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject(body);
  });

  it('answers with the pages of a pool that does not know the ticket, or the origin', async () => {
    const pool = await get(place('me'), { 'X-Skylark-Fault': '500 28032' });
    expect([pool.status, pool.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
    expect(pool.headers.get('x-ms-diagnostics')).toContain('28032');
    const origin = await get(place('me'), { 'X-Skylark-Fault': '403 28070' });
    expect(origin.headers.get('x-ms-diagnostics')).toContain('does not allow a cross domain request');
  });

  it('is off unless it was switched on', async () => {
    const other = await openDesk();
    await other.settle('fred.2');
    const own = await other.ticketFor('fred.2');
    const reply = await other.ask(own, 'GET', href(await other.apply(own), 'self'), undefined, {
      'X-Skylark-Fault': '500',
    });
    expect(reply.status).toBe(200);
    await other.gateway.close();
  });
});
