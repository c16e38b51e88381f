import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setAvatar } from '../../../../gateway/objects/avatars.ts';
import { at } from '../desk.ts';
import { type Neighbours, openNeighbours, type Person } from './neighbours.ts';

let place: Neighbours;
let fred: Person;
let joe: Person;
beforeEach(async () => {
  place = await openNeighbours();
  fred = await place.arrive('fred.2');
  joe = await place.arrive('joe.4');
  // A picture that lets through: on the Skype side it is a PNG.
  const source = sharp({
    create: { width: 300, height: 300, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } },
  });
  await setAvatar(place.desk.gateway.context, joe.user.userId, new Uint8Array(await source.png().toBuffer()));
});
afterEach(() => place.close());

const self = () => String(at(fred.application, '_links', 'self', 'href'));
const joesPhoto = () => `${self()}/photos/joe.4@skylark.example`;
const see = (path: string, headers: Record<string, string> = {}) =>
  place.desk.gateway.fetch(path, { headers: { Authorization: `Bearer ${fred.ticket}`, ...headers } });

describe('a photo', () => {
  it.each([
    ['', 48],
    ['?size=HR64X64', 64],
    ['?size=HR240X240', 240],
    ['?size=HR648X648', 300],
  ])('is a JPEG of the wanted size with "%s"', async (query, side) => {
    const contact = await fred.get(`${self()}/people/joe.4@skylark.example`);
    expect(at(contact.json, '_links', 'contactPhoto', 'href')).toBe(joesPhoto());
    const reply = await see(`${joesPhoto()}${query}`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('image/jpeg');
    expect(Date.parse(reply.headers.get('expires') ?? '')).toBeGreaterThan(Date.now());
    const { format, width, height } = await sharp(Buffer.from(await reply.arrayBuffer())).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: side, height: side });
  });

  it('is not sent again to who has it, until there is another one', async () => {
    const etag = (await see(joesPhoto())).headers.get('etag') ?? '';
    const known = await see(joesPhoto(), { 'If-None-Match': etag });
    expect([known.status, await known.text()]).toEqual([304, '']);
    expect((await see(`${joesPhoto()}?size=HR64X64`, { 'If-None-Match': etag })).status).toBe(200);
    const other = await sharp({ create: { width: 60, height: 60, channels: 3, background: 'blue' } })
      .jpeg()
      .toBuffer();
    await setAvatar(place.desk.gateway.context, joe.user.userId, new Uint8Array(other));
    expect((await see(joesPhoto(), { 'If-None-Match': etag })).status).toBe(200);
  });

  it('is refused in a size that does not exist, and 404 for whoever has none', async () => {
    const wrong = await see(`${joesPhoto()}?size=HR48X64`);
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ subcode: 'ParameterValidationFailure' });
    expect((await see(await fred.link('me', 'photo'))).status).toBe(404);
    expect((await see(`${self()}/photos/nobody@skylark.example`)).status).toBe(404);
  });

  it('can be seen with the cookie of the application instead of the ticket, and with nothing else', async () => {
    const application = await fred.get(self());
    const cookie = application.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^cwt_ucwa=[^;]+; Path=\/ucwa\/oauth\/v1\/applications\/\d{12}\/photos; Secure; HttpOnly/);
    const [pair = ''] = cookie.split(';');
    const look = (path: string, headers: Record<string, string>) => place.desk.gateway.fetch(path, { headers });
    expect((await look(joesPhoto(), { Cookie: pair })).status).toBe(200);
    expect((await look(joesPhoto(), {})).status).toBe(401);
    expect((await look(joesPhoto(), { Cookie: 'cwt_ucwa=cwt%3Dmade-up' })).status).toBe(401);
    // It is for photos of this application alone.
    expect((await look(self(), { Cookie: pair })).status).toBe(401);
    const joes = String(at(joe.application, '_links', 'self', 'href'));
    expect((await look(`${joes}/photos/joe.4@skylark.example`, { Cookie: pair })).status).toBe(401);
  });
});
