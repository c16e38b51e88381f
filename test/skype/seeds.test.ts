// Every sample of the protocol notes is decoded, and each is named. `test/fixtures/seeds/README.md` says what was repaired.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import { decodeBot, decodeContactList, decodeProfile, decodeRequests } from '../../src/skype/decode/contact.ts';
import { decodeContent } from '../../src/skype/decode/content.ts';
import { decodeConversation, decodeThread } from '../../src/skype/decode/conversation.ts';
import { decodeEvents } from '../../src/skype/decode/events.ts';
import { decodeMessage } from '../../src/skype/decode/message.ts';
import { decodeEndpoint, decodePresence } from '../../src/skype/decode/presence.ts';
import { botList } from '../../src/skype/wire/bot.ts';
import {
  contactGroup,
  contactList,
  inviteList,
  oldContactList,
  oldContactRequests,
} from '../../src/skype/wire/contact.ts';
import { conversationList, conversationResource, messageList } from '../../src/skype/wire/conversation.ts';
import { directoryReply, oldDirectoryReply } from '../../src/skype/wire/directory.ts';
import { entitledService, entitledServices } from '../../src/skype/wire/entitlement.ts';
import { pollReply } from '../../src/skype/wire/event.ts';
import { joinReply, schedulerReply } from '../../src/skype/wire/join.ts';
import { messageSentReply } from '../../src/skype/wire/message.ts';
import { pagingMetadata } from '../../src/skype/wire/paging.ts';
import { contactPoint, peopleSettings, shortCircuitProfile } from '../../src/skype/wire/people.ts';
import { readWire } from '../../src/skype/wire/read.ts';
import { flagList, oldOption } from '../../src/skype/wire/settings.ts';
import { urlInfo } from '../../src/skype/wire/url-info.ts';
import { readEventPackage } from '../../src/ucwa/wire/events.ts';
import { readParticipantMessaging } from '../../src/ucwa/wire/participant-messaging.ts';
import { readResource } from '../../src/ucwa/wire/resource.ts';

const folder = new URL('../fixtures/seeds/', import.meta.url);
const team = '19:a0b1c2...d3e4f5@thread.skype';
const midnight = 1451606400000;
const context = { user: '8:fred.2', nowMs: midnight };

const seen = new Set<string>();
function sample(name: string): string {
  seen.add(name);
  return readFileSync(new URL(name, folder), 'utf8').trim();
}
const json = (name: string): unknown => JSON.parse(sample(name));

function read<S extends Parameters<typeof readWire>[0]>(schema: S, value: unknown) {
  const result = readWire<S>(schema, value);
  if (!result.ok) throw new Error(`${result.path}: ${result.reason}`);
  return result.value;
}

const contentOf = (type: string, name: string) =>
  decodeContent({ type, content: sample(name), sender: '8:anna.7', user: context.user });

const groupMessage = {
  conversation: team,
  id: '1451606400000',
  order: midnight,
  version: midnight,
  clientId: '1451606399999',
  sender: '8:anna.7',
  composedAtMs: midnight,
  content: { kind: 'text', body: [{ kind: 'text', text: 'A message for the team.' }], isAction: false },
  mentions: [],
};

describe('conversation notes', () => {
  it('conversation list: two conversations, each with its last message', () => {
    const list = read(conversationList, json('conversation-list.json'));
    expect(list._metadata).toMatchObject({ totalCount: 10, syncState: expect.stringContaining('syncState=') });
    const decoded = list.conversations.map((conversation) => decodeConversation(conversation, context));
    expect(decoded).toMatchObject([
      {
        events: [
          {
            type: 'conversation',
            conversation: {
              id: '8:joe.4',
              kind: 'direct',
              partner: '8:joe.4',
              version: midnight,
              clearedUpTo: midnight,
              readUpTo: 0,
            },
          },
          { type: 'message', message: { sender: '8:joe.4', raw: { type: 'Text', content: 'Hi!' } } },
        ],
      },
      {
        events: [
          { type: 'conversation', conversation: { id: team, kind: 'group', topic: 'Team chat', isMember: true } },
          { type: 'message', message: groupMessage },
        ],
      },
    ]);
  });

  it('conversation: a group with its last message', () => {
    expect(decodeConversation(json('conversation.json'), context)).toMatchObject({
      events: [
        { conversation: { id: team, kind: 'group', topic: 'Team chat', version: midnight } },
        { message: groupMessage },
      ],
    });
  });

  it('thread: members with their roles, topic', () => {
    expect(decodeThread(json('thread.json'), context)).toEqual({
      events: [
        {
          type: 'conversation',
          conversation: {
            id: team,
            kind: 'group',
            version: midnight,
            topic: 'Team chat',
            members: [
              { id: '8:anna.7', role: 'admin' },
              { id: '8:joe.4', role: 'user' },
            ],
            isMember: false,
          },
        },
      ],
    });
  });

  it('join URL and the conversation behind it', () => {
    expect(read(schedulerReply, json('join-url.json'))).toMatchObject({ Id: 'Za0Yb1...By2Az3', ThreadId: team });
    expect(read(joinReply, json('join-conversation.json'))).toMatchObject({ Action: 'Chat', Resource: team });
  });

  it('message list and the reply to a sent message', () => {
    const list = read(messageList, json('message-list.json'));
    expect(list.messages.map((message) => decodeMessage(message, context, { conversation: team }))).toMatchObject([
      { events: [{ type: 'message', message: groupMessage }] },
    ]);
    expect(read(messageSentReply, json('message-sent.json'))).toEqual({ OriginalArrivalTime: midnight });
  });
});

describe('message types', () => {
  it.each([
    [
      'RichText/Contacts',
      'message-contacts.xml',
      { kind: 'contacts', contacts: [{ id: '8:joe.4', name: 'Joe Bloggs' }] },
    ],
    [
      'RichText/Location',
      'message-location.xml',
      {
        kind: 'location',
        latitude: 51,
        longitude: -0.01,
        address: 'Unknown address',
        mapUrl: 'https://www.bing.com/maps/...',
      },
    ],
    [
      'RichText/Media_GenericFile',
      'message-generic-file.xml',
      {
        kind: 'file',
        object: {
          name: 'file.txt',
          uri: 'https://api.asm.skype.com/v1/objects/0-...',
          thumbnailUri: 'https://api.asm.skype.com/v1/objects/0-.../views/thumbnail',
          sizeBytes: 84,
        },
      },
    ],
    [
      'RichText/UriObject',
      'message-uri-object.xml',
      {
        kind: 'picture',
        object: {
          name: 'photo.jpg',
          uri: 'https://api.asm.skype.com/v1/objects/0-...',
          thumbnailUri: 'https://api.asm.skype.com/v1/objects/0-.../views/imgt1',
        },
      },
    ],
    [
      'RichText/Files',
      'message-files.xml',
      {
        kind: 'files',
        files: [
          { name: 'file1.txt', sizeBytes: 84 },
          { name: 'file2.txt', sizeBytes: 105 },
        ],
      },
    ],
    [
      'Event/Call',
      'message-call.xml',
      { kind: 'call', state: 'started', parts: [{ id: '8:joe.4', name: 'Joe Bloggs' }] },
    ],
    [
      'ThreadActivity/TopicUpdate',
      'message-topic-update.xml',
      { kind: 'activity', activity: { type: 'topic', by: '8:joe.4', value: 'Team chat' } },
    ],
    [
      'ThreadActivity/JoiningEnabledUpdate',
      'message-joining-enabled-update.xml',
      { kind: 'activity', activity: { type: 'joining', by: '8:anna.7', isEnabled: true } },
    ],
    [
      'ThreadActivity/HistoryDisclosedUpdate',
      'message-history-disclosed-update.xml',
      { kind: 'activity', activity: { type: 'history', by: '8:joe.4', isDisclosed: false } },
    ],
    [
      'ThreadActivity/AddMember',
      'message-add-member.xml',
      { kind: 'activity', activity: { type: 'added', by: '8:anna.7', targets: ['8:joe.4'] } },
    ],
    [
      'ThreadActivity/RoleUpdate',
      'message-role-update.xml',
      { kind: 'activity', activity: { type: 'role', by: '8:anna.7', target: '8:joe.4', role: 'admin' } },
    ],
    [
      'ThreadActivity/DeleteMember',
      'message-delete-member.xml',
      { kind: 'activity', activity: { type: 'removed', by: '8:anna.7', targets: ['8:joe.4'] } },
    ],
  ])('%s', (type, name, content) => {
    expect(contentOf(type, name)).toEqual(content);
  });

  it('formatting: every line of the table', () => {
    const text = (value: string) => ({ kind: 'text', text: value });
    const link = { kind: 'link', href: 'http://google.com/' };
    expect(sample('formatting.txt').split('\n').map(parseMarkup)).toEqual([
      [{ kind: 'bold', children: [text('Bold')] }],
      [{ kind: 'italic', children: [text('Italic')] }],
      [{ kind: 'underline', children: [text('Underline')] }],
      [{ kind: 'strike', children: [text('Strikethrough')] }],
      [{ kind: 'colour', colour: '#ff0000', children: [text('Colour')] }],
      [text('Size')],
      [text('Blink')],
      [text('Centre')],
      [{ ...link, text: 'http://google.com' }],
      [{ ...link, text: 'Custom link' }],
      [{ kind: 'preformatted', children: [text('Preformatted')] }],
    ]);
  });
});

describe('event notes', () => {
  const presence = {
    type: 'presence',
    presence: {
      contact: '8:joe.4',
      isConnected: true,
      status: 'online',
      capabilities: [],
      endpoints: ['{c8390767-3797-4a2b-9c3d-0123456789ab}'],
      heardAtMs: midnight,
    },
  };
  const endpoint = {
    type: 'endpoint',
    endpoint: {
      contact: '8:joe.4',
      endpoint: '{c8390767-3797-4a2b-9c3d-0123456789ab}',
      name: 'Joe-Desktop',
      clientType: '1',
      capabilities: [],
    },
  };

  it('poll reply: presence of a person and of an endpoint', () => {
    const { eventMessages } = read(pollReply, json('poll-reply.json'));
    expect(decodeEvents(eventMessages ?? [], context)).toEqual({ events: [presence, endpoint], unreadable: [] });
  });

  it('the resources alone: UserPresence and EndpointPresence', () => {
    expect(decodePresence(json('event-user-presence.json'), context)).toEqual({ events: [presence] });
    expect(decodeEndpoint(json('event-endpoint-presence.json'))).toEqual({ events: [endpoint] });
  });

  it('Message: the year 22016 does no harm', () => {
    const event = { id: 1000, resourceType: 'NewMessage', resource: json('event-message.json') };
    expect(decodeEvents([event], context)).toEqual({
      events: [
        {
          type: 'message',
          message: {
            ...groupMessage,
            senderName: 'Anna Cooper',
            raw: { type: 'RichText', content: 'A message for the team.' },
          },
        },
      ],
      unreadable: [],
    });
  });

  it('Conversation: without its last message', () => {
    const event = { id: 1000, resourceType: 'ConversationUpdate', resource: json('event-conversation.json') };
    expect(decodeEvents([event], context)).toMatchObject({
      events: [{ type: 'conversation', conversation: { id: team, topic: 'Team chat', isMember: true } }],
      unreadable: [],
    });
    expect(read(conversationResource, json('event-conversation.json')).lastMessage).toEqual({});
  });
});

describe('contact notes', () => {
  it('contact list: a contact with null in a place and numbers for phone types, and a suggestion', () => {
    expect(decodeContactList(json('contact-list.json'))).toEqual({
      events: [
        {
          type: 'contact',
          contact: {
            id: '8:joe.4',
            kind: 'person',
            name: 'Joe Bloggs',
            isContact: true,
            isAuthorised: true,
            isBlocked: false,
            isFavourite: true,
            groups: [],
            mood: 'Happy :D',
          },
        },
        {
          type: 'contact',
          contact: {
            id: '8:anna.7',
            kind: 'person',
            name: 'Anna Cooper',
            isContact: false,
            isAuthorised: false,
            isBlocked: true,
            isFavourite: false,
            groups: [],
          },
        },
      ],
      unreadable: [],
    });
  });

  it('block list, groups and the combined reply', () => {
    expect(decodeContactList(json('contact-blocklist.json')).events).toEqual([
      { type: 'contact', contact: { id: '8:anna.7', isBlocked: true } },
    ]);
    expect(decodeContactList(json('contact-groups.json')).events).toEqual([
      { type: 'contact', contact: { id: '28:concierge', groups: ['Bots'] } },
      { type: 'contact', contact: { id: '8:joe.4', isFavourite: true } },
    ]);
    const { groups } = read(contactList, json('contact-groups.json'));
    expect(groups?.map((group) => read(contactGroup, group).name)).toEqual(['Bots', 'Favourites']);
    expect(decodeContactList(json('contact-combined.json'))).toEqual({ events: [], unreadable: [] });
  });

  it('contact requests', () => {
    expect(read(inviteList, json('contact-invites.json')).invite_list).toEqual([
      {
        mri: '8:anna.7',
        invites: [{ message: "Hi Fred, I'd like to add you as a contact.", time: '2016-01-01T00:00:00.000Z' }],
      },
    ]);
    expect(decodeRequests(json('contact-invites.json'))).toEqual({
      requests: [
        { contact: '8:anna.7', name: '', greeting: "Hi Fred, I'd like to add you as a contact.", atMs: midnight },
      ],
      unreadable: [],
    });
  });

  it('profiles, full and public', () => {
    expect(decodeProfile(json('profile.json'))).toEqual({
      events: [{ type: 'contact', contact: { id: '8:joe.4', kind: 'person', name: 'Joe Bloggs', mood: 'Happy :D' } }],
    });
    expect((json('public-profiles.json') as unknown[]).map(decodeProfile)).toEqual([
      {
        events: [
          { type: 'contact', contact: { id: '8:anna.7', kind: 'person', name: 'Anna Cooper', mood: 'Excited!' } },
        ],
      },
    ]);
  });

  it('directory, new and old', () => {
    expect(read(directoryReply, json('directory.json')).results[0]?.nodeProfileData).toMatchObject({
      skypeId: 'joe.4',
      name: 'Joe',
      age: '29',
    });
    expect(read(oldDirectoryReply, json('old-directory.json'))[0]?.ContactCards.Skype).toMatchObject({
      SkypeName: 'joe.4',
      Rank: '0',
    });
  });

  it('bots', () => {
    const { agentDescriptions } = read(botList, json('bots.json'));
    expect(agentDescriptions.map(decodeBot)).toEqual([
      { events: [{ type: 'contact', contact: { id: '28:concierge', kind: 'bot', name: 'Skype' } }] },
    ]);
  });

  it('old contacts and old contact requests', () => {
    expect(
      read(oldContactList, json('old-contacts.json')).contacts.map(({ id, suggested }) => [id, suggested]),
    ).toEqual([
      ['joe.4', undefined],
      ['anna.7', true],
    ]);
    expect(read(oldContactRequests, json('old-contact-requests.json'))).toEqual([
      { greeting: "Hi Fred Adams, I'd like to add you as a contact on Skype.", sender: 'anna.7' },
    ]);
  });
});

describe('miscellaneous notes', () => {
  it('paging, flags and options', () => {
    expect(read(pagingMetadata, (json('paging.json') as { _metadata: unknown })._metadata).totalCount).toBe(10);
    expect(read(flagList, json('flags.json'))).toEqual([1, 12, 14, 15]);
    expect(read(oldOption, json('option.json'))).toMatchObject({ optionInt: 0, optionName: 'OPT_SKYPE_NAME' });
  });

  it('people settings, with the boolean as a word', () => {
    expect(read(peopleSettings, json('people-settings.json')).Settings).toEqual([
      { Name: 'Skype.AutoBuddy', Value: true },
    ]);
  });

  it('short-circuit profile: addresses and telephone numbers', () => {
    const { Attributes: attributes } = read(shortCircuitProfile, json('short-circuit-profile.json')).Views[0] ?? {};
    expect(attributes?.map(({ Name }) => Name)).toEqual([
      'PersonalContactProfile.Emails',
      'PersonalContactProfile.Emails.LastModified',
      'PhoneVerificationQosAlert',
      'PersonalContactProfile.Phones',
    ]);
    const points = [attributes?.[0], attributes?.[3]].flatMap((attribute) => attribute?.Value as unknown[]);
    expect(points.map((point) => read(contactPoint, point).Name)).toEqual(['fred.adams@live.co.uk', '07012345678']);
  });

  it('services, all and one', () => {
    expect(read(entitledServices, json('services.json')).map(({ service, active }) => [service, active])).toEqual([
      ['pstn', false],
      ['voicemail', true],
      ['pstn_transfer', true],
      ['package', true],
    ]);
    expect(read(entitledService, json('service.json'))).toMatchObject({ id: 'pstn', balance: 0, start: null });
  });

  it('URL info', () => {
    expect(read(urlInfo, json('url-info.json'))).toMatchObject({ title: 'Google', size: '-1', status_code: '200' });
  });
});

describe('participantMessaging notes', () => {
  it.each(['added', 'updated', 'deleted'])('event %s', (type) => {
    const reply = readEventPackage(sample(`ucwa-event-${type}.json`), 'application/json');
    expect(reply).toMatchObject({ self: expect.stringContaining('ack=1'), next: expect.stringContaining('ack=2') });
    expect(reply.unreadable).toEqual([]);
    expect(reply.senders).toMatchObject([
      {
        rel: 'conversation',
        events: [{ type, link: { rel: 'participantMessaging' }, in: { rel: 'localParticipant' } }],
      },
    ]);
  });

  it('the resource says the same in JSON and in XML', () => {
    const fromJson = readResource(sample('ucwa-participant-messaging.json'), 'application/json');
    expect(readParticipantMessaging(fromJson).participant).toContain('/participants/196');
    expect(readResource(sample('ucwa-participant-messaging.xml'), 'application/xml')).toEqual(fromJson);
  });
});

describe('the fixtures', () => {
  it('are all decoded by a test above', () => {
    const samples = readdirSync(folder).filter((name) => name !== 'README.md');
    expect([...seen].sort()).toEqual(samples.sort());
  });
});
