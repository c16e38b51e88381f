import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anna, fred, joe, team } from '../support/chat.ts';
import { extension } from '../support/extension.ts';
import { until } from '../support/mortal-worker.ts';
import { account, ask, type SignedIn, signIn } from '../support/signed-in.ts';

let place: SignedIn;
beforeEach(async () => {
  place = await signIn();
  place.server.names.set(joe, 'Joe').set(anna, 'Anna');
  extension.state.permissions.names.add('notifications');
  await extension.local.set({ settings: { showNotifications: true, notificationDetail: 'text' } });
});
afterEach(() => place.end());

const shown = () => [...extension.state.notices.values()];
const texts = () => shown().map(({ title, message }) => `${title}: ${message}`);

/** Waits until the worker has taken in everything that the server told so far. */
async function settled(): Promise<void> {
  const marker = place.server.post('8:marker', fred, 'marker');
  await until('it is settled', async () => {
    const messages = await place.database.getAll('messages');
    return place.server.isHolding() && messages.some((message) => message.id === marker.id);
  });
}

describe('a desktop notification', () => {
  it('tells who wrote what', async () => {
    await place.startOnline();
    place.server.post(joe, joe, 'Hello Fred', { senderName: 'Joe' });
    await until('it is shown', () => shown().length === 1);
    expect(texts()).toEqual(['Joe: Hello Fred']);
  });

  it('names the group too', async () => {
    const group = place.server.conversation(team);
    group.topic = 'Team chat';
    group.members = [fred, joe, anna].map((id) => ({ id, role: 'user' }));
    await place.startOnline();
    place.server.post(team, joe, 'Hello all', { senderName: 'Joe' });
    await until('it is shown', () => shown().length === 1);
    expect(texts()).toEqual(['Joe in Team chat: Hello all']);
  });

  it.each([
    ['sender', 'Joe: New message'],
    ['none', 'Skylark: New message'],
  ])('tells no more than the level "%s"', async (notificationDetail, expected) => {
    await extension.local.set({ settings: { showNotifications: true, notificationDetail } });
    await place.startOnline();
    place.server.post(joe, joe, 'secret', { senderName: 'Joe' });
    await until('it is shown', () => shown().length === 1);
    expect(texts()).toEqual([expected]);
  });

  it('is one per conversation, and one for all when there are many', async () => {
    const first = await place.startOnline();
    await settled();
    first.life.kill();
    for (let i = 0; i < 3; i += 1) place.server.post(joe, joe, `line ${i}`, { senderName: 'Joe' });
    await place.startOnline();
    await until('it is shown', () => shown().length === 1);
    expect(texts()).toEqual(['Joe: line 0\nline 1\nline 2']);
    const many = Array.from({ length: 6 }, (_, i) => `8:person.${i}`);
    for (const person of many) place.server.conversation(person);
    place.server.tell(
      ...many.map((person) => ({ type: 'message' as const, message: place.server.post(person, person, 'hi') })),
    );
    await until('a summary is shown', () => extension.state.notices.has('skylark'));
    expect(extension.state.notices.get('skylark')?.message).toMatch(/^\d new messages, in \d conversations$/);
  });

  it('is silent while sounds are off in the account', async () => {
    place.server.preferences.flags = [22];
    await place.startOnline();
    await until('the flags are read', async () => (await place.database.count('preferences')) === 1);
    place.server.post(joe, joe, 'quiet');
    await until('it is shown', () => shown().length === 1);
    expect(shown()[0]?.silent).toBe(true);
  });

  it('does not come in quiet hours, while the badge goes on counting; and comes again after them', async () => {
    const now = new Date();
    const minute = now.getHours() * 60 + now.getMinutes();
    const wholeDay = { isOn: true, from: minute, to: minute, days: [0, 1, 2, 3, 4, 5, 6] };
    await extension.local.set({ quietHours: wholeDay });
    await place.startOnline();
    const looks = vi.spyOn(extension.local, 'get');
    place.server.post(joe, joe, 'Are you asleep?', { senderName: 'Joe' });
    await until('the badge counts it', () => extension.state.badge === '1');
    await until('it is decided', () => looks.mock.calls.some(([key]) => key === 'quietHours'));
    looks.mockRestore();
    await settled();
    await extension.local.set({ quietHours: { ...wholeDay, isOn: false } });
    place.server.post(joe, joe, 'Good morning', { senderName: 'Joe' });
    await until('it is shown', () => shown().length === 1);
    expect(texts()).toEqual(['Joe: Good morning']);
    expect(extension.state.notified).toHaveLength(1);
  });

  it.each([[null], ['22:00'], [{ isOn: true }], [{ isOn: true, from: 0, to: 0, days: 'all' }]])(
    'comes when the stored quiet hours are none: %j',
    async (quietHours) => {
      await extension.local.set({ quietHours });
      await place.startOnline();
      place.server.post(joe, joe, 'Hello', { senderName: 'Joe' });
      await until('it is shown', () => shown().length === 1);
    },
  );

  it('is withdrawn when the message is read here, and when it is read elsewhere', async () => {
    const { worker } = await place.startOnline();
    const { order } = place.server.post(joe, joe, 'Hello');
    await until('it is shown', () => shown().length === 1);
    await ask(worker, 'conversation.seen', { account: account.id, conversation: joe, order });
    await until('it is gone', () => shown().length === 0);
    place.server.post(joe, joe, 'Hello again');
    await until('it is shown again', () => shown().length === 1);
    place.server.readElsewhere(joe);
    await until('it is gone again', () => shown().length === 0);
  });

  it('is withdrawn by the next worker too, and not repeated by it', async () => {
    await place.startOnline();
    place.server.post(joe, joe, 'Hello');
    await until('it is shown', () => shown().length === 1);
    await place.startOnline();
    await settled();
    expect(extension.state.notified).toHaveLength(1);
    place.server.readElsewhere(joe);
    await until('it is gone', () => shown().length === 0);
  });

  it('opens the conversation in the popup, or in a tab where the popup may not open', async () => {
    const { worker } = await place.startOnline();
    place.server.post(joe, joe, 'Hello');
    await until('it is shown', () => shown().length === 1);
    const [id = ''] = extension.state.notices.keys();
    await worker.onNotificationClicked(id);
    expect(extension.session.peek().openConversation).toEqual({ account: account.id, conversation: joe });
    expect(extension.state.openedPopups).toBe(1);
    expect(shown()).toEqual([]);
    extension.state.canOpenPopup = false;
    await worker.onNotificationClicked(id);
    await worker.onNotificationClicked(id);
    expect(extension.state.tabs.map((tab) => tab.url)).toEqual([`${extension.ownUrl}popup/index.html?view=tab`]);
  });

  it('comes after being away, for what was written meanwhile', async () => {
    const first = await place.startOnline();
    await settled();
    first.life.kill();
    place.server.post(joe, joe, 'while away', { senderName: 'Joe' });
    await place.startOnline();
    await until('it is shown', () => shown().length === 1);
    expect(texts()).toEqual(['Joe: while away']);
  });
});

describe('nothing is shown', () => {
  async function expectNothing(): Promise<void> {
    await settled();
    expect(extension.state.notified).toEqual([]);
  }

  it('of what was there at the first synchronisation', async () => {
    place.server.post(joe, joe, 'old');
    await place.startOnline();
    await expectNothing();
    expect(extension.state.badge).toBe('1');
  });

  it('of what was read elsewhere while away', async () => {
    const first = await place.startOnline();
    await settled();
    first.life.kill();
    place.server.post(joe, joe, 'while away');
    place.server.readElsewhere(joe);
    await place.startOnline();
    await expectNothing();
  });

  it('of older messages that are loaded', async () => {
    for (let i = 0; i < 30; i += 1) place.server.post(joe, joe, `old ${i}`);
    place.server.readElsewhere(joe);
    const { worker } = await place.startOnline();
    await ask(worker, 'conversation.loadOlder', { account: account.id, conversation: joe });
    await expectNothing();
  });

  it('of own messages, of muted conversations and while the account wants none', async () => {
    place.server.conversation(team).notifyLevel = 'none';
    await place.startOnline();
    place.server.post(joe, fred, 'mine');
    place.server.tell({ type: 'conversation', conversation: { id: team, notifyLevel: 'none' } });
    place.server.post(team, joe, 'muted', { mentions: [fred] });
    await expectNothing();
    place.server.preferences.flags = [21];
    const { worker } = await place.startOnline();
    await ask(worker, 'preferences.read', { account: account.id });
    place.server.post(joe, joe, 'not wanted');
    await expectNothing();
  });

  it('while it is switched off here, or the browser does not allow it', async () => {
    extension.state.permissions.names.delete('notifications');
    await place.startOnline();
    place.server.post(joe, joe, 'not allowed');
    await expectNothing();
    extension.state.permissions.names.add('notifications');
    await extension.local.set({ settings: { showNotifications: false } });
    place.server.post(joe, joe, 'switched off');
    await expectNothing();
  });
});
