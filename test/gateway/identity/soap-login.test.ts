import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseXml, type XmlElement } from '../../../src/markup/xml.ts';
import { startTestGateway, type TestGateway, testPassword } from '../../support/gateway.ts';

let gateway: TestGateway;
let nowMs = Date.UTC(2026, 0, 1);
beforeAll(async () => {
  gateway = await startTestGateway({ now: () => nowMs });
  await gateway.createUser('fred.2');
  await gateway.createUser({ name: 'anna.7', password: ' <a&b> "c" ' });
});
afterAll(() => gateway.close());

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function envelope(username: string, password: string, address = 'wl.skype.com'): string {
  return `
    <Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/' xmlns:wsse='http://schemas.xmlsoap.org/ws/2003/06/secext'>
      <Header><wsse:Security><wsse:UsernameToken Id='user'>
        <wsse:Username>${escaped(username)}</wsse:Username><wsse:Password>${escaped(password)}</wsse:Password>
      </wsse:UsernameToken></wsse:Security></Header>
      <Body><ps:RequestMultipleSecurityTokens Id='RSTS'><wst:RequestSecurityToken Id='RST0'>
        <wst:RequestType>http://schemas.xmlsoap.org/ws/2004/04/security/trust/Issue</wst:RequestType>
        <wsp:AppliesTo><wsa:EndpointReference><wsa:Address>${address}</wsa:Address></wsa:EndpointReference></wsp:AppliesTo>
        <wsse:PolicyReference URI='MBI_SSL'></wsse:PolicyReference>
      </wst:RequestSecurityToken></ps:RequestMultipleSecurityTokens></Body>
    </Envelope>`;
}

const request = (body: BodyInit) => gateway.fetch('/login.live.com/RST.srf', { method: 'POST', body });

function at(root: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let found = root;
  for (const name of path) found = found?.children.find((child) => child.name.replace(/^.*:/, '') === name);
  return found;
}

const responsePath = ['body', 'requestsecuritytokenresponsecollection', 'requestsecuritytokenresponse'];

async function securityToken(username = 'fred.2', password = testPassword): Promise<string> {
  const root = parseXml(await (await request(envelope(username, password))).text());
  return at(root, ...responsePath, 'requestedsecuritytoken', 'binarysecuritytoken')?.text ?? '';
}

const edge = (body: BodyInit) => gateway.fetch('/edge.skype.com/rps/v1/rps/skypetoken', { method: 'POST', body });
const asForm = (token: string) => new URLSearchParams({ partner: '999', access_token: token, scopes: 'client' });

describe('the SOAP login', () => {
  it('answers with the nesting that clients walk, and the life of the token beside it', async () => {
    const reply = await request(envelope('fred.2', testPassword));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    const root = parseXml(await reply.text());
    const token = at(root, ...responsePath, 'requestedsecuritytoken', 'binarysecuritytoken');
    expect(token?.attributes.get('id')).toBe('Compact0');
    expect(token?.text).toMatch(/^\w{48}$/);
    const life = at(root, ...responsePath, 'lifetime');
    expect([at(life, 'created')?.text, at(life, 'expires')?.text]).toEqual([
      new Date(nowMs).toISOString(),
      new Date(nowMs + 600_000).toISOString(),
    ]);
  });

  it.each([
    ['a form', (token: string) => asForm(token)],
    ['JSON', (token: string) => JSON.stringify({ partner: 999, access_token: token, scopes: 'client' })],
  ])('exchanges the security token, as %s, for a skype token that works', async (_, body) => {
    const reply = await edge(body(await securityToken()));
    expect(reply.status).toBe(200);
    const result = (await reply.json()) as { skypetoken: string };
    expect(result).toMatchObject({ expiresIn: 86_400, skypeid: 'fred.2', signinname: 'fred.2' });
    const headers = { 'X-SkypeToken': result.skypetoken };
    expect((await gateway.fetch('/api.skype.com/users/self/profile', { headers })).status).toBe(200);
  });

  it('takes a name with something behind an @, which is how a client chooses this login', async () => {
    expect(await securityToken('fred.2@chat.example')).toMatch(/^\w{48}$/);
  });

  it('takes a password with any characters, spaces at its ends included', async () => {
    expect(await securityToken('anna.7', ' <a&b> "c" ')).toMatch(/^\w{48}$/);
    expect(await securityToken('anna.7', '<a&b> "c"')).toBe('');
  });

  it.each([
    ['a wrong password', 'fred.2', 'wrong'],
    ['an unknown name', 'nobody', testPassword],
  ])('refuses %s with a fault directly in the envelope', async (_, name, password) => {
    const reply = await request(envelope(name, password));
    expect(reply.status).toBe(200);
    const fault = at(parseXml(await reply.text()), 'fault');
    expect(at(fault, 'faultcode')?.text).toBe('wsse:FailedAuthentication');
    expect(at(fault, 'faultstring')?.text).toBe('Authentication Failure');
  });

  it('shares the limit of attempts', async () => {
    nowMs += 3_600_000;
    for (let attempt = 0; attempt < 10; attempt += 1) await request(envelope(`fred.2@${attempt}`, 'wrong'));
    const reply = await request(envelope('fred.2', testPassword));
    expect(reply.status).toBe(429);
    expect(reply.headers.get('retry-after')).toBe('900');
    expect(at(parseXml(await reply.text()), 'fault', 'faultcode')?.text).toBe('wsse:FailedAuthentication');
    nowMs += 3_600_000;
  });

  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`;
  const outside = `<!DOCTYPE x [<!ENTITY p SYSTEM "file:///etc/passwd">]>`;
  it.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['another document', '<html><body></body></html>'],
    ['an envelope that ends early', envelope('fred.2', testPassword).slice(0, 300)],
    ['a document type that defines entities', bomb + envelope('fred.2', testPassword)],
    ['an entity that names a file', outside + envelope('&p;', testPassword)],
    ['a hundred thousand open elements', '<a>'.repeat(100_000)],
    ['the right envelope, far too deep', '<x>'.repeat(50) + envelope('fred.2', testPassword)],
    ['more text than a request has', envelope('fred.2', 'x'.repeat(70_000))],
    ['no password', envelope('fred.2', '')],
    ['a request for another service', envelope('fred.2', testPassword, 'ssl.live.com')],
  ])('refuses %s as malformed', async (_, body) => {
    const reply = await request(body);
    expect(reply.status).toBe(400);
    expect(at(parseXml(await reply.text()), 'fault', 'faultcode')?.text).toBe('wst:InvalidRequest');
  });
});

describe('the token edge', () => {
  it('refuses a security token that was used, is too old or was never given, in the words that clients know', async () => {
    const used = await securityToken();
    await edge(asForm(used));
    const old = await securityToken();
    nowMs += 600_000;
    for (const token of [used, old, 'never-given']) {
      const reply = await edge(asForm(token));
      expect(reply.status).toBe(401);
      expect(await reply.json()).toEqual({
        status: { code: 40120, text: 'Authentication failed. Bad username or password.' },
      });
    }
  });

  it.each([['{"partner":999}'], ['[]'], ['{"access_token":7}']])('refuses %s as malformed', async (body) => {
    expect((await edge(body)).status).toBe(400);
  });
});
