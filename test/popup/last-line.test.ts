import '../support/extension.ts';
import { describe, expect, it } from 'vitest';
import type { MessageSummary } from '../../extension/database.ts';
import type { ListEntry } from '../../extension/queries.ts';
import { lastLine, typingSentence } from '../../popup/list/last-line.ts';
import type { ThreadActivity } from '../../src/model/message.ts';
import { anna, fred, joe, team } from '../support/chat.ts';
import { aConversation, account, anOutboxRow, people } from '../support/stored-chat.ts';

const nowMs = 1_000;
const summary = (parts: Partial<MessageSummary> = {}): MessageSummary => ({
  id: '1',
  order: 1,
  sender: joe,
  composedAtMs: 1,
  kind: 'text',
  text: 'hello',
  ...parts,
});

function line(
  message: Partial<MessageSummary> = {},
  parts: Partial<ListEntry> = {},
  kind: 'direct' | 'group' = 'direct',
) {
  const row = aConversation(kind === 'group' ? team : joe, { kind, lastMessage: summary(message) });
  const { prefix, text } = lastLine({ row, typing: [], ...parts }, people, nowMs);
  return prefix ? `${prefix}|${text}` : text;
}

const typing = (contact: string, untilMs = nowMs + 1) => ({ account, conversation: joe, contact, untilMs });

describe('the last line of a conversation', () => {
  it('names the sender in groups and the user everywhere', () => {
    expect(line()).toBe('hello');
    expect(line({}, {}, 'group')).toBe('Joe Bloggs|hello');
    expect(line({ sender: fred })).toBe('You|hello');
    expect(line({ sender: '8:kim', senderName: '8:kim' }, {}, 'group')).toBe('kim|hello');
  });

  it('puts typing before a failure, a failure before a draft, a draft before what is on its way', () => {
    const pending = anOutboxRow({ text: 'pending' });
    const failed = anOutboxRow({ text: 'failed', state: 'failed' });
    expect(line({}, { typing: [typing(joe)], pending: failed, draft: 'draft' })).toBe('Joe Bloggs is typing…');
    expect(line({}, { typing: [typing(joe, nowMs)], pending: failed, draft: 'draft' })).toBe('Not sent|failed');
    expect(line({}, { pending, draft: 'draft' })).toBe('Draft|draft');
    expect(line({}, { pending })).toBe('You|pending');
  });

  it('has words for every kind of message', () => {
    expect(line({ kind: 'picture', text: '' })).toBe('Picture');
    expect(line({ kind: 'file', text: 'minutes.pdf' })).toBe('File: minutes.pdf');
    expect(line({ kind: 'location', text: 'Old Town Hall' })).toBe('Location: Old Town Hall');
    expect(line({ kind: 'contacts', text: 'Mary Major' })).toBe('Contact details: Mary Major');
    expect(line({ kind: 'contacts', text: '8:mary.9' })).toBe('Contact details');
    expect(line({ kind: 'card', text: 'Sunny' })).toBe('Sunny');
    expect(line({ kind: 'card', text: '' })).toBe('Card');
    expect(line({ kind: 'unknown', text: '' })).toBe('This kind of message cannot be shown here yet');
    expect(line({ kind: 'location', text: '' })).toBe('Location');
    expect(line({ kind: 'call', call: 'missed', text: '' }, {}, 'group')).toBe('Missed call');
    expect(line({ kind: 'deleted', text: '' })).toBe('This message was deleted');
    expect(line({ kind: 'unknown', text: '' })).toBe('This kind of message cannot be shown here yet');
    expect(line({ text: '' })).toBe('Empty message');
    expect(line({ isAction: true, text: 'waves' })).toBe('Joe Bloggs waves');
  });

  it.each<[ThreadActivity, string]>([
    [{ type: 'topic', by: joe, value: 'Plans' }, 'Joe Bloggs named the group “Plans”'],
    [{ type: 'topic', by: fred, value: '' }, 'You removed the name of the group'],
    [{ type: 'added', by: joe, targets: [fred, anna] }, 'Joe Bloggs added you and Anna Cooper'],
    [{ type: 'added', by: joe, targets: [anna, '8:x', '8:y', '8:z'] }, 'Joe Bloggs added Anna Cooper, x and 2 others'],
    [{ type: 'removed', by: anna, targets: [anna] }, 'Anna Cooper left'],
    [{ type: 'role', by: fred, target: anna, role: 'admin' }, 'You made Anna Cooper an administrator'],
    [{ type: 'joining', by: joe, isEnabled: false }, 'Joe Bloggs stopped joining by link'],
    [{ type: 'history', by: joe, isDisclosed: true }, 'Joe Bloggs made earlier messages visible to new members'],
  ])('says what happened: %j', (activity, sentence) => {
    expect(line({ kind: 'activity', activity, text: '' }, {}, 'group')).toBe(sentence);
  });

  it('counts those who type', () => {
    expect(typingSentence(people, [], nowMs)).toBeUndefined();
    expect(typingSentence(people, [typing(joe), typing(anna)], nowMs)).toBe('Joe Bloggs and Anna Cooper are typing…');
    expect(
      typingSentence(
        people,
        [joe, anna, '8:x'].map((id) => typing(id)),
        nowMs,
      ),
    ).toBe('Several people are typing…');
  });
});
