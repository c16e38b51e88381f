// Where requests go and where the token goes (ucwa.md 1.5, 2.4), and when an application is believed to be gone (ucwa.md 4.4).
import { describe, expect, it } from 'vitest';
import { openApplication } from '../../../src/ucwa/client/application.ts';
import { createConnection } from '../../../src/ucwa/client/connection.ts';
import { readSession } from '../../../src/ucwa/client/session.ts';
import { challenged, pool, reason, ScriptedPool } from '../support/scripted-pool.ts';

async function createOpenPool() {
  const scripted = new ScriptedPool();
  const connection = scripted.connect();
  await openApplication(connection, 'online');
  scripted.web.requests.length = 0;
  return { scripted, connection, application: scripted.paths.application };
}

describe('an href', () => {
  it.each([
    ['/ucwa/x', `${pool}/ucwa/x`],
    ['ucwa/x', `${pool}/ucwa/x`],
    [`${pool}/ucwa/x`, `${pool}/ucwa/x`],
    ['HTTPS://POOL.example.org:443/ucwa/x#there', `${pool}/ucwa/x`],
  ])('%s is asked at the pool, with the token', async (href, url) => {
    const scripted = new ScriptedPool();
    scripted.on('GET', '/ucwa/x', { json: { rel: 'x' } });
    expect((await scripted.connect().get(href)).rel).toBe('x');
    expect(scripted.web.requests).toMatchObject([
      { url, headers: { Authorization: 'Bearer cwt=AAEB', Accept: 'application/json' } },
    ]);
  });

  it.each([
    ['https://evil.example/x', 'https://evil.example'],
    ['//evil.example/x', 'https://evil.example'],
    ['/\\evil.example/x', 'https://evil.example'],
    ['http://pool.example.org/x', 'http://pool.example.org'],
    ['https://pool.example.org:444/x', 'https://pool.example.org:444'],
    ['https://pool.example.org.evil.example/', 'https://pool.example.org.evil.example'],
    ['https://user:pass@pool.example.org/x', pool],
    ['data:text/plain,x', ''],
    ['javascript:x', ''],
    ['https://', ''],
  ])('%s gets neither request nor token, and is reported without its path', async (href, origin) => {
    const scripted = new ScriptedPool();
    await expect(scripted.connect().get(href)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(scripted.web.requests).toEqual([]);
    expect(scripted.securityEvents).toEqual([{ kind: 'foreign-origin', where: 'href', origin }]);
  });

  it.each([
    ['/x', { a: '1 2' }, '/x?a=1+2'],
    ['/x?groupId=a%2Fb,c&y', { duration: '30' }, '/x?groupId=a%2Fb,c&y&duration=30'],
    ['/x?duration=10&y=%20', { duration: '30' }, '/x?duration=30&y=+'],
    ['/x?', { a: 'ü&=' }, '/x?a=%C3%BC%26%3D'],
    ['/x?a=1#b', {}, '/x?a=1'],
  ])('%s keeps the parameters of the server beside ours', async (href, query, path) => {
    const scripted = new ScriptedPool();
    scripted.on('POST', path, { status: 204 });
    await scripted.connect().post(href, { query });
    expect(scripted.asked).toEqual([`POST ${path}`]);
  });
});

describe('a request', () => {
  it('carries JSON, or a text of another kind', async () => {
    const scripted = new ScriptedPool();
    scripted.on('POST', '/x', { status: 201, html: '', headers: { Location: '/x/1', ETag: '"5"' } });
    const connection = scripted.connect();
    const reply = await connection.post('/x', { json: { a: 1 } });
    await connection.post('/x', { body: { type: 'text/plain', text: 'hello' }, headers: { 'If-Match': '"1"' } });
    expect(reply).toMatchObject({ status: 201, location: `${pool}/x/1`, etag: '"5"' });
    expect(scripted.web.requests).toMatchObject([
      { body: '{"a":1}', headers: { 'Content-Type': 'application/json' } },
      { body: 'hello', headers: { 'Content-Type': 'text/plain', 'If-Match': '"1"' } },
    ]);
  });

  it('that was done is done, wherever its Location points', async () => {
    const scripted = new ScriptedPool();
    scripted.on('POST', '/x', { status: 201, html: '', headers: { Location: 'https://evil.example/x' } });
    expect(await scripted.connect().post('/x')).not.toHaveProperty('location');
    expect(scripted.securityEvents).toMatchObject([{ where: 'Location', origin: 'https://evil.example' }]);
  });

  it('cannot put another token in the place of ours', async () => {
    const scripted = new ScriptedPool();
    scripted.on('GET', '/x', { json: {} });
    await scripted.connect().get('/x', { headers: { Authorization: 'Bearer other' } });
    expect(scripted.web.requests[0]?.headers.Authorization).toBe('Bearer cwt=AAEB');
  });

  it.each([
    ['an empty page', { html: '' }],
    ['a page', { html: '<html></html>' }],
    ['broken JSON', { json: undefined, html: '{', headers: { 'Content-Type': 'application/json' } }],
    ['JSON that is no resource', { json: [1] }],
    ['broken links', { json: { _links: { self: { href: 1 } } } }],
  ])('that reads a resource does not take %s for one', async (_, answer) => {
    const scripted = new ScriptedPool();
    scripted.on('GET', '/x', answer);
    await expect(scripted.connect().get('/x')).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('with a stale token is unauthorised', async () => {
    const scripted = new ScriptedPool();
    scripted.token = 'cwt=NEW';
    await expect(scripted.connect().get(scripted.paths.application)).rejects.toMatchObject({ kind: 'unauthorised' });
  });

  it('is made to a server over https, or on this machine', () => {
    const { options } = new ScriptedPool();
    expect(() => createConnection({ ...options, server: 'http://pool.example.org' })).toThrow('https');
    expect(() => createConnection({ ...options, server: 'pool' })).toThrow('https');
    expect(createConnection({ ...options, server: 'http://127.0.0.1:8787/x' }).pin.origin).toBe(
      'http://127.0.0.1:8787',
    );
  });
});

describe('an application that is said not to be found', () => {
  it('is asked for, and still there: only what was asked for is gone', async () => {
    const { scripted, connection, application } = await createOpenPool();
    scripted.on('POST', '/subscription', reason(404, 'NotFound', 'ApplicationNotFound'));
    await expect(connection.post('/subscription')).rejects.toMatchObject({ kind: 'not-found' });
    expect(scripted.asked).toEqual(['POST /subscription', `GET ${application}`]);
    expect(await readSession(scripted.options.session)).toBeDefined();
  });

  it('is asked for, and gone: the session is lost', async () => {
    const { scripted, connection, application } = await createOpenPool();
    scripted.on('POST', '/subscription', reason(404, 'NotFound', 'ApplicationNotFound'));
    scripted.on('GET', application, reason(404, 'NotFound', 'ApplicationNotFound'));
    await expect(connection.post('/subscription')).rejects.toMatchObject({ kind: 'session-lost' });
    expect(scripted.sessionState).toBeUndefined();
  });

  it('by its own address is gone', async () => {
    const { scripted, connection, application } = await createOpenPool();
    scripted.on('GET', application, reason(404, 'NotFound', 'ApplicationNotFound'));
    await expect(connection.get(application)).rejects.toMatchObject({ kind: 'session-lost' });
    expect(scripted.asked).toEqual([`GET ${application}`]);
  });

  it('is not given up because the question about it fails', async () => {
    const { scripted, connection, application } = await createOpenPool();
    scripted.on('POST', '/subscription', reason(404, 'NotFound', 'ApplicationNotFound'));
    scripted.on('GET', application, challenged);
    await expect(connection.post('/subscription')).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(await readSession(scripted.options.session)).toBeDefined();
  });

  it('in a page of a proxy says nothing about the application', async () => {
    const { scripted, connection } = await createOpenPool();
    scripted.on('GET', '/x', { status: 404, html: 'ApplicationNotFound' });
    await expect(connection.get('/x')).rejects.toMatchObject({ kind: 'not-found' });
    expect(scripted.asked).toEqual(['GET /x']);
  });
});

describe('an application that the server has ended', () => {
  it('after too long a silence is a lost session', async () => {
    const { scripted, connection } = await createOpenPool();
    scripted.on('GET', '/x', reason(410, 'Gone', 'InactiveApplicationExpired'));
    await expect(connection.get('/x')).rejects.toMatchObject({ kind: 'session-lost' });
    expect(scripted.sessionState).toBeUndefined();
  });

  it('is not mistaken for the one that was opened meanwhile', async () => {
    const { scripted, connection } = await createOpenPool();
    const later = { ...(scripted.sessionState as object), applicationHref: `${pool}/ucwa/applications/2` };
    scripted.on('GET', '/x', () => {
      scripted.sessionState = later;
      return reason(410, 'Gone', 'InactiveApplicationExpired');
    });
    await expect(connection.get('/x')).rejects.toMatchObject({ kind: 'session-lost' });
    expect(scripted.sessionState).toEqual(later);
  });

  it('because its pool is down is made anew, later, and no address of it is asked again', async () => {
    const { scripted, connection } = await createOpenPool();
    scripted.on('GET', '/x', reason(410, 'Gone', 'CannotRedirect'));
    await expect(connection.get('/x')).rejects.toMatchObject({ kind: 'server', retryAfterMs: 300_000 });
    expect(scripted.sessionState).toBeUndefined();
  });
});
