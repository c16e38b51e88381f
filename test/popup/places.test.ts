import { describe, expect, it } from 'vitest';
import { leadsToPeerToPeer, wasPeerToPeer } from '../../popup/message/peer-to-peer.ts';
import { isOnServer, viewAddress } from '../../popup/message/places.ts';

const server = 'https://chat.example';
const uri = 'https://api.asm.skype.com/v1/objects/0-weu-d3-abc';

describe('an object', () => {
  it.each([
    [uri, true],
    ['https://neu1-api.asm.skype.com/v1/objects/0-neu-d1-1', true],
    ['https://avatar.skype.com/v1/avatars/joe.4/public', true],
    ['https://chat.example/api.asm.skype.com/v1/objects/1', true],
    ['https://api.asm.skype.com.evil.example/v1/objects/1', false],
    ['https://evil.example/?https://api.asm.skype.com/', false],
    ['http://api.asm.skype.com/v1/objects/1', false],
    ['https://chat.example:444/v1/objects/1', false],
    ['http://chat.example/v1/objects/1', false],
    ['nonsense', false],
  ])('at %s is with our server: %s', (address, isThere) => {
    expect(isOnServer(server, address)).toBe(isThere);
  });

  it('has one address for each view, and only with our server', () => {
    const object = { name: '', uri, thumbnailUri: 'https://tracker.example/t.png' };
    expect(viewAddress(server, object, 'imgt1')).toBe(`${uri}/views/imgt1`);
    expect(viewAddress(server, { ...object, thumbnailUri: `${uri}/views/imgt1_anim` }, 'imgt1')).toBe(
      `${uri}/views/imgt1_anim`,
    );
    expect(viewAddress(server, { ...object, uri: `${uri}/` }, 'original')).toBe(`${uri}/views/original`);
    expect(viewAddress(server, { ...object, uri: `${uri}/views/original` }, 'original')).toBe(`${uri}/views/original`);
    expect(viewAddress(server, { name: '', uri: 'https://evil.example/1' }, 'original')).toBeUndefined();
    expect(viewAddress(server, { name: '' }, 'original')).toBeUndefined();
  });
});

describe('chats between computers', () => {
  it.each([
    ['join us: skype:?chat&blob=AbC-12_x', true],
    ['<a href="skype:?chat&amp;blob=AbC">here</a>', true],
    ['#joe.4/$anna.7;0123456789abcdef', true],
    ['see (#joe.4/$fred.2;0123456789ABCDEF)', true],
    ['skype:joe.4?chat', false],
    ['#channel/$5;00', false],
    ['a blob= of paint', false],
  ])('%j leads to one: %s', (content, leads) => {
    expect(leadsToPeerToPeer(content)).toBe(leads);
  });

  it('leave their mark in the name of the group they became', () => {
    expect(wasPeerToPeer('19:abc@p2p.thread.skype')).toBe(true);
    expect(wasPeerToPeer('19:abc@thread.skype')).toBe(false);
  });
});
