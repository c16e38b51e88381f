import { describe, expect, it } from 'vitest';
import { readArguments, UsageError, usage } from '../../gateway/arguments.ts';

describe('the command line', () => {
  it('starts a gateway on loopback by default', () => {
    expect(readArguments([])).toEqual({
      kind: 'serve',
      host: '127.0.0.1',
      port: 8787,
      data: 'data/gateway',
      isDemo: false,
      holdSeconds: 25,
      tls: undefined,
      publicOrigin: undefined,
      isBehindProxy: false,
      clouds: [],
      maxObjectMb: 100,
      allowsPrivatePreviews: false,
      sipDomain: 'skylark.example',
      ucwaPaths: 'real',
      allowsUcwaFaults: false,
    });
  });

  it('takes every option of a server', () => {
    const argv =
      '--host ::1 --port 0 --data memory: --demo --hold-seconds 5 --tls-cert c --tls-key k --behind-proxy ' +
      '--public-origin https://chat.example.org/ --cloud https://a.example --cloud https://b.example:8443 ' +
      '--max-object-mb 20 --allow-private-previews --sip-domain Chat.Example.org --ucwa-paths reference --ucwa-faults';
    expect(readArguments(argv.split(' '))).toEqual({
      kind: 'serve',
      host: '::1',
      port: 0,
      data: 'memory:',
      isDemo: true,
      holdSeconds: 5,
      tls: { certFile: 'c', keyFile: 'k' },
      publicOrigin: 'https://chat.example.org',
      isBehindProxy: true,
      clouds: ['https://a.example', 'https://b.example:8443'],
      maxObjectMb: 20,
      allowsPrivatePreviews: true,
      sipDomain: 'chat.example.org',
      ucwaPaths: 'reference',
      allowsUcwaFaults: true,
    });
  });

  it.each([
    ['user list', { action: 'list' }],
    ['user remove joe.4', { action: 'remove', name: 'joe.4' }],
    ['user add joe.4 --password-stdin', { action: 'add', name: 'joe.4', isBot: false, isStranger: false }],
    ['user add joe.4 --display Joe --password-stdin', { action: 'add', name: 'joe.4', display: 'Joe', isBot: false }],
    ['user add joe.4 --password-stdin --stranger', { action: 'add', name: 'joe.4', isStranger: true }],
    ['user add helper --bot', { action: 'add', name: 'helper', isBot: true }],
    ['user add joe.4 --password-stdin --home https://far.example', { name: 'joe.4', home: 'https://far.example' }],
  ])('reads "%s"', (line, command) => {
    expect(readArguments([...line.split(' '), '--data', 'folder'])).toMatchObject({
      kind: 'user',
      data: 'folder',
      command,
    });
  });

  it.each([
    ['--port 70000', /--port takes a whole number from 0 to 65535, not "70000"/],
    ['--port -1', /--port/],
    ['--port', /--port/],
    ['--hold-seconds 0', /--hold-seconds takes a whole number from 1 to 300/],
    ['--hold-seconds long', /--hold-seconds/],
    ['--max-object-mb 0', /--max-object-mb takes a whole number from 1 to 2000/],
    ['--sip-domain fred@example.org', /--sip-domain takes a domain/],
    ['--sip-domain -x.org', /--sip-domain/],
    ['--ucwa-paths both', /--ucwa-paths takes real or reference, not "both"/],
    ['--tls-cert x', /belong together/],
    ['--tls-key x', /belong together/],
    ['--cloud https://other.example/path', /--cloud takes an origin/],
    ['--public-origin ftp://other.example', /--public-origin takes an origin/],
    ['--demo --host 0.0.0.0', /only listens on loopback/],
    ['--demo --host 127.0.0.1.evil.example', /only listens on loopback/],
    ['--nonsense', /nonsense/],
    ['serve', /"serve" is not a command/],
    ['user', /add, list and remove/],
    ['user rename x', /add, list and remove/],
    ['user add', /needs a name/],
    ['user add x', /--password-stdin/],
    ['user add x y', /"y" is one word too many/],
    ['user list --data memory:', /data folder/],
  ])('does not take "%s"', (line, message) => {
    expect(() => readArguments(line.split(' '))).toThrow(UsageError);
    expect(() => readArguments(line.split(' '))).toThrow(message);
  });

  it('has a help text that names every option', () => {
    expect(readArguments(['user', 'list', '--help'])).toEqual({ kind: 'help' });
    for (const option of [
      'host',
      'port',
      'data',
      'demo',
      'hold-seconds',
      'tls-cert',
      'tls-key',
      'public-origin',
      'cloud',
      'sip-domain',
      'ucwa-paths',
      'ucwa-faults',
    ]) {
      expect(usage).toContain(`--${option} `);
    }
  });
});
