// What the search has found, shrunk to what matters: each of these lost something once.
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../src/service/error.ts';
import { createConnection } from '../../src/skype/client/connection.ts';
import { createContactOperations } from '../../src/skype/client/people.ts';
import { joe } from '../support/chat.ts';
import { Figures } from './effort.ts';
import { liveThrough } from './life.ts';
import type { Plan as SkypePlan } from './skype-steps.ts';
import { SkypeWorld } from './skype-world.ts';
import type { Plan as UcwaPlan } from './ucwa-steps.ts';
import { UcwaWorld } from './ucwa-world.ts';

const calm = { seed: 1, calmAfter: 0 };
const skypeManners = {
  ...{ knowsClientIds: true, tellsConversations: false, editsUnderOwnId: false, pageSize: 100 },
  continuesWith: 'syncState' as const,
};
const skype = (steps: SkypePlan['steps'], before = 0, order = calm) =>
  liveThrough(new SkypeWorld({ order, manners: skypeManners, before, steps }), new Figures());
const ucwa = (steps: UcwaPlan['steps'], manners = { knowsOperations: true, embeds: true }, order = calm) =>
  liveThrough(new UcwaWorld({ order, manners, steps }), new Figures());

describe('catching up, when one conversation is answered by something else than the server', () => {
  it('leaves no gap there', async () => {
    const order = { seed: -328551778, calmAfter: 184 };
    const found = await skype(
      [
        { turns: 43, ms: 0, action: { do: 'sleep', ms: 5_005 } },
        { turns: 70, ms: 0, action: { do: 'fault', on: '/conversations', kind: 'HTML' } },
        { turns: 48, ms: 10, action: { do: 'change', in: 1, pick: 4, isDeletion: true } },
      ],
      8,
      order,
    );
    expect(found).toEqual([]);
  });
});

describe('a read position that a page of a proxy was the answer to', () => {
  it('is told again', async () => {
    const found = await skype([
      { turns: 0, ms: 0, action: { do: 'post', in: 0, isMention: false, times: 1 } },
      { turns: 0, ms: 913, action: { do: 'kill' } },
      { turns: 0, ms: 0, action: { do: 'fault', on: '/properties', kind: 'HTML' } },
      { turns: 0, ms: 0, action: { do: 'see', in: 0, back: 0 } },
      { turns: 0, ms: 283, action: { do: 'wake' } },
    ]);
    expect(found).toEqual([]);
  });
});

describe('asking who people are, when the server does not even say what it is', () => {
  it('fails once, and leaves nothing behind that fails unseen', async () => {
    const unseen: unknown[] = [];
    const note = (reason: unknown) => void unseen.push(reason);
    process.on('unhandledRejection', note);
    const contacts = createContactOperations(
      createConnection({
        server: 'http://127.0.0.1:8787',
        transport: async () => Promise.reject(new ServiceError('network', 'no reply')),
        readToken: async () => 'token',
        session: { read: async () => undefined, write: async () => undefined },
        nowMs: () => 0,
        sha256: async (bytes) => bytes,
      }),
    );
    await expect(contacts.resolve([joe])).rejects.toMatchObject({ kind: 'network' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unseen).toEqual([]);
  });
});

describe('the text of an invitation over UCWA', () => {
  it('is shown although the conversation was listed before it was told, and over before it was accepted', async () => {
    const order = { seed: -1795400752, calmAfter: 178 };
    const steps: UcwaPlan['steps'] = [
      { turns: 29, ms: 0, action: { do: 'see', who: 0, back: 3 } },
      { turns: 57, ms: 0, action: { do: 'type', who: 1 } },
      { turns: 55, ms: 0, action: { do: 'say', who: 0, times: 1 } },
      { turns: 10, ms: 0, action: { do: 'clock', byMs: 3_600_000 } },
      { turns: 0, ms: 0, action: { do: 'sleep', ms: 204_095 } },
    ];
    expect(await ucwa(steps, { knowsOperations: false, embeds: true }, order)).toEqual([]);
  });
});

describe('the text of an invitation over UCWA that cannot be accepted any more', () => {
  it('is shown, although nobody tells what became of the invitation', async () => {
    const found = await ucwa(
      [
        { turns: 0, ms: 3_000, action: { do: 'fault', on: '/events', kind: 'refused' } },
        { turns: 0, ms: 0, action: { do: 'kill' } },
        { turns: 0, ms: 0, action: { do: 'say', who: 0, times: 1 } },
        { turns: 0, ms: 0, action: { do: 'resume' } },
        { turns: 0, ms: 0, action: { do: 'resync' } },
        { turns: 0, ms: 0, action: { do: 'fault', on: '/events', kind: 'refused' } },
      ],
      { knowsOperations: false, embeds: false },
      { seed: 1971647404, calmAfter: 0 },
    );
    expect(found).toEqual([]);
  });
});

describe('an own message over UCWA', () => {
  it('is shown although the clock is an hour behind that of the server', async () => {
    const found = await ucwa([
      { turns: 0, ms: 0, action: { do: 'clock', byMs: -3_600_000 } },
      { turns: 0, ms: 0, action: { do: 'type', who: 0 } },
    ]);
    expect(found).toEqual([]);
  });

  it('is shown although the application was replaced while the outcome of an earlier try was awaited', async () => {
    const found = await ucwa(
      [
        { turns: 0, ms: 0, action: { do: 'type', who: 0 } },
        { turns: 0, ms: 0, action: { do: 'fault', on: '/messages', kind: '429 date' } },
        { turns: 0, ms: 527, action: { do: 'fault', on: '', kind: 'lost' } },
        { turns: 0, ms: 0, action: { do: 'endApplication' } },
        { turns: 2, ms: 0, action: { do: 'say', who: 1, times: 1 } },
      ],
      { knowsOperations: false, embeds: true },
      { seed: 2147483631, calmAfter: 0 },
    );
    expect(found).toEqual([]);
  });

  it('does not wait for an hour when the first reply shows that the clock is an hour ahead', async () => {
    const found = await ucwa(
      [
        { turns: 0, ms: 3_000, action: { do: 'clock', byMs: 3_600_000 } },
        { turns: 0, ms: 0, action: { do: 'type', who: 0 } },
        { turns: 27, ms: 0, action: { do: 'endApplication' } },
      ],
      { knowsOperations: false, embeds: false },
      { seed: -520614980, calmAfter: 0 },
    );
    expect(found).toEqual([]);
  });

  it('is shown as not sent, and not as sent, when a page of a proxy was the answer', async () => {
    const order = { seed: 5, calmAfter: 0 };
    const found = await ucwa(
      [
        { turns: 0, ms: 4_000, action: { do: 'fault', on: '/messages', kind: 'HTML' } },
        { turns: 0, ms: 0, action: { do: 'type', who: 0 } },
        { turns: 0, ms: 30_000, action: { do: 'wake' } },
      ],
      { knowsOperations: true, embeds: true },
      order,
    );
    expect(found).toEqual([]);
  });
});
