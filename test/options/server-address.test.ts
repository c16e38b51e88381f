import { describe, expect, it } from 'vitest';
import { hostPattern, localServer, readServerAddress } from '../../options/server-address.ts';

describe('the address of a server', () => {
  it.each([
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787', 'http://127.0.0.1/*'],
    ['127.0.0.1:8787', 'http://127.0.0.1:8787', 'http://127.0.0.1/*'],
    ['localhost:9000', 'http://localhost:9000', 'http://localhost/*'],
    ['http://localhost', 'http://localhost', 'http://localhost/*'],
    ['https://localhost:8443', 'https://localhost:8443', 'https://localhost/*'],
    ['http://127.1:8787', 'http://127.0.0.1:8787', 'http://127.0.0.1/*'],
    ['chat.example.org', 'https://chat.example.org', 'https://chat.example.org/*'],
    ['chat.example.org:8443', 'https://chat.example.org:8443', 'https://chat.example.org/*'],
    ['https://chat.example.org/', 'https://chat.example.org', 'https://chat.example.org/*'],
    ['https://chat.example.org:443', 'https://chat.example.org', 'https://chat.example.org/*'],
    ['  HTTPS://Chat.Example.ORG  ', 'https://chat.example.org', 'https://chat.example.org/*'],
    ['https://bücher.example', 'https://xn--bcher-kva.example', 'https://xn--bcher-kva.example/*'],
    ['https://intranet', 'https://intranet', 'https://intranet/*'],
    ['https://[2001:db8::1]:8443', 'https://[2001:db8::1]:8443', 'https://[2001:db8::1]/*'],
  ])('%s is read as %s, and its permission is %s without a port', (typed, origin, pattern) => {
    expect(readServerAddress(typed)).toEqual({ ok: true, origin, pattern });
    expect(hostPattern(origin)).toBe(pattern);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['https://', 'unreadable'],
    ['https://exa mple.org', 'unreadable'],
    ['chat.example.org:port', 'unreadable'],
    ['javascript:alert(1)', 'unreadable'],
    ['https://*.example.org', 'unreadable'],
    ['https://*', 'unreadable'],
    ['https://a..example', 'unreadable'],
    ['ftp://example.org', 'protocol'],
    ['file:///etc/passwd', 'protocol'],
    ['chrome://settings', 'protocol'],
    ['http://chat.example.org', 'insecure'],
    ['http://192.168.0.10:8787', 'insecure'],
    ['http://localhost.example.org', 'insecure'],
    ['http://127.0.0.1.example.org', 'insecure'],
    ['https://fred:secret@chat.example.org', 'credentials'],
    ['fred@chat.example.org', 'credentials'],
    ['http://127.0.0.1@chat.example.org', 'credentials'],
    ['https://chat.example.org/v1', 'path'],
    ['chat.example.org/v1', 'path'],
    ['127.0.0.1:8787/login', 'path'],
    ['https://chat.example.org/?a=1', 'path'],
    ['https://chat.example.org/#x', 'path'],
  ])('"%s" is refused: %s', (typed, problem) => {
    expect(readServerAddress(typed)).toEqual({ ok: false, problem });
  });

  it('accepts the default it offers', () => {
    expect(readServerAddress(localServer)).toMatchObject({ ok: true, origin: localServer });
  });
});
