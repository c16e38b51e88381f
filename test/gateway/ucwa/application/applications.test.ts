import { afterEach, describe, expect, it } from 'vitest';
import { startApplicationSweeper, sweepApplications } from '../../../../gateway/ucwa/application/sweeper.ts';
import { createUcwaContext } from '../../../../gateway/ucwa/ucwa-context.ts';
import { at, type Desk, href, type Json, openDesk } from '../desk.ts';

const applications = '/ucwa/oauth/v1/applications';
let desk: Desk;
afterEach(() => desk.gateway.close());

async function open(options: Parameters<typeof openDesk>[0] = {}) {
  desk = await openDesk(options);
  await desk.settle('fred.2', 'Fred Adams');
  return desk.ticketFor('fred.2');
}

const embedded = (application: Json, rel: string): Json => at(application, '_embedded', rel) as Json;
const linksOf = (resource: unknown): string[] => Object.keys((at(resource, '_links') ?? {}) as Json).sort();

describe('making an application', () => {
  it('answers 201 with its place and the four resources it embeds', async () => {
    const ticket = await open();
    const reply = await desk.ask(ticket, 'POST', applications, { UserAgent: 'A', EndpointId: 'e-1', Culture: 'en-US' });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(reply.headers.get('location')).toBe(href(reply.json, 'self'));
    expect(reply.headers.get('x-ms-ucwaversion')).toBe('2.0');
    expect(href(reply.json, 'self')).toMatch(/^\/ucwa\/oauth\/v1\/applications\/\d{12}$/);
    expect(href(reply.json, 'events')).toBe(`${href(reply.json, 'self')}/events?ack=1`);
    expect(reply.json).toMatchObject({ rel: 'application', culture: 'en-US', userAgent: 'A' });
    expect(Object.keys(reply.json._embedded as Json).sort()).toEqual([
      'communication',
      'me',
      'onlineMeetings',
      'people',
    ]);
    expect(embedded(reply.json, 'me')).toMatchObject({ name: 'Fred Adams', uri: 'sip:fred.2@skylark.example' });
    expect(linksOf(embedded(reply.json, 'me'))).toEqual(['makeMeAvailable', 'photo', 'self']);
    expect(linksOf(embedded(reply.json, 'people'))).toContain('myContacts');
    expect(embedded(reply.json, 'communication')).toMatchObject({
      supportedModalities: [],
      supportedMessageFormats: ['Plain'],
      etag: '1',
    });
    expect(Object.values(embedded(reply.json, 'communication'))).toContain('please pass this in a PUT request');
  });

  it('answers 200 with the running one for the same endpoint, agent and culture', async () => {
    const ticket = await open();
    const first = await desk.apply(ticket);
    const again = await desk.ask(ticket, 'POST', applications, {
      userAgent: 'Desk',
      endpointId: 'desk-1',
      culture: 'en-US',
    });
    expect(again.status).toBe(200);
    expect(href(again.json, 'self')).toBe(href(first, 'self'));
    expect(again.headers.get('location')).toBeNull();
  });

  it('replaces the one of the same endpoint that says something else of itself', async () => {
    const ticket = await open();
    const first = await desk.apply(ticket);
    const second = await desk.apply(ticket, { userAgent: 'Desk 2' });
    expect(href(second, 'self')).not.toBe(href(first, 'self'));
    const reply = await desk.ask(ticket, 'GET', href(first, 'self'));
    expect([reply.status, reply.json.subcode]).toEqual([404, 'ApplicationNotFound']);
  });

  it('ends the most silent one when a user has too many, and says so', async () => {
    let now = 1_700_000_000_000;
    const ticket = await open({ now: () => now });
    const made: Json[] = [];
    for (let count = 0; count < 9; count += 1) {
      now += 1000;
      made.push(await desk.apply(ticket, { endpointId: `desk-${count}` }));
    }
    const statuses = await Promise.all(
      made.map(async (one) => (await desk.ask(ticket, 'GET', href(one, 'self'))).status),
    );
    expect(statuses).toEqual([410, 200, 200, 200, 200, 200, 200, 200, 200]);
    expect((await desk.ask(ticket, 'GET', href(made[0], 'self'))).json).toMatchObject({
      code: 'Gone',
      subcode: 'TooManyApplications',
    });
  });

  it('takes XML and gives XML', async () => {
    const ticket = await open();
    const input =
      '<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"><property name="userAgent">A &amp; B</property>' +
      '<property name="endpointId">e</property><property name="culture">en-US</property></input>';
    const reply = await desk.ask(ticket, 'POST', applications, input, {
      'Content-Type': 'application/xml',
      Accept: 'application/vnd.microsoft.com.ucwa+xml',
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('content-type')).toBe('application/vnd.microsoft.com.ucwa+xml; charset=utf-8');
    expect(reply.text).toContain('<property name="userAgent">A &amp; B</property>');
    expect(reply.text).toMatch(/<resource rel="me" href="\/ucwa\/oauth\/v1\/applications\/\d+\/me">/);
  });

  it.each([
    ['no endpoint', { userAgent: 'A', culture: 'en-US' }, 'endpointId'],
    ['a name that is too long', { userAgent: 'A'.repeat(101), endpointId: 'e', culture: 'en-US' }, 'userAgent'],
    ['another type', { userAgent: 'A', endpointId: 'e', culture: 'en-US', type: 'Phone' }, 'type'],
  ])('refuses %s by the name of the field', async (_what, body, field) => {
    const ticket = await open();
    const reply = await desk.ask(ticket, 'POST', applications, body);
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ code: 'BadRequest', subcode: 'ParameterValidationFailure' });
    expect(reply.json.parameters).toMatchObject([{ name: field }]);
  });

  it('refuses a body that is neither JSON nor XML, and JSON that is broken', async () => {
    const ticket = await open();
    expect((await desk.ask(ticket, 'POST', applications, 'userAgent=A')).status).toBe(415);
    const broken = await desk.ask(ticket, 'POST', applications, '{"userAgent":');
    expect([broken.status, broken.json.subcode]).toEqual([400, 'DeserializationFailure']);
  });
});

describe('an application and whose it is', () => {
  it('is no one else’s', async () => {
    const ticket = await open();
    const application = await desk.apply(ticket);
    await desk.settle('joe.4');
    const other = await desk.ticketFor('joe.4');
    const reply = await desk.ask(other, 'GET', href(application, 'self'));
    expect([reply.status, reply.json.subcode]).toEqual([404, 'ApplicationNotFound']);
    expect((await desk.ask(other, 'DELETE', href(application, 'self'))).status).toBe(404);
  });

  it('goes on with a ticket that was renewed', async () => {
    const ticket = await open();
    const application = await desk.apply(ticket);
    const renewed = await desk.ticketFor('fred.2');
    expect(renewed).not.toBe(ticket);
    expect((await desk.ask(renewed, 'GET', href(application, 'self'))).status).toBe(200);
  });

  it('is a device of its user, and gone when the device is signed out', async () => {
    const ticket = await open();
    const application = await desk.apply(ticket);
    const { gateway } = desk;
    const rows = await gateway.context.database.query<{ client: string }>(
      `select sign_ins.client from endpoints join registration_tokens token on token.endpoint_id = endpoints.id
       join sign_ins on sign_ins.id = token.sign_in_id`,
    );
    expect(rows).toEqual([{ client: 'ucwa' }]);
    await gateway.context.database.query('delete from endpoints');
    expect((await desk.ask(ticket, 'GET', href(application, 'self'))).status).toBe(404);
  });

  it('ends by DELETE, and its user is not there any more', async () => {
    const ticket = await open();
    const application = await desk.apply(ticket);
    expect((await desk.ask(ticket, 'DELETE', href(application, 'self'))).status).toBe(204);
    const reply = await desk.ask(ticket, 'GET', href(application, 'self'));
    expect([reply.status, reply.json.subcode]).toEqual([404, 'ApplicationNotFound']);
    expect(await desk.gateway.context.database.query('select id from endpoints')).toEqual([]);
    expect((await desk.ask(ticket, 'DELETE', href(application, 'self'))).status).toBe(404);
  });
});

describe('the clocks', () => {
  it('end an application without event requests after fifteen minutes, with 410', async () => {
    let now = 1_700_000_000_000;
    const ticket = await open({ now: () => now });
    const application = await desk.apply(ticket);
    const context = createUcwaContext(desk.gateway.context);
    now += 899_000;
    expect(await sweepApplications(context)).toBe(0);
    now += 2_000;
    expect(await sweepApplications(context)).toBe(1);
    const reply = await desk.ask(ticket, 'GET', href(application, 'self'));
    expect(reply.status).toBe(410);
    expect(reply.json).toMatchObject({ code: 'Gone', subcode: 'InactiveApplicationExpired' });
    expect((await desk.apply(ticket)).rel).toBe('application');
  });

  it('end an available application that reports no activity', async () => {
    let now = 1_700_000_000_000;
    const ticket = await open({ now: () => now, clocks: { inactivityMs: 60_000 } });
    const application = await desk.apply(ticket);
    const context = createUcwaContext(desk.gateway.context);
    now += 61_000;
    expect(await sweepApplications(context)).toBe(0);
    await desk.gateway.context.database.query('update ucwa_applications set is_available = true');
    expect(await sweepApplications(context)).toBe(1);
    expect((await desk.ask(ticket, 'GET', href(application, 'self'))).status).toBe(410);
  });

  it('run by themselves, and start anew when the gateway does', async () => {
    const ticket = await open({ clocks: { applicationMs: 150 } });
    const application = await desk.apply(ticket);
    const database = desk.gateway.context.database;
    await expect
      .poll(async () => (await desk.ask(ticket, 'GET', href(application, 'self'))).status, { timeout: 5000 })
      .toBe(410);
    await desk.apply(ticket);
    await database.query('update ucwa_applications set released_at_ms = 1');
    startApplicationSweeper(createUcwaContext(desk.gateway.context));
    await expect
      .poll(
        async () => (await database.query('select 1 as one from ucwa_applications where released_at_ms > 1')).length,
      )
      .toBe(1);
  });
});
