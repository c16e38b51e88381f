// The session between two lives of the worker: written by several at once, readable by nobody else.
import { describe, expect, it } from 'vitest';
import {
  changeSession,
  endSession,
  readSession,
  requireSession,
  type Session,
  writeSession,
} from '../../../src/ucwa/client/session.ts';

const session: Session = {
  applicationHref: 'https://pool.example.org/a/1',
  eventsHref: 'https://pool.example.org/a/1/events',
  links: { application: {}, me: {}, people: {}, communication: {} },
  contacts: {},
  ownUri: 'sip:ana@example.org',
  ownName: 'Ana',
  presence: [],
  contactsUntilMs: 0,
  reportedAtMs: 0,
  sent: {},
  leaving: {},
};

function createStore(kept?: unknown) {
  let state = kept;
  return {
    read: async () => structuredClone(state),
    write: async (next: unknown) => {
      await Promise.resolve();
      state = structuredClone(next);
    },
  };
}

describe('a session', () => {
  it('is read as it was written', async () => {
    const store = createStore();
    expect(await readSession(store)).toBeUndefined();
    await writeSession(store, session);
    expect(await requireSession(store)).toEqual(session);
  });

  it.each([[undefined], [null], [7], [{}], [{ ...session, links: {} }], [{ ...session, applicationHref: 1 }]])(
    'that reads %j is none',
    async (kept) => {
      await expect(requireSession(createStore(kept))).rejects.toMatchObject({ kind: 'session-lost' });
    },
  );

  it('loses no change of those who change it at the same time', async () => {
    const store = createStore(session);
    const add = (id: string) =>
      changeSession(store, session.applicationHref, ({ contacts }) => ({
        contacts: { ...contacts, [id]: { self: id } },
      }));
    await Promise.all(['sip:a@x', 'sip:b@x', 'sip:c@x'].map(add));
    expect(Object.keys((await requireSession(store)).contacts)).toEqual(['sip:a@x', 'sip:b@x', 'sip:c@x']);
  });

  it('is not changed and not ended by whoever knew another application', async () => {
    const store = createStore(session);
    await changeSession(store, 'https://pool.example.org/a/0', () => ({ ownName: 'x' }));
    await endSession(store, 'https://pool.example.org/a/0');
    expect(await requireSession(store)).toEqual(session);
    await endSession(store, session.applicationHref);
    expect(await readSession(store)).toBeUndefined();
  });

  it('that was ended stays so', async () => {
    const store = createStore(session);
    const ending = writeSession(store, undefined);
    await Promise.all([ending, changeSession(store, session.applicationHref, () => ({ reportedAtMs: 1 }))]);
    expect(await readSession(store)).toBeUndefined();
  });

  it('goes on being changed after a write that failed', async () => {
    const store = createStore(session);
    let isBroken = true;
    const breaking = {
      ...store,
      write: async (next: unknown) => {
        if (isBroken) throw new Error('quota');
        await store.write(next);
      },
    };
    await expect(changeSession(breaking, session.applicationHref, () => ({ reportedAtMs: 1 }))).rejects.toThrow(
      'quota',
    );
    isBroken = false;
    await changeSession(breaking, session.applicationHref, () => ({ reportedAtMs: 2 }));
    expect((await requireSession(breaking)).reportedAtMs).toBe(2);
  });
});
