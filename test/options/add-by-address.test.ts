import './fake-browser.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { CommandError, type CommandErrorKind, type command } from '../../extension/commands.ts';
import { createAddByAddress } from '../../options/accounts/add-by-address.ts';
import { createHostAccess } from '../../options/host-access.ts';
import type { Account } from '../../src/model/account.ts';
import type { FindStep } from '../../src/ucwa/sign-in/step.ts';
import { browser } from './fake-browser.ts';
import { accountRow, placeRow, signInStep } from './rows.ts';

const address = 'ana@example.org';
const discovery = ['https://lyncdiscoverinternal.example.org', 'https://lyncdiscover.example.org'];
const account: Account = accountRow({ kind: 'ucwa', user: `sip:${address}`, place: placeRow() });
const allow = (origins: string[], foreign: string[] = []): FindStep => ({ step: 'allow', origins, foreign });
const proof = { grant: 'password', userName: 'ana', password: 'secret' } as const;

type Answer = FindStep | Account | CommandErrorKind;

/** A worker that gives one answer after the other, a text being the kind of a failure, and remembers what it was asked. */
function worker(...answers: Answer[]) {
  const asked: [name: string, payload: Record<string, unknown>][] = [];
  const send = (async (name: string, payload: Record<string, unknown>) => {
    asked.push([name, payload]);
    const answer = answers.shift() ?? 'fault';
    if (typeof answer === 'string') throw new CommandError(answer, 'told to fail');
    return answer;
  }) as typeof command;
  return { asked, send };
}

const hosts = () => createHostAccess(browser.permissions as unknown as Parameters<typeof createHostAccess>[0]);

function start(...answers: Answer[]) {
  const { asked, send } = worker(...answers);
  const adding = createAddByAddress(hosts(), send);
  return { asked, adding, started: adding.start({ address, server: '' }) };
}

beforeEach(() => {
  browser.answer = true;
  browser.granted.clear();
  browser.granted.add('http://127.0.0.1/*');
  browser.permissions.request.mockClear();
});

describe('looking for the server of an address', () => {
  it('asks for the two hosts of discovery, and no other, in the same turn as the click', async () => {
    const { asked, adding, started } = start(signInStep());
    expect(browser.permissions.request).toHaveBeenCalledExactlyOnceWith({
      origins: ['https://lyncdiscoverinternal.example.org/*', 'https://lyncdiscover.example.org/*'],
    });
    expect(adding.state.value.doing).toBe('asking');
    await started;
    expect(asked).toEqual([['account.find', { address, server: '', approved: discovery }]]);
    expect(adding.state.value).toEqual({ screen: signInStep() });
  });

  it('asks only for the server that was entered, and keeps its path', async () => {
    const { asked, send } = worker(signInStep());
    const adding = createAddByAddress(hosts(), send);
    await adding.start({ address, server: 'sfb.example.net:444/autodiscover/root' });
    expect(browser.permissions.request).toHaveBeenCalledExactlyOnceWith({ origins: ['https://sfb.example.net/*'] });
    const server = 'https://sfb.example.net:444/autodiscover/root';
    expect(asked).toEqual([['account.find', { address, server, approved: ['https://sfb.example.net:444'] }]]);
  });

  it('asks the browser nothing for a server on this computer', async () => {
    const { asked, send } = worker(signInStep());
    const access = hosts();
    const adding = createAddByAddress(access, send);
    adding.edit({ address, server: '127.0.0.1:8787' });
    await access.learn('http://127.0.0.1/*');
    await adding.start({ address, server: '127.0.0.1:8787' });
    expect(browser.permissions.request).not.toHaveBeenCalled();
    expect(asked[0]?.[1]).toMatchObject({ server: 'http://127.0.0.1:8787', approved: ['http://127.0.0.1:8787'] });
  });

  it.each([
    ['', '', 'address', 'empty'],
    ['ana', '', 'address', 'unreadable'],
    ['ana@', '', 'address', 'unreadable'],
    ['ana@example.org/x', '', 'address', 'unreadable'],
    [address, 'http://sfb.example.org', 'server', 'insecure'],
    [address, 'https://ana:secret@sfb.example.org', 'server', 'credentials'],
  ])('contacts nobody for %j at %j', async (typed, server, field, problem) => {
    const { asked, send } = worker();
    const adding = createAddByAddress(hosts(), send);
    await adding.start({ address: typed, server });
    expect(adding.state.value).toEqual({ screen: { step: 'address' }, problem: { field, problem } });
    expect([asked, browser.permissions.request.mock.calls]).toEqual([[], []]);
    adding.edit({ address, server: '' });
    expect(adding.state.value).toEqual({ screen: { step: 'address' } });
  });

  it('stops, and contacts nobody, when the user does not allow the hosts', async () => {
    browser.answer = false;
    const { asked, adding, started } = start();
    await started;
    expect(adding.state.value).toEqual({ screen: { step: 'address' }, failure: 'permission' });
    expect(asked).toEqual([]);
  });

  it('does not come back to a search that was given up', async () => {
    const { adding, started } = start(signInStep());
    adding.back();
    await started;
    expect(adding.state.value).toEqual({ screen: { step: 'address' } });
  });

  it.each(['no-server', 'network', 'unreadable'] as const)('says %s where the address was typed', async (kind) => {
    const { adding, started } = start(kind);
    await started;
    expect(adding.state.value).toEqual({ screen: { step: 'address' }, failure: kind });
  });
});

describe('hosts that the way leads to', () => {
  const further = ['https://web.example.org', 'https://login.example.net'];

  it('are asked for in the click, and approved together with those before', async () => {
    const { asked, adding, started } = start(allow(further, ['https://login.example.net']), signInStep());
    await started;
    expect(adding.state.value.screen).toEqual(allow(further, ['https://login.example.net']));
    browser.permissions.request.mockClear();
    const allowed = adding.allow();
    expect(browser.permissions.request).toHaveBeenCalledExactlyOnceWith({
      origins: ['https://web.example.org/*', 'https://login.example.net/*'],
    });
    await allowed;
    expect(asked[1]).toEqual(['account.find', { address, server: '', approved: [...discovery, ...further] }]);
    expect(adding.state.value.screen.step).toBe('sign-in');
  });

  it('stay unasked when the user goes back, and are not approved the next time', async () => {
    const { asked, adding, started } = start(allow(further), signInStep());
    await started;
    adding.back();
    await adding.start({ address, server: '' });
    expect(asked[1]?.[1]).toMatchObject({ approved: discovery });
  });

  it('can be refused and asked for again', async () => {
    const { adding, started } = start(allow(further), signInStep());
    await started;
    browser.answer = false;
    await adding.allow();
    expect(adding.state.value).toEqual({ screen: allow(further), failure: 'permission' });
    browser.answer = true;
    await adding.allow();
    expect(adding.state.value).toEqual({ screen: signInStep() });
  });

  it('may turn up while signing in, which goes on by itself once they are allowed', async () => {
    const { asked, adding, started } = start(signInStep(), allow(further), account);
    await started;
    await adding.signIn(proof);
    expect(adding.state.value.screen).toEqual(allow(further));
    await adding.allow();
    expect(asked.slice(1)).toEqual([
      ['account.addWith', { address, server: '', approved: discovery, ...proof }],
      ['account.addWith', { address, server: '', approved: [...discovery, ...further], ...proof }],
    ]);
    expect(adding.state.value).toEqual({ screen: { step: 'added', account } });
  });

  it('lead back to the password when it does not fit there', async () => {
    const { adding, started } = start(signInStep(), allow(further), 'wrong-password');
    await started;
    await adding.signIn(proof);
    await adding.allow();
    expect(adding.state.value).toEqual({ screen: signInStep(), failure: 'wrong-password' });
  });
});

describe('signing in', () => {
  it('says what did not fit, and takes the next try', async () => {
    const { asked, adding, started } = start(signInStep(), 'wrong-password', account);
    await started;
    await adding.signIn({ ...proof, password: 'wrong' });
    expect(adding.state.value).toEqual({ screen: signInStep(), failure: 'wrong-password' });
    await adding.signIn(proof);
    expect(asked.slice(1).map(([, { password }]) => password)).toEqual(['wrong', 'secret']);
    expect(adding.state.value).toEqual({ screen: { step: 'added', account } });
  });

  it('with the account of this computer sends neither name nor password', async () => {
    const { asked, adding, started } = start(signInStep(), account);
    await started;
    await adding.signIn({ grant: 'windows' });
    expect(asked[1]).toEqual([
      'account.addWith',
      { address, server: '', approved: discovery, grant: 'windows', userName: '', password: '' },
    ]);
  });

  it('is not left half done: there is no way back while it runs', async () => {
    const { adding, started } = start(signInStep(), account);
    await started;
    const running = adding.signIn(proof);
    adding.back();
    await running;
    expect(adding.state.value).toEqual({ screen: { step: 'added', account } });
  });
});
