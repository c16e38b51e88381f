// @vitest-environment happy-dom
import { extension } from '../support/extension.ts';
import '../support/extension.ts';
import { render } from 'preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionRow } from '../../extension/database.ts';
import { nowMs } from '../../popup/clock.ts';
import { ConnectionBanners, findTrouble } from '../../popup/frame/ConnectionBanners.tsx';
import { isWorkerAnswering } from '../../popup/worker.ts';
import { anAccount, aSession } from '../support/stored-chat.ts';

const page = document.createElement('div');
document.body.append(page);
const sendMessage = vi.fn(async (_envelope: unknown): Promise<unknown> => ({ ok: true, value: null }));

beforeEach(() => {
  sendMessage.mockClear();
  Object.assign(extension.api.runtime, { sendMessage, reload: vi.fn() });
  isWorkerAnswering.value = true;
  render(null, page);
});

// The page has been open for a while.
nowMs.value = Date.now() + 5_000;

function show(...sessions: Partial<SessionRow>[]) {
  const accounts = sessions.map((session, index) => ({
    account: anAccount({ id: `a${index}`, name: `Account ${index}` }),
    session: aSession({ ...session, account: `a${index}` }),
  }));
  render(<ConnectionBanners accounts={accounts} />, page);
  return page.textContent;
}

const buttons = () => Array.from(page.querySelectorAll('button'), (button) => button.textContent);

describe('the connection on screen', () => {
  it('is quiet while all is well', () => {
    expect(show({ state: 'online' })).toBe('');
  });

  it.each<[Partial<SessionRow>, string, string[]]>([
    [{ state: 'connecting' }, 'Connecting…', []],
    [{ state: 'waiting', error: 'server' }, 'The server has a problem', ['Try again']],
    [{ state: 'expired' }, 'Your sign-in has ended', ['Sign in again']],
    [{ state: 'signed-out' }, 'Signed out', ['Sign in again']],
    [{ state: 'refused', error: 'forbidden' }, 'The server refused the connection', ['Try again', 'Open settings']],
    [{ state: 'refused', error: 'replaced' }, 'Another program has taken over', ['Try again', 'Open settings']],
    [{ state: 'paused' }, 'You are offline', ['Go online']],
  ])('says what is the matter and what to do: %j', (session, words, actions) => {
    expect(show(session)).toContain(words);
    expect(buttons()).toEqual(actions);
  });

  it('tells the last contact', () => {
    expect(show({ state: 'waiting', contactAtMs: Date.now() - 5 * 60_000 })).toContain('Last contact: 5 minutes ago');
    expect(show({ state: 'waiting', contactAtMs: 0 })).not.toContain('Last contact');
  });

  it('does not believe a connection that has been silent for minutes', () => {
    const contactAtMs = Date.now();
    expect(findTrouble(aSession({ contactAtMs }), contactAtMs + 170_000)).toBe('none');
    expect(findTrouble(aSession({ contactAtMs }), contactAtMs + 190_000)).toBe('checking');
  });

  it('does not flicker over a moment of connecting', () => {
    const session = aSession({ state: 'connecting', sinceMs: Date.now() });
    expect(findTrouble(session, session.sinceMs + 500)).toBe('none');
    expect(findTrouble(session, session.sinceMs + 5_000)).toBe('connecting');
  });

  it('does not wait for a time that the clock was set back from', () => {
    const session = aSession({ state: 'connecting', sinceMs: Date.now() + 3_600_000 });
    expect(findTrouble(session, Date.now() + 500)).toBe('connecting');
  });

  it('names the account when there are several', () => {
    expect(show({ state: 'online' }, { state: 'expired' })).toMatch(/^Account 1Your sign-in has ended/);
  });

  it('tries again, signs in and goes online by command', () => {
    for (const state of ['waiting', 'expired', 'paused'] as const) {
      show({ state });
      page.querySelector('button')?.click();
      render(null, page);
    }
    expect(sendMessage.mock.calls.map(([envelope]) => envelope)).toEqual([
      { 'skylark-command': 'connection.retry', payload: { account: 'a0' } },
      { 'skylark-command': 'account.signIn', payload: { account: 'a0' } },
      { 'skylark-command': 'presence.set', payload: { account: 'a0', presence: 'online' } },
    ]);
  });

  it('leads to the settings where a password is asked for a sign-in', async () => {
    const openOptionsPage = vi.fn(async () => {});
    Object.assign(extension.api.runtime, { openOptionsPage });
    const account = anAccount({ id: 'a0', place: {} });
    render(
      <ConnectionBanners accounts={[{ account, session: aSession({ account: 'a0', state: 'expired' }) }]} />,
      page,
    );
    expect(buttons()).toEqual(['Sign in again']);
    page.querySelector('button')?.click();
    await vi.waitFor(() => expect(openOptionsPage).toHaveBeenCalledOnce());
    expect(sendMessage).not.toHaveBeenCalled();
  });

  it('offers to reload Skylark when the worker does not answer', () => {
    isWorkerAnswering.value = false;
    expect(show({ state: 'online' })).toContain('does not answer');
    page.querySelector('button')?.click();
    expect(extension.api.runtime.reload).toHaveBeenCalledOnce();
  });
});
