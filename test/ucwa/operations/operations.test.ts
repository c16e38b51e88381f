// What pages do at once with a UCWA account, against a scripted worker: which link is followed with what, and how answers are read.
import { describe, expect, it } from 'vitest';
import { parseMarkup } from '../../../src/markup/message-markup.ts';
import { ServiceError } from '../../../src/service/error.ts';
import type { AccountOperations, DirectReply, DirectRequest } from '../../../src/service/operations.ts';
import { createUcwaOperations } from '../../../src/ucwa/operations/operations.ts';

const own = 'sip:fred.2@skylark.example';
const joe = 'sip:joe.4@skylark.example';

type Answer = unknown | ((request: DirectRequest) => DirectReply);

/** Operations whose requests are answered with these resources, by place and path without its query. */
function operations(answers: Record<string, Answer> = {}) {
  const asked: DirectRequest[] = [];
  let serial = 0;
  const made = createUcwaOperations(
    async (request) => {
      asked.push(request);
      const answer = answers[`${request.place} ${request.path.replace(/\?.*/, '')}`];
      if (typeof answer === 'function') return (answer as (request: DirectRequest) => DirectReply)(request);
      return { text: answer === undefined ? '' : JSON.stringify(answer) };
    },
    own,
    () => `operation-${++serial}`,
  ) as Required<Pick<AccountOperations, 'composing' | 'people' | 'directory' | 'participants' | 'notes'>>;
  return { ...made, asked };
}

const refused = (kind: 'not-found' | 'forbidden') => () => {
  throw new ServiceError(kind, 'refused');
};

describe('what UCWA does not have', () => {
  it('is absent from the operations', () => {
    const { asked: _, ...made } = operations();
    expect(Object.keys(made).sort()).toEqual(['composing', 'directory', 'notes', 'participants', 'people']);
    const { editing, files, shareContacts, carries } = made.composing;
    expect([editing, files, shareContacts]).toEqual([undefined, undefined, undefined]);
    expect(carries).toEqual({ quotes: false, mentions: false });
    expect(made.directory.suggest).toBeUndefined();
  });
});

describe('a composed message', () => {
  const { composing } = operations();

  it.each([
    ['hello', 'hello'],
    ['a < b & "c"', 'a < b & "c"'],
    ['two\nlines', 'two\nlines'],
    ['see https://example.org/a_b_c', 'see https://example.org/a_b_c'],
    ['fine :) (y)', 'fine 🙂 👍'],
    ['2*3*4 snake_case', '2*3*4 snake_case'],
    ['@Joe look', '@Joe look'],
  ])('%j is plain text %j', (typed, content) => {
    expect(composing.compose(typed)).toEqual({ messagetype: 'text/plain', content });
  });

  it.each([
    ['*so* it is', '<span><b>so</b> it is</span>'],
    ['_one_\n~two~', '<span><i>one</i><br/><s>two</s></span>'],
    ['*a < b*', '<span><b>a &lt; b</b></span>'],
    ['`x < y`', '<span><pre>x &lt; y</pre></span>'],
    ['{code}one\ntwo{code}', '<span><pre>one\ntwo</pre></span>'],
    ['*yes* :)', '<span><b>yes</b> 🙂</span>'],
    ['*see* https://example.org/?a=1&b=2', /<a href="https:\/\/example\.org\/\?a=1&amp;b=2">/],
  ])('%j has formatting, so it is HTML', (typed, content) => {
    const composed = composing.compose(typed);
    expect(composed.messagetype).toBe('text/html');
    if (typeof content === 'string') expect(composed.content).toBe(content);
    else expect(composed.content).toMatch(content);
  });

  it('never lets typed markup become markup', () => {
    const { content } = composing.compose('*x* <img src=x onerror=alert(1)> <b raw_pre="*">y</b>');
    expect(content.replace(/<\/?(span|b)>/g, '')).not.toMatch(/[<>]/);
  });

  it('comes back as the text that was typed', () => {
    const { content } = composing.compose('*so* it is');
    expect(composing.textOf(parseMarkup(content)).text).toBe('*so* it is');
  });
});

describe('people', () => {
  const contact = {
    rel: 'contact',
    uri: 'SIP:Joe.4@skylark.example',
    name: 'Joe Bloggs',
    title: 'Engineer',
    department: 'Bridges',
    company: 'Skylark',
    office: '4.12',
    emailAddresses: ['joe@example.org'],
    workPhoneNumber: 'tel:+14255550101;ext=12',
    mobilePhoneNumber: 'tel:+14255550102',
    _links: { self: { href: '/people/joe' } },
  };

  it('are read along the link of their contact', async () => {
    const { people, asked } = operations({ 'contact /self': contact });
    expect(await people.readProfile(joe)).toEqual({
      access: 'full',
      profile: {
        contact: joe,
        name: 'Joe Bloggs',
        places: [],
        phones: [
          { kind: 'work', number: '+14255550101' },
          { kind: 'mobile', number: '+14255550102' },
        ],
        emails: ['joe@example.org'],
        company: 'Skylark',
        department: 'Bridges',
        jobTitle: 'Engineer',
        office: '4.12',
      },
    });
    expect(asked).toEqual([{ place: 'contact', method: 'GET', path: '/self?uri=sip%3Ajoe.4%40skylark.example' }]);
  });

  it('are the user by the resource "me"', async () => {
    const { people, asked } = operations({ 'me /self': { rel: 'me', name: 'Fred Adams', uri: own } });
    expect((await people.readProfile(own)).profile.name).toBe('Fred Adams');
    expect(asked[0]).toMatchObject({ place: 'me', path: '/self' });
  });

  it('are nobody where the answer names nobody, and unreadable where it is no resource', async () => {
    await expect(operations({ 'contact /self': { rel: 'contact' } }).people.readProfile(joe)).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(
      operations({ 'contact /self': () => ({ text: '<html>' }) }).people.readProfile(joe),
    ).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('are found in the address book: whoever can be written to, once, the user aside', async () => {
    const telephone = { rel: 'contact', uri: 'tel:+1425', name: 'Reception' };
    const found = {
      rel: 'search',
      _embedded: { contact: [contact, telephone, { ...contact }, { uri: own, name: 'Fred' }] },
    };
    const { directory, asked } = operations({ 'people /search': found });
    expect(await directory.search('joe & co')).toEqual([
      { contact: joe, name: 'Joe Bloggs', about: 'Engineer · Bridges · Skylark' },
    ]);
    expect(new URLSearchParams(asked[0]?.path.replace(/.*\?/, '')).get('query')).toBe('joe & co');
  });

  it('are none where the server embeds nothing', async () => {
    const { directory } = operations({ 'people /search': { rel: 'search', moreResultsAvailable: false } });
    expect(await directory.search('nobody')).toEqual([]);
  });
});

describe('the chat of a conversation', () => {
  const conversation = 'conf:thread-1';
  const path = (rel: string) => `/${rel}?conversation=conf%3Athread-1`;

  it.each([
    ['add', 'POST', 'addParticipant', { operationId: 'operation-1', to: joe }],
    ['leaveChat', 'POST', 'stopMessaging', undefined],
    ['joinChat', 'POST', 'addMessaging', { operationId: 'operation-1' }],
    ['leave', 'DELETE', 'self', undefined],
  ] as const)('%s is %s along the link %s', async (name, method, rel, json) => {
    const { participants, asked } = operations();
    await participants[name](conversation, joe);
    expect(asked).toEqual([{ place: 'conversation', method, path: path(rel), ...(json && { json }) }]);
  });

  it('is left also when it is over already, and joined only while it goes on', async () => {
    const over = operations({
      'conversation /stopMessaging': refused('not-found'),
      'conversation /self': refused('not-found'),
      'conversation /addMessaging': refused('not-found'),
    });
    await over.participants.leaveChat(conversation);
    await over.participants.leave(conversation);
    await expect(over.participants.joinChat(conversation)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('is not left when the server refuses', async () => {
    const { participants } = operations({ 'conversation /stopMessaging': refused('forbidden') });
    await expect(participants.leaveChat(conversation)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('the own note and location', () => {
  it('are read together', async () => {
    const { notes } = operations({
      'me /note': { rel: 'note', message: 'Back on Monday ', type: 'OutOfOffice' },
      'me /location': { rel: 'location', location: 'Helsinki' },
    });
    expect(await notes.read()).toEqual({ note: 'Back on Monday', kind: 'out-of-office', location: 'Helsinki' });
    const empty = operations({ 'me /note': { rel: 'note', type: 'Personal' }, 'me /location': { rel: 'location' } });
    expect(await empty.notes.read()).toEqual({ note: '', kind: 'personal', location: '' });
  });

  it('are written, and taken away by a request without a body', async () => {
    const { notes, asked } = operations();
    await notes.setNote(' Writing ');
    await notes.setNote('');
    await notes.setLocation('x'.repeat(70));
    await notes.setLocation(' ');
    expect(asked).toEqual([
      { place: 'me', method: 'POST', path: '/note', json: { message: 'Writing' } },
      { place: 'me', method: 'POST', path: '/note' },
      { place: 'me', method: 'POST', path: '/location', json: { location: 'x'.repeat(60) } },
      { place: 'me', method: 'POST', path: '/location' },
    ]);
  });
});
