// The schemas of what resources hold, against the shapes that ucwa.md prints, in JSON and in XML.
import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  application,
  applicationInput,
  availableInput,
  communication,
  policies,
} from '../../../src/ucwa/wire/application.ts';
import {
  contact,
  contactPresence,
  group,
  presenceSubscriptionInput,
  searchInput,
} from '../../../src/ucwa/wire/contact.ts';
import {
  conversation,
  eventsInput,
  message,
  messaging,
  messagingInvitation,
  participant,
  startMessagingInput,
} from '../../../src/ucwa/wire/conversation.ts';
import { location, locationInput, me, note, presence } from '../../../src/ucwa/wire/me.ts';
import { readProperties, readValue } from '../../../src/ucwa/wire/properties.ts';
import { makeResource, readResource, writeResource } from '../../../src/ucwa/wire/resource.ts';
import { tokenError, tokenReply } from '../../../src/ucwa/wire/token.ts';
import { WireError } from '../../../src/ucwa/wire/wire-error.ts';

const atMs = 1_700_000_000_000;

/** The properties of a resource after a way through each representation. */
function read(schema: v.GenericSchema, rel: string, properties: Record<string, unknown>) {
  const resource = makeResource(rel, '/x', { properties });
  return (['json', 'xml'] as const).map((representation) =>
    readProperties(schema, readResource(writeResource(resource, representation), `application/${representation}`)),
  );
}

describe('what a resource holds, read from JSON and from XML', () => {
  it.each<[string, v.GenericSchema, Record<string, unknown>, Record<string, unknown>]>([
    [
      'application',
      application,
      { culture: 'en-US', userAgent: 'A', id: '77', rare: 1 },
      { culture: 'en-US', userAgent: 'A', id: '77' },
    ],
    [
      'me',
      me,
      { uri: 'sip:ana@example.org', name: 'Ana', emailAddresses: ['ana@example.org'], title: 'Engineer' },
      { uri: 'sip:ana@example.org', name: 'Ana', emailAddresses: ['ana@example.org'], title: 'Engineer' },
    ],
    [
      'presence',
      presence,
      { availability: 'Busy', activity: 'on-the-phone' },
      { availability: 'Busy', activity: 'on-the-phone' },
    ],
    ['note', note, { message: 'Back at 3', type: 'Personal' }, { message: 'Back at 3', type: 'Personal' }],
    ['location', location, { location: 'Home' }, { location: 'Home' }],
    [
      'policies',
      policies,
      { htmlMessaging: 'Enabled', photos: 'None', strange: 'x' },
      { htmlMessaging: 'Enabled', photos: 'None' },
    ],
    [
      'communication',
      communication,
      { supportedModalities: [], supportedMessageFormats: ['Plain'] },
      { supportedModalities: [], supportedMessageFormats: ['Plain'] },
    ],
    [
      'contact',
      contact,
      {
        uri: 'sip:bo@example.org',
        name: 'Bo Berg',
        type: 'User',
        sourceNetwork: 'SameEnterprise',
        emailAddresses: ['b@x'],
      },
      {
        uri: 'sip:bo@example.org',
        name: 'Bo Berg',
        type: 'User',
        sourceNetwork: 'SameEnterprise',
        emailAddresses: ['b@x'],
      },
    ],
    [
      'contactPresence',
      contactPresence,
      { availability: 'Away', activity: 'Off work', deviceType: 'PC', lastActive: new Date(atMs) },
      { availability: 'Away', activity: 'Off work', deviceType: 'PC', lastActive: atMs },
    ],
    ['group', group, { id: '1', name: 'Other contacts' }, { id: '1', name: 'Other contacts' }],
    [
      'conversation',
      conversation,
      {
        state: 'Connected',
        activeModalities: ['Messaging'],
        threadId: 't',
        subject: '',
        participantCount: 2,
        readLocally: true,
        created: new Date(atMs),
      },
      {
        state: 'Connected',
        activeModalities: ['Messaging'],
        threadId: 't',
        subject: '',
        participantCount: 2,
        readLocally: true,
        created: atMs,
      },
    ],
    [
      'messagingInvitation',
      messagingInvitation,
      { direction: 'Incoming', state: 'Connecting', importance: 'Normal', threadId: 't', subject: 's' },
      { direction: 'Incoming', state: 'Connecting', importance: 'Normal', threadId: 't', subject: 's' },
    ],
    [
      'messaging',
      messaging,
      { state: 'Connected', negotiatedMessageFormats: ['Plain'] },
      { state: 'Connected', negotiatedMessageFormats: ['Plain'] },
    ],
    [
      'message',
      message,
      { direction: 'Outgoing', operationId: 'o', timeStamp: new Date(atMs), status: 'Succeeded' },
      { direction: 'Outgoing', operationId: 'o', timeStamp: atMs, status: 'Succeeded' },
    ],
    [
      'participant',
      participant,
      {
        uri: 'sip:bo@example.org',
        name: '',
        anonymous: false,
        role: 'Attendee',
        organizer: true,
        local: false,
        inLobby: false,
      },
      {
        uri: 'sip:bo@example.org',
        name: '',
        anonymous: false,
        role: 'Attendee',
        organizer: true,
        local: false,
        inLobby: false,
      },
    ],
  ])('%s', (rel, schema, properties, expected) => {
    for (const found of read(schema, rel, properties)) expect(found).toEqual(expected);
  });

  it('leaves out what cannot be read and does not matter', () => {
    expect(readValue(message, { direction: 'Incoming', timeStamp: 'soon', status: 7 })).toEqual({
      direction: 'Incoming',
    });
  });

  it('names what is wrong and does matter', () => {
    expect(() => readProperties(me, makeResource('me', '/me', { properties: { name: 'Ana' } }))).toThrow(/^me\.uri: /);
    expect(() => readValue(conversation, { state: 5 }, 'conversation')).toThrow(WireError);
  });
});

describe('the answers of the ticket service', () => {
  it('are the samples of ucwa.md 3.3', () => {
    const reply = { access_token: 'cwt=AAEB', token_type: 'Bearer', expires_in: 28289, ms_rtc_identityscope: 'local' };
    expect(readValue(tokenReply, reply)).toEqual(reply);
    expect(readValue(tokenReply, { access_token: 'cwt=A', expires_in: '3600' }).expires_in).toBe(3600);
    expect(readValue(tokenError, { error: 'invalid_grant', ms_rtc_passiveauthuri: 'https://x/' }).error).toBe(
      'invalid_grant',
    );
  });

  it.each([
    [{}],
    [{ access_token: '', expires_in: 1 }],
    [{ access_token: 'cwt=A' }],
    [{ access_token: 'x', expires_in: 'long' }],
  ])('are none: %j', (reply) => {
    expect(() => readValue(tokenReply, reply)).toThrow(WireError);
  });
});

describe('an input', () => {
  it.each<[string, v.GenericSchema, unknown]>([
    [
      'an application',
      applicationInput,
      { userAgent: 'A', endpointId: 'e', culture: 'en-US', type: 'browser', instanceId: 'i' },
    ],
    [
      'makeMeAvailable',
      availableInput,
      { supportedModalities: ['Messaging'], phoneNumber: 'tel:+1', audioPreference: 'PhoneAudio' },
    ],
    [
      'startMessaging',
      startMessagingInput,
      { to: 'sip:a@b', operationId: 'o', telemetryId: null, _links: { message: { href: 'data:,x' } } },
    ],
    ['a subscription', presenceSubscriptionInput, { duration: '11', uris: 'sip:a@b' }],
    ['a search', searchInput, { query: 'bo', limit: '20' }],
    ['a request for events', eventsInput, { ack: '1', low: '5', medium: '5', timeout: '180', priority: '0' }],
  ])('of %s is taken', (_what, schema, value) => {
    expect(() => readValue(schema, value)).not.toThrow();
  });

  it.each<[string, v.GenericSchema, unknown, string]>([
    [
      'an empty agent',
      applicationInput,
      { userAgent: '', endpointId: 'e', culture: 'c' },
      'userAgent: expected a text',
    ],
    ['a long place', locationInput, { location: 'x'.repeat(61) }, 'location: expected at most 60 characters'],
    ['nobody to talk to', startMessagingInput, { to: '' }, 'to: expected a sip: address'],
    [
      'a long subject',
      startMessagingInput,
      { to: 'a', subject: 'x'.repeat(251) },
      'subject: expected at most 250 characters',
    ],
    [
      'a short subscription',
      presenceSubscriptionInput,
      { duration: 9, uris: [] },
      'duration: expected 10 minutes at least',
    ],
    ['a long one', presenceSubscriptionInput, { duration: 31, uris: [] }, 'duration: expected 30 minutes at most'],
    ['half a second', eventsInput, { low: 0.5 }, 'low: expected 5 seconds at least'],
  ])('with %s is refused by its name', (_what, schema, value, message) => {
    expect(() => readValue(schema, value)).toThrow(message);
  });
});
