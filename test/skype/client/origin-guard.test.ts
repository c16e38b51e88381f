import { describe, expect, it } from 'vitest';
import type { SecurityEvent } from '../../../src/skype/client/options.ts';
import { createOriginGuard } from '../../../src/skype/client/origin-guard.ts';

function guardOf(server: string, services: Record<string, string> = {}, clouds: string[] = []) {
  const events: SecurityEvent[] = [];
  const guard = createOriginGuard(server, (event) => events.push(event));
  guard.learn({ services, clouds });
  return { guard, events };
}

describe('the origin guard', () => {
  it.each(['http://chat.example', 'ftp://chat.example', 'chat.example', ''])('refuses the server %j', (server) => {
    expect(() => createOriginGuard(server, () => {})).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });

  it.each(['https://chat.example', 'http://127.0.0.1:8787', 'http://localhost:1', 'http://[::1]:1'])(
    'accepts the server %s',
    (server) => {
      expect(createOriginGuard(server, () => {}).server).toBe(new URL(server).origin);
    },
  );

  it.each([
    ['https://chat.example/v1/x', true],
    ['https://CHAT.example:443/v1/x', true],
    ['https://chat.example:8443/', false],
    ['https://db3.chat.example/', false],
    ['http://chat.example/', false],
    ['https://chat.example.evil.example/', false],
    ['https://evilchat.example/', false],
    ['https://user:pass@chat.example/', false],
    ['https://chat.example@evil.example/', false],
    ['//evil.example/', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('answers for %s: %s, when the server announced nothing', (url, isAllowed) => {
    expect(guardOf('https://chat.example').guard.allows(url)).toBe(isAllowed);
  });

  it('allows what the server announced on its own host and below it', () => {
    const { guard, events } = guardOf('https://chat.example', { a: 'https://chat.example:8443/base' }, [
      'https://db3.chat.example',
    ]);
    expect(guard.allows('https://chat.example:8443/x')).toBe(true);
    expect(guard.allows('https://db3.chat.example/x')).toBe(true);
    expect(events).toEqual([]);
  });

  it('leaves out and reports what the server announced elsewhere', () => {
    const { guard, events } = guardOf('https://chat.example', { a: 'https://evil.example/x?token=1' }, [
      'http://chat.example',
      'https://chat.example.evil.example',
      'not an address',
    ]);
    expect(events).toEqual([
      { kind: 'foreign-origin', where: 'services', origin: 'https://evil.example' },
      { kind: 'foreign-origin', where: 'clouds', origin: 'http://chat.example' },
      { kind: 'foreign-origin', where: 'clouds', origin: 'https://chat.example.evil.example' },
      { kind: 'foreign-origin', where: 'clouds', origin: '' },
    ]);
    expect(guard.allows('https://evil.example/x')).toBe(false);
  });

  it('knows no hosts below an address in numbers', () => {
    const { guard } = guardOf('http://127.0.0.1:8787', {}, ['http://evil.127.0.0.1:8787', 'http://127.0.0.1:9999']);
    expect(guard.allows('http://127.0.0.1:9999/')).toBe(true);
    expect(guard.allows('http://evil.127.0.0.1:8787/')).toBe(false);
    expect(guard.allows('http://127.0.0.2:8787/')).toBe(false);
  });

  it('throws and reports a refused address without its path', () => {
    const { guard, events } = guardOf('https://chat.example');
    expect(() => guard.check('https://evil.example/v1?syncState=secret', 'syncState')).toThrow(
      expect.objectContaining({ kind: 'forbidden', message: expect.not.stringContaining('secret') }),
    );
    expect(events).toEqual([{ kind: 'foreign-origin', where: 'syncState', origin: 'https://evil.example' }]);
  });

  it('resolves relative addresses against their base', () => {
    const { guard } = guardOf('https://chat.example');
    expect(guard.check('/v1/x', 'Location', 'https://chat.example')).toBe('https://chat.example/v1/x');
    expect(() => guard.check('//evil.example/v1', 'Location', 'https://chat.example')).toThrow();
  });
});
