import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Desk, href, type Json, openDesk } from '../desk.ts';

let desk: Desk;
let ticket = '';
let application: Json = {};
beforeAll(async () => {
  desk = await openDesk();
  await desk.settle('fred.2', 'Fred Adams');
  ticket = await desk.ticketFor('fred.2');
  application = await desk.apply(ticket);
});
afterAll(() => desk.gateway.close());

const self = () => href(application, 'self');

/** A part as the vendor's samples write it: a body is a pseudo header. */
const part = (method: string, target: string, headers: Record<string, string> = {}, body = '') =>
  [
    'Content-Type: application/http; msgtype=request',
    '',
    `${method} ${target} HTTP/1.1`,
    'Host: gateway.test',
    'Accept: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');

const batchOf = (parts: readonly string[], boundary = '9a8b7c') =>
  `${parts.map((one) => `\r\n--${boundary}\r\n${one}`).join('')}\r\n--${boundary}--`;

const send = (body: string, contentType = 'multipart/batching;boundary=9a8b7c') =>
  desk.ask(ticket, 'POST', `${self()}/batch`, body, { 'Content-Type': contentType, Accept: 'multipart/batching' });

type Part = { status: string; headers: string[]; body: string };

/** Reads the answer as the samples do: by boundary and empty lines. */
function read({ headers, text }: Answer): Part[] {
  const [, boundary = ''] = /boundary="([^"=]+)"/.exec(headers.get('content-type') ?? '') ?? [];
  const pieces = text.split(`--${boundary}`).slice(1, -1);
  return pieces.map((piece) => {
    const [outer = '', head = '', ...body] = piece.trim().split('\r\n\r\n');
    expect(outer).toBe('Content-Type: application/http; msgtype=response');
    const [status = '', ...lines] = head.split('\r\n');
    return { status, headers: lines, body: body.join('\r\n\r\n') };
  });
}

describe('a batch', () => {
  it('answers every request in its place, each JSON on one line', async () => {
    const reply = await send(
      batchOf([part('GET', `${self()}/me`), part('GET', `${self()}/policies`), part('GET', self())]),
    );
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toMatch(/^multipart\/batching; boundary="[0-9a-f]+"$/);
    const parts = read(reply);
    expect(parts.map(({ status }) => status)).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.1 200 OK']);
    expect(parts.map(({ body }) => (JSON.parse(body) as Json).rel)).toEqual(['me', 'policies', 'application']);
    for (const { body, headers } of parts) {
      expect(body).not.toContain('\n');
      expect(headers).toContain('Content-Type: application/json; charset=utf-8');
    }
  });

  it('takes bodies, as a body and as the pseudo header of the samples', async () => {
    const body = '{"clientNetworkType":"Internal"}';
    const type = { 'Content-Type': 'application/json' };
    const parts = read(
      await send(
        batchOf([
          part('POST', `${self()}/reportMyNetwork`, type, body),
          part('POST', `${self()}/reportMyNetwork`, { ...type, Data: '{"clientNetworkType":7,' }),
          part('POST', 'https://gateway.test/ucwa/oauth/v1/applications', type, '{"userAgent":"A"}'),
        ]),
      ),
    );
    expect(parts.map(({ status }) => status)).toEqual([
      'HTTP/1.1 201 Created',
      'HTTP/1.1 400 Bad Request',
      'HTTP/1.1 400 Bad Request',
    ]);
    expect(JSON.parse(parts[1]?.body ?? '{}')).toMatchObject({ subcode: 'DeserializationFailure' });
    expect(JSON.parse(parts[2]?.body ?? '{}')).toMatchObject({ subcode: 'ParameterValidationFailure' });
  });

  it('passes preconditions on, and writes 304 without a body', async () => {
    const [first] = read(await send(batchOf([part('GET', `${self()}/communication`)])));
    const etag = first?.headers.find((line) => line.startsWith('ETag: '))?.slice(6) ?? '';
    expect(etag).toMatch(/^".+"$/);
    const [again] = read(await send(batchOf([part('GET', `${self()}/communication`, { 'If-None-Match': etag })])));
    expect([again?.status, again?.body]).toEqual(['HTTP/1.1 304 Not Modified', '']);
  });

  it('works with line feeds alone and with a quoted boundary', async () => {
    const body = batchOf([part('GET', `${self()}/me`)], 'x y').replaceAll('\r\n', '\n');
    expect(read(await send(body, 'multipart/batching; boundary="x y"'))).toMatchObject([{ status: 'HTTP/1.1 200 OK' }]);
  });

  it('refuses in its place what a batch may not have, and does the rest', async () => {
    const parts = read(
      await send(
        batchOf([
          part('POST', `${self()}/batch`),
          part('GET', `${self()}/events?ack=1`),
          part('GET', `${self()}/photos/fred.2@skylark.example`),
          part('GET', 'https://other.example/ucwa/x'),
          part('GET', '/v1/users/ME/conversations'),
          part('PATCH', `${self()}/me`),
          'nothing',
          part('GET', `${self()}/nowhere`),
          part('GET', `${self()}/me`),
        ]),
      ),
    );
    expect(parts.map(({ status }) => Number(status.split(' ')[1]))).toEqual([
      400, 400, 400, 400, 400, 400, 400, 404, 200,
    ]);
  });

  it('is refused as a whole when it has more than a hundred requests', async () => {
    const reply = await send(batchOf(Array.from({ length: 101 }, () => part('GET', `${self()}/me`))));
    expect([reply.status, reply.json.subcode]).toEqual([429, 'TooManyRequests']);
  });

  it.each([
    ['another type', 'application/json', '{}', 415],
    ['no boundary', 'multipart/batching', 'x', 415],
    ['no part', 'multipart/batching;boundary=a', 'x', 400],
  ])('is refused with %s', async (_what, type, body, status) => {
    expect((await send(body, type)).status).toBe(status);
  });

  it('is for the owner of the application', async () => {
    await desk.settle('joe.4');
    const other = await desk.ticketFor('joe.4');
    const headers = { 'Content-Type': 'multipart/batching;boundary=a' };
    expect((await desk.ask(other, 'POST', `${self()}/batch`, 'x', headers)).status).toBe(404);
  });
});
