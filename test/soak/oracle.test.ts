// An oracle that finds nothing proves nothing: it must find each kind of fault where there is one.
import { describe, expect, it } from 'vitest';
import { badgeOf, type Evidence, isClean, judge } from '../../soak/oracle.ts';
import type { StoredMessage } from '../../soak/stored.ts';

const joe = '8:joe.4';
const aMessage = (order: number, text: string, parts: Partial<StoredMessage> = {}): StoredMessage => ({
  conversation: joe,
  id: String(order),
  order,
  sender: joe,
  text,
  incoming: 1,
  ...parts,
});
const sent = (text: string) => ({ conversation: joe, sender: joe, text });

/** Two messages of Joe, the second unread, and one of the user. */
function evidence(parts: Partial<Evidence> = {}, messages?: StoredMessage[]): Evidence {
  const own = aMessage(3, 'fred 1 of 5', { sender: '8:fred.2', incoming: 0 });
  return {
    acknowledged: [sent('joe.4 1'), sent('joe.4 2')],
    unknown: [sent('joe.4 3')],
    about: 'install 1, skype',
    owner: '8:fred.2',
    typed: [{ conversation: joe, text: 'fred 1 of 5' }],
    typedByAll: ['fred 1 of 5'],
    atServer: ['fred 1 of 5'],
    badge: '1',
    unreadElsewhere: 0,
    shown: new Map([[joe, ['joe.4 1', 'joe.4 2', 'fred 1 of 5']]]),
    stored: {
      messages: messages ?? [aMessage(1, 'joe.4 1'), aMessage(2, 'joe.4 2'), own],
      conversations: [{ id: joe, unread: 1, readUpTo: 1 }],
      outbox: [],
    },
    ...parts,
  };
}

describe('the oracle of the soak test', () => {
  it('finds nothing where all is well, whether or not a message without an answer arrived', () => {
    expect(isClean(judge(evidence()))).toBe(true);
  });

  it('finds a message that was lost', () => {
    expect(judge(evidence({}, [aMessage(2, 'joe.4 2')]))).toMatchObject({ lost: 1 });
  });

  it('finds a message that is there twice, under one id or under two', () => {
    const first = [aMessage(1, 'joe.4 1'), aMessage(2, 'joe.4 2')];
    expect(judge(evidence({}, [...first, aMessage(4, 'joe.4 1')]))).toMatchObject({ duplicated: 1, outOfOrder: 1 });
    expect(judge(evidence({}, [...first, aMessage(2, 'joe.4 2')]))).toMatchObject({ duplicated: 2 });
  });

  it('finds a message without an answer that arrived twice', () => {
    const messages = [aMessage(1, 'joe.4 1'), aMessage(2, 'joe.4 2'), aMessage(4, 'joe.4 3'), aMessage(5, 'joe.4 3')];
    expect(judge(evidence({}, messages))).toMatchObject({ duplicated: 1 });
  });

  it('finds a text that nobody sent', () => {
    expect(judge(evidence({}, [aMessage(1, 'joe.4 1'), aMessage(2, 'joe.4')]))).toMatchObject({ torn: 1, lost: 1 });
  });

  it('finds messages in another order than they were sent', () => {
    expect(judge(evidence({}, [aMessage(2, 'joe.4 1'), aMessage(1, 'joe.4 2')]))).toMatchObject({ outOfOrder: 1 });
  });

  it('finds a wrong unread count and a wrong badge', () => {
    const conversations = [{ id: joe, unread: 2, readUpTo: 1 }];
    expect(judge(evidence({ stored: { ...evidence().stored, conversations } }))).toMatchObject({ wrongUnread: 1 });
    expect(judge(evidence({ badge: '' }))).toMatchObject({ wrongBadge: 1 });
  });

  it('finds what the popup does not show, or shows twice', () => {
    const shown = new Map([[joe, ['joe.4 1', 'joe.4 1', 'fred 1 of 5']]]);
    expect(judge(evidence({ shown }))).toMatchObject({ wrongShown: 2 });
  });

  it('finds what was typed and is neither at the server nor visible as not sent, and what is there twice', () => {
    expect(judge(evidence({ atServer: [] }))).toMatchObject({ typedLost: 1 });
    const outbox = [{ conversation: joe, text: 'fred 1 of 5', state: 'failed' }];
    expect(judge(evidence({ atServer: [], stored: { ...evidence().stored, outbox } }))).toMatchObject({
      typedLost: 0,
      typedNotSent: 1,
    });
    expect(judge(evidence({ atServer: ['fred 1 of 5', 'fred 1 of 5'] }))).toMatchObject({ typedTwice: 1 });
  });

  it('finds what was typed and overtaken by a later text, in one conversation but not in two', () => {
    const typed = [1, 2].map((count) => ({ conversation: joe, text: `fred ${count} of 5` }));
    const atServer = ['fred 2 of 5', 'fred 1 of 5'];
    const typedByAll = [...atServer];
    expect(judge(evidence({ typed, typedByAll, atServer }))).toMatchObject({ typedOutOfOrder: 1, typedTwice: 0 });
    const apart = typed.map((one, index) => ({ ...one, conversation: `8:somebody.${index}` }));
    expect(judge(evidence({ typed: apart, typedByAll, atServer }))).toMatchObject({ typedOutOfOrder: 0 });
  });

  it('counts what is unread in other accounts for the badge', () => {
    expect(judge(evidence({ unreadElsewhere: 2, badge: '3' }))).toMatchObject({ wrongBadge: 0 });
    expect(judge(evidence({ unreadElsewhere: 2 }))).toMatchObject({ wrongBadge: 1 });
  });

  it('knows what the badge shows for a number', () => {
    expect([0, 1, 99, 100].map(badgeOf)).toEqual(['', '1', '99', '99+']);
  });
});
