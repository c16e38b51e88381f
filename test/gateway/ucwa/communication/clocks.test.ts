// What time does to invitations (ucwa.md 4.4), and what several clients of one user are to each other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserIdentity } from '../../../../gateway/identity/users.ts';
import { befriend, listen } from '../../messaging/client.ts';
import { at, type Desk, href } from '../desk.ts';
import { call, connectPhone, embedded, find, linesOf, openExchange, takeCall } from './phone.ts';

let desk: Desk;
let count = 0;

async function friends(): Promise<[UserIdentity, UserIdentity]> {
  count += 1;
  const [fred, joe] = [await desk.settle(`fred.${count}`, 'fred'), await desk.settle(`joe.${count}`, 'joe')];
  await befriend(desk.gateway, fred, joe);
  return [fred, joe];
}

describe('an invitation that nobody answers', () => {
  beforeAll(async () => {
    desk = await openExchange({ invitationMs: 700 });
  }, 60_000);
  afterAll(() => desk.gateway.close());

  it('ends on both sides, with a reason', async () => {
    const [fred, joe] = await friends();
    const [caller, callee] = [await connectPhone(desk, fred), await connectPhone(desk, joe)];
    const location = await call(caller, callee.uri);
    expect(linesOf(await caller.until('communication: conversation deleted')).slice(-4)).toEqual([
      'communication: messagingInvitation completed Failed Failure Timeout',
      'conversation: messaging updated Disconnected Timeout',
      'communication: conversation updated Disconnected Timeout',
      'communication: conversation deleted',
    ]);
    await callee.until('communication: messagingInvitation completed Failed Failure Missed');
    expect((await caller.must('GET', location)).json).toMatchObject({ state: 'Failed', operationId: 'op-1' });
  });

  it('is followed by another one for what was said meanwhile, so that nothing is lost', async () => {
    const [fred, joe] = await friends();
    const skype = await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, fred);
    await skype.send(fred.mri, 'first');
    const before = await phone.until('communication: messagingInvitation started');
    expect(href(embedded(before, 'communication: messagingInvitation started'), 'message')).toContain('first');
    await skype.send(fred.mri, 'second');
    const after = await phone.until('communication: messagingInvitation started');
    expect(linesOf(after)).toContain('communication: messagingInvitation completed Failed Failure Missed');
    const invitation = embedded(after, 'communication: messagingInvitation started');
    expect(href(invitation, 'message')).toContain('second');
    await phone.must('POST', href(invitation, 'accept'));
    const told = await phone.until('conversation: message completed');
    expect(told.filter(({ line }) => line.startsWith('conversation: message '))).toHaveLength(1);
  });
});

describe('several clients of one user', () => {
  beforeAll(async () => {
    desk = await openExchange();
  }, 60_000);
  afterAll(() => desk.gateway.close());

  it('ring all, and stop when one of them answers', async () => {
    const [fred, joe] = await friends();
    const caller = await connectPhone(desk, fred);
    const here = await connectPhone(desk, joe, { endpointId: 'here' });
    const there = await connectPhone(desk, joe, { endpointId: 'there' });
    await call(caller, here.uri);
    await there.until('communication: messagingInvitation started');
    await takeCall(here);
    expect(linesOf(await there.until('communication: conversation deleted'))).toContain(
      'communication: messagingInvitation completed Cancelled Failure ConnectedElsewhere',
    );
    await caller.until('communication: messagingInvitation completed Connected Success');
  });

  it('do not ring for what is said in a chat that one of them has open', async () => {
    const [fred, joe] = await friends();
    const skype = await listen(desk.gateway, fred);
    const here = await connectPhone(desk, joe, { endpointId: 'here' });
    await skype.send(joe.mri, 'one');
    await takeCall(here);
    const there = await connectPhone(desk, joe, { endpointId: 'there' });
    await skype.send(joe.mri, 'two');
    await here.until('conversation: message completed');
    expect(linesOf(await there.drain()).filter((line) => line.includes('Invitation'))).toEqual([]);
  });

  it('tell what the user wrote with a Skype client, and take it for the answer to a ringing invitation', async () => {
    const [fred, joe] = await friends();
    const other = await listen(desk.gateway, fred);
    const own = await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, joe);
    await other.send(joe.mri, 'hello');
    await phone.until('communication: messagingInvitation started');
    await own.send(fred.mri, 'hello from my other client');
    await phone.until('communication: messagingInvitation completed Cancelled Failure ConnectedElsewhere');
    await other.send(joe.mri, 'again');
    await takeCall(phone);
    await phone.drain();
    await own.send(fred.mri, 'me again');
    const message = embedded(await phone.until('conversation: message completed'), 'conversation: message completed');
    expect(message).toMatchObject({ direction: 'Outgoing' });
    expect(href(message, 'plainMessage')).toContain('me+again');
  });

  it('are called at once when one of them speaks the Skype protocol', async () => {
    const [fred, joe] = await friends();
    const caller = await connectPhone(desk, fred);
    await listen(desk.gateway, joe);
    const phone = await connectPhone(desk, joe);
    await call(caller, phone.uri);
    await caller.until('communication: messagingInvitation completed Connected Success');
    expect(linesOf(await phone.drain()).filter((line) => line.includes('Invitation'))).toEqual([]);
  });
});

describe('crossing and repeating', () => {
  beforeAll(async () => {
    desk = await openExchange();
  }, 60_000);
  afterAll(() => desk.gateway.close());

  it('takes a call back as the answer to a call', async () => {
    const [fred, joe] = await friends();
    const [one, two] = [await connectPhone(desk, fred), await connectPhone(desk, joe)];
    await call(one, two.uri);
    await call(two, one.uri);
    await one.until('communication: messagingInvitation completed Connected Success');
    const told = linesOf(await two.drain());
    expect(
      told.filter((line) => line === 'communication: messagingInvitation completed Connected Success'),
    ).toHaveLength(2);
    expect(told.filter((line) => line.startsWith('communication: conversation added'))).toHaveLength(1);
  });

  it('leads to the conversation that is open already', async () => {
    const [fred, joe] = await friends();
    const phone = await connectPhone(desk, fred);
    await listen(desk.gateway, joe);
    const to = `sip:${joe.name}@skylark.example`;
    await call(phone, to);
    const first = await phone.until('communication: messagingInvitation completed');
    await call(phone, to, { operationId: 'op-2' });
    const second = await phone.until('communication: messagingInvitation completed');
    expect(linesOf(second)).toEqual([
      'communication: messagingInvitation started Connecting',
      'communication: messagingInvitation completed Connected Success',
    ]);
    expect(href(find(second, 'communication: messagingInvitation started').embedded, 'conversation')).toBe(
      find(first, 'communication: conversation added').href,
    );
    const { json } = await phone.must('GET', phone.link('conversations'));
    expect(at(json, '_links', 'conversation')).toHaveLength(1);
  });

  it('works for an application that only lurks, for what it started itself', async () => {
    const [fred, joe] = await friends();
    const lurker = await connectPhone(desk, fred, { isAvailable: false });
    const skype = await listen(desk.gateway, joe);
    await skype.send(fred.mri, 'nobody is told');
    await call(lurker, `sip:${joe.name}@skylark.example`);
    const told = await lurker.until('communication: messagingInvitation completed Connected Success');
    expect(linesOf(told)[0]).toBe('communication: messagingInvitation started Connecting');
    await skype.send(fred.mri, 'the answer');
    const message = embedded(await lurker.until('conversation: message completed'), 'conversation: message completed');
    expect(href(message, 'plainMessage')).toContain('the+answer');
  });

  it('tells a refusal of the other side as the reason', async () => {
    const [fred, joe] = await friends();
    const phone = await connectPhone(desk, fred);
    await desk.gateway.context.database.query('update contacts set is_blocked = true where user_id = $1 and mri = $2', [
      joe.userId,
      fred.mri,
    ]);
    await call(phone, `sip:${joe.name}@skylark.example`);
    const told = await phone.until('communication: messagingInvitation completed');
    expect(linesOf(told).at(-1)).toMatch(/completed Failed Failure NotAllowed|conversation deleted/);
    expect(linesOf(told)).toContain('communication: messagingInvitation completed Failed Failure NotAllowed');
  });
});

describe('what was said while nobody was there', () => {
  beforeAll(async () => {
    desk = await openExchange();
  }, 60_000);
  afterAll(() => desk.gateway.close());

  it('invites the next application of the user, with every message after the acceptance', async () => {
    const [fred, joe] = await friends();
    const skype = await listen(desk.gateway, joe);
    const first = await connectPhone(desk, fred);
    await skype.send(fred.mri, 'told');
    await takeCall(first);
    await first.must('DELETE', href(first.application, 'self'));
    await skype.send(fred.mri, 'one');
    await skype.send(fred.mri, 'two');
    const next = await connectPhone(desk, fred, { isAvailable: false });
    await next.must('POST', href(at(next.application, '_embedded', 'me'), 'makeMeAvailable'), {});
    const told = await takeCall(next);
    expect(href(embedded(told, 'communication: messagingInvitation started'), 'message')).toContain('one');
    const messages = [...told, ...(await next.drain())].filter(({ line }) => line.startsWith('conversation: message '));
    expect(messages.map(({ embedded: message }) => href(message, 'plainMessage').split(',')[1])).toEqual([
      'one',
      'two',
    ]);
  });

  it('invites to nothing that was read or answered with another client', async () => {
    const [fred, joe] = await friends();
    const skype = await listen(desk.gateway, joe);
    const own = await listen(desk.gateway, fred);
    const first = await connectPhone(desk, fred);
    await first.must('DELETE', href(first.application, 'self'));
    await skype.send(fred.mri, 'question');
    await own.send(joe.mri, 'answer');
    const next = await connectPhone(desk, fred, { isAvailable: false });
    await next.must('POST', href(at(next.application, '_embedded', 'me'), 'makeMeAvailable'), {});
    expect(linesOf(await next.drain()).filter((line) => line.includes('Invitation'))).toEqual([]);
  });
});
