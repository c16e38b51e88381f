// The event channel (ucwa.md 7): what is asked again comes again, what is confirmed is gone, and nobody waits for what is there.
import { expect, it } from 'vitest';
import type { Database } from '../../../../gateway/storage/database.ts';
import { type Priority, queueEvents } from '../../../../gateway/ucwa/channel/queue.ts';
import { createUcwaContext } from '../../../../gateway/ucwa/ucwa-context.ts';
import { eachDatabase, type OpenTestDatabase } from '../../../support/databases.ts';
import { startTestGateway } from '../../../support/gateway.ts';
import { befriend, listen } from '../../messaging/client.ts';
import { connectPhone, eventsOf, linesOf, openExchange, type Phone } from '../communication/phone.ts';
import { at, type Desk, href, type Json } from '../desk.ts';

const serialOf = async (desk: Desk, phone: Phone): Promise<number> => {
  const id = String(at(phone.application, '_links', 'self', 'href'))
    .split('/')
    .at(-1);
  const [row] = await desk.gateway.context.database.query<{ serial: number }>(
    'select serial from ucwa_applications where id = $1',
    [id],
  );
  return row?.serial ?? 0;
};

/** Puts an event into the queue of an application, in whichever process. */
async function tell(desk: Desk, phone: Phone, href: string, priority: Priority = 'high', about?: string) {
  const context = createUcwaContext(desk.gateway.context);
  const serial = await serialOf(desk, phone);
  await context.database.transaction((transaction) =>
    queueEvents(transaction, context, { serial }, [
      {
        sender: { rel: 'people', href: '/people' },
        event: { link: { rel: 'contact', href }, type: 'updated' },
        priority,
        ...(about ? { about } : {}),
      },
    ]),
  );
}

const hrefs = (body: Json) => eventsOf(body).map((told) => told.href);

/** Waits until something is so. */
async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const untilMs = Date.now() + 5_000;
  while (!(await isSo())) {
    if (Date.now() > untilMs) throw new Error('it did not become so');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

let people = 0;
async function phoneIn(desk: Desk): Promise<Phone> {
  people += 1;
  return connectPhone(desk, await desk.settle(`caller.${people}`));
}

const longPoll = { pollMs: 20_000, leastPollMs: 50 };

const isParked = async (desk: Desk, phone: Phone): Promise<boolean> => {
  const rows = await desk.gateway.context.database.query(
    'select 1 as found from ucwa_channels where application = $1 and poll is not null',
    [await serialOf(desk, phone)],
  );
  return rows.length > 0;
};

const wordOf = (link: string): number => Number(new URL(link, 'https://h').searchParams.get('ack'));

eachDatabase((openDatabase: OpenTestDatabase) => {
  const open = async (clocks = {}, options = {}) =>
    openExchange(clocks, { ...options, database: await openDatabase() });

  it('answers an empty package with the next address when nothing happens in time', async () => {
    const desk = await open();
    const phone = await phoneIn(desk);
    const { json, status } = await phone.ask('GET', phone.next);
    expect(status).toBe(200);
    expect(json.sender).toBeUndefined();
    expect(wordOf(href(json, 'next'))).toBe(wordOf(phone.next) + 1);
    expect(href(json, 'self')).toBe(phone.next);
    await desk.gateway.close();
  });

  it('gives the same package again until the next one is asked for, and never again after that', async () => {
    const desk = await open();
    const phone = await phoneIn(desk);
    await tell(desk, phone, '/one');
    const first = await phone.must('GET', phone.next);
    await tell(desk, phone, '/two');
    const again = await phone.must('GET', phone.next);
    expect(again.json).toEqual(first.json);
    expect(hrefs(first.json)).toEqual(['/one']);
    const second = await phone.must('GET', href(first.json, 'next'));
    expect(hrefs(second.json)).toEqual(['/two']);
    const third = await phone.must('GET', href(second.json, 'next'));
    expect(hrefs(third.json)).toEqual([]);
    await desk.gateway.close();
  });

  it('wakes the parked request, and one package has the events in the order of their happening', async () => {
    const desk = await open(longPoll);
    const phone = await parkedPhone(desk);
    await tell(desk, phone.phone, '/now');
    expect(hrefs((await phone.answer).json)).toEqual(['/now']);
    await desk.gateway.close();
  });

  /** A phone with a request that is parked. */
  async function parkedPhone(desk: Desk) {
    people += 1;
    const user = await desk.settle(`parked.${people}`);
    const phone = await connectPhone(desk, user, { isAvailable: false });
    const answer = phone.ask('GET', phone.next);
    await eventually(() => isParked(desk, phone));
    return { phone, answer };
  }

  it('leads a wrong ack to the first unconfirmed package with resync alone', async () => {
    const desk = await open();
    const phone = await phoneIn(desk);
    await tell(desk, phone, '/kept');
    const { json } = await phone.must('GET', phone.next);
    const { json: astray } = await phone.must('GET', phone.next.replace(/ack=\d+/, 'ack=99'));
    expect(Object.keys(astray._links as object)).toEqual(['resync']);
    expect(astray.sender).toBeUndefined();
    const { json: back } = await phone.must('GET', href(astray, 'resync'));
    expect(back).toEqual(json);
    await desk.gateway.close();
  });

  it('ends the older of two requests with 409 PGetReplaced, unless it is the more important one', async () => {
    const desk = await open(longPoll);
    const { phone, answer } = await parkedPhone(desk);
    const newer = phone.ask('GET', `${phone.next}&priority=3`);
    const old = await answer;
    expect([old.status, old.json.code, old.json.subcode]).toEqual([409, 'Conflict', 'PGetReplaced']);
    await eventually(() => isParked(desk, phone));
    const lesser = await phone.ask('GET', `${phone.next}&priority=2`);
    expect([lesser.status, lesser.json.subcode]).toEqual([409, 'PGetReplaced']);
    await tell(desk, phone, '/for-the-newer');
    expect(hrefs((await newer).json)).toEqual(['/for-the-newer']);
    await desk.gateway.close();
  });

  it('collects what has time, and lets what has none take it along', async () => {
    const desk = await open({ ...longPoll, mediumMs: 10_000, lowMs: 10_000 });
    const { phone, answer } = await parkedPhone(desk);
    await tell(desk, phone, '/low', 'low');
    await tell(desk, phone, '/medium', 'medium');
    expect(await isParked(desk, phone)).toBe(true);
    await tell(desk, phone, '/high', 'high');
    expect(hrefs((await answer).json)).toEqual(['/low', '/medium', '/high']);
    await desk.gateway.close();
  });

  it('keeps medium events no longer than the client says, now and later', async () => {
    const desk = await open({ ...longPoll, mediumMs: 15_000, leastCollectMs: 0 });
    const { phone } = await parkedPhone(desk);
    // The answer of the first request is the 409 of the second.
    const answer = phone.ask('GET', `${phone.next}&medium=5&timeout=60`);
    await eventually(async () => (await remembered(desk, phone)) === 5_000);
    await tell(desk, phone, '/soon', 'medium');
    const startedMs = Date.now();
    const { json } = await answer;
    expect(hrefs(json)).toEqual(['/soon']);
    expect(Date.now() - startedMs).toBeGreaterThan(4_000);
    await desk.gateway.close();
  }, 20_000);

  async function remembered(desk: Desk, phone: Phone): Promise<number | null | undefined> {
    const [row] = await desk.gateway.context.database.query<{ medium_ms: number | null }>(
      'select medium_ms from ucwa_channels where application = $1',
      [await serialOf(desk, phone)],
    );
    return row?.medium_ms;
  }

  it('tells only the last of several events about the same', async () => {
    const desk = await open();
    const phone = await phoneIn(desk);
    await tell(desk, phone, '/old', 'high', 'presence of joe');
    await tell(desk, phone, '/other', 'high');
    await tell(desk, phone, '/new', 'high', 'presence of joe');
    expect(hrefs((await phone.must('GET', phone.next)).json)).toEqual(['/other', '/new']);
    await desk.gateway.close();
  });

  it('refuses less patience than there may be, naming the parameter', async () => {
    const desk = await open({ leastPollMs: 180_000, leastCollectMs: 5_000, pollMs: 60 });
    const phone = await phoneIn(desk);
    for (const [name, value] of Object.entries({ timeout: 10, low: 4, medium: 1801, ack: 'x' })) {
      const { status, json } = await phone.ask(
        'GET',
        `/${phone.next.slice(1).replace(/\?.*/, '')}?ack=1&${name}=${value}`,
      );
      expect([status, json.subcode]).toEqual([400, 'ParameterValidationFailure']);
      expect(at(json, 'parameters', 0, 'name')).toBe(name);
    }
    await desk.gateway.close();
  });

  it('lets the parked request go when the application ends', async () => {
    const desk = await open(longPoll);
    const { phone, answer } = await parkedPhone(desk);
    await phone.must('DELETE', href(phone.application, 'self'));
    const { status, json } = await answer;
    expect([status, json.subcode]).toEqual([404, 'ApplicationNotFound']);
    await desk.gateway.close();
  });

  it('says resume after a long silence, and the conversations of before are over', async () => {
    const desk = await open({ silenceMs: 1_500 });
    const [fred, joe] = [await desk.settle('fred'), await desk.settle('joe')];
    await befriend(desk.gateway, fred, joe);
    await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, fred);
    await phone.must('POST', phone.link('startMessaging'), { to: 'sip:joe@skylark.example' });
    const told = await phone.until('communication: messagingInvitation completed');
    const conversation = href(told[0]?.embedded, 'conversation');
    await eventually(async () => {
      const [row] = await desk.gateway.context.database.query<{ at: number }>(
        'select released_at_ms as at from ucwa_channels where application = $1',
        [await serialOf(desk, phone)],
      );
      return Date.now() - (row?.at ?? 0) > 1_600;
    });
    const { json } = await phone.must('GET', phone.next);
    expect(at(json, '_links', 'next')).toBeUndefined();
    expect(linesOf(eventsOf(json))).toContain('communication: conversation deleted');
    expect((await phone.ask('GET', conversation)).status).toBe(404);
    const { json: again } = await phone.must('GET', phone.next);
    expect(again).toEqual(json);
    const { json: onward } = await phone.must('GET', href(json, 'resume'));
    expect(at(onward, '_links', 'next', 'href')).toBeDefined();
    await desk.gateway.close();
  });

  it('answers XML to whom asks for it', async () => {
    const desk = await open();
    const phone = await phoneIn(desk);
    await tell(desk, phone, '/one');
    const accept = 'application/vnd.microsoft.com.ucwa+xml';
    const { text, headers } = await phone.must('GET', phone.next, undefined, { Accept: accept });
    expect(headers.get('content-type')).toContain(accept);
    expect(text).toContain('<sender rel="people" href="/people"><updated rel="contact" href="/one"');
    expect(text).toMatch(/<link rel="next" href="[^"]+ack=\d+"\/>/);
    await desk.gateway.close();
  });

  it('reaches the request that another gateway on the same database holds', async () => {
    const database = await openDatabase();
    const desk = await openExchange(longPoll, { database });
    const other = await startTestGateway({ database: unclosed(database), settings: desk.gateway.context.settings });
    const { phone, answer } = await parkedPhone(desk);
    await tell({ ...desk, gateway: other }, phone, '/from-next-door');
    expect(hrefs((await answer).json)).toEqual(['/from-next-door']);
    await other.close();
    await desk.gateway.close();
  });
});

/** The first gateway closes the database. */
const unclosed = (database: Database): Database => ({
  query: (sql, parameters) => database.query(sql, parameters),
  transaction: (work) => database.transaction(work),
  notify: (channel, payload) => database.notify(channel, payload),
  listen: (channel, handler) => database.listen(channel, handler),
  close: async () => {},
});
