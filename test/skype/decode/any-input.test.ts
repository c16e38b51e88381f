// Whatever a server sends, decoding answers: events of the model, or a record of what was wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../../src/model/event.ts';
import { decodeContactList, decodeProfile } from '../../../src/skype/decode/contact.ts';
import { decodeEvents } from '../../../src/skype/decode/events.ts';
import { isMri } from '../../../src/skype/identifiers.ts';
import { runs } from '../../fuzz/effort.ts';

const context = { user: '8:fred.2', nowMs: 1714979300000 };

const link = fc.oneof(
  fc.constantFrom(
    'https://gw.example/v1/users/ME/contacts/8:joe.4',
    'https://gw.example/v1/users/ME/conversations/8:joe.4',
    'https://gw.example/v1/users/ME/conversations/19:a%40thread.skype',
    'https://gw.example/v1/users/8:joe.4/endpoints/{abc}/presenceDocs/messagingService',
    'https://gw.example/v1/users/ME/contacts/8:%zz',
    '8:joe.4',
    '/8:',
  ),
  fc.string({ maxLength: 20 }),
);
const value = fc.oneof(
  link,
  fc.constantFrom('Text', 'RichText', 'Event/Call', 'Control/Typing', 'Online', '1714979289123', ''),
  fc.jsonValue({ maxDepth: 2 }),
  fc.integer(),
  fc.constant(null),
);
const resource = fc.dictionary(
  fc.constantFrom(
    'id',
    'from',
    'messagetype',
    'content',
    'conversationLink',
    'conversationid',
    'version',
    'composetime',
    'skypeeditedid',
    'skypeemoteoffset',
    'properties',
    'selfLink',
    'status',
    'availability',
    'capabilities',
    'lastMessage',
    'members',
    'threadProperties',
    'publicInfo',
    '__proto__',
    'constructor',
  ),
  value,
);
const event = fc.oneof(
  value,
  fc.record({
    id: fc.oneof(fc.integer(), value),
    resourceType: fc.oneof(
      fc.constantFrom(
        'NewMessage',
        'UserPresence',
        'EndpointPresence',
        'ConversationUpdate',
        'ThreadUpdate',
        'MessageUpdate',
        'toString',
      ),
      fc.string(),
    ),
    resourceLink: value,
    time: value,
    resource: fc.oneof(resource, value),
  }),
);

function identifiersOf(found: ChatEvent): string[] {
  switch (found.type) {
    case 'message':
      return [found.message.conversation, found.message.sender];
    case 'conversation':
      return [found.conversation.id, ...(found.conversation.members ?? []).map((member) => member.id)];
    case 'contact':
      return [found.contact.id];
    case 'presence':
      return [found.presence.contact];
    case 'endpoint':
      return [found.endpoint.contact];
    case 'typing':
      return [found.conversation, found.contact];
  }
}

describe('any batch of events', () => {
  it('is answered, each event by events or by a record of its own', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (batch) => {
        const { events, unreadable } = decodeEvents(batch, context);
        expect(unreadable.length).toBeLessThanOrEqual(batch.length);
        for (const found of events) expect(identifiersOf(found).every(isMri)).toBe(true);
        for (const record of unreadable) expect(record.reason.length).toBeLessThanOrEqual(200);
        expect(JSON.parse(JSON.stringify(events))).toEqual(events);
      }),
      runs(2000),
    );
  });

  it('keeps a good event wherever it stands', () => {
    const good = {
      id: 1,
      resourceType: 'NewMessage',
      resource: {
        id: '1714979289123',
        messagetype: 'Text',
        content: 'x',
        from: 'x/contacts/8:joe.4',
        conversationLink: 'x/conversations/8:joe.4',
      },
    };
    fc.assert(
      fc.property(fc.array(event, { maxLength: 4 }), fc.array(event, { maxLength: 4 }), (before, after) => {
        const { events } = decodeEvents([...before, good, ...after], context);
        expect(events).toContainEqual(
          expect.objectContaining({
            message: expect.objectContaining({ id: '1714979289123', raw: { type: 'Text', content: 'x' } }),
          }),
        );
      }),
      runs(300),
    );
  });
});

describe('any reply about people', () => {
  it('is answered', () => {
    const person = fc.dictionary(
      fc.constantFrom(
        'mri',
        'display_name',
        'profile',
        'authorized',
        'favorite',
        'username',
        'mood',
        'avatarUrl',
        'firstname',
      ),
      value,
    );
    fc.assert(
      fc.property(
        fc.oneof(value, fc.record({ contacts: fc.array(person), groups: value, blocklist: value })),
        person,
        (list, profile) => {
          for (const found of decodeContactList(list).events) expect(identifiersOf(found).every(isMri)).toBe(true);
          const result = decodeProfile(profile);
          if ('events' in result)
            for (const found of result.events) expect(identifiersOf(found).every(isMri)).toBe(true);
        },
      ),
      runs(500),
    );
  });
});
