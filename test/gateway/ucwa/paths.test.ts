import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { addressOf, nameOfAddress, sipOf, telephoneAddress } from '../../../gateway/ucwa/addresses.ts';
import { createPaths, type IdName, type Place } from '../../../gateway/ucwa/paths.ts';

const ids = {
  app: '104082042405',
  ack: 7,
  contact: 'bo@example.org',
  group: '3',
  membership: '4,bo@example.org',
  subscription: '4',
  conversation: 'c1',
  participant: 'ana.b@example.org',
  invitation: '602',
  message: '9',
} satisfies Record<IdName, string | number>;

describe('the addresses of the real family', () => {
  const paths = createPaths('real');
  const A = '/ucwa/oauth/v1/applications/104082042405';
  const C = `${A}/communication/conversations/c1`;

  it.each<[Place, string]>([
    ['events', `${A}/events?ack=7`],
    ['makeMeAvailable', `${A}/me/makeMeAvailable`],
    ['reportMyActivity', `${A}/me/reportMyActivity`],
    ['contactPhoto', `${A}/photos/bo@example.org`],
    ['myContacts', `${A}/people/contacts`],
    ['groupContacts', `${A}/people/contacts?groupId=3`],
    ['contactPresence', `${A}/people/bo@example.org/presence`],
    ['contactSupportedModalities', `${A}/people/bo@example.org/supportedMedia`],
    ['presenceSubscription', `${A}/people/presenceSubscriptions/4`],
    ['presenceSubscriptionMembership', `${A}/people/presenceSubscriptionMemberships/4,bo@example.org`],
    ['subscribeToGroupPresence', `${A}/people/presenceSubscriptions?groupId=3`],
    ['conversations', `${A}/communication/conversations?filter=active`],
    ['startMessaging', `${A}/communication/messagingInvitations`],
    ['accept', `${A}/communication/messagingInvitations/602/accept`],
    ['cancel', `${C}/messaging/terminate`],
    ['sendMessage', `${C}/messaging/messages`],
    ['stopMessaging', `${C}/messaging/terminate`],
    ['setIsTyping', `${C}/messaging/typing`],
    ['typingParticipants', `${C}/messaging/typingParticipants`],
    ['addParticipant', `${A}/communication/participantInvitations?conversation=c1`],
    ['localParticipant', `${C}/participants/ana.b@example.org`],
    ['participantMessaging', `${C}/participants/ana.b@example.org/messaging`],
  ])('has %s where the traces have it', (place, path) => {
    expect(paths.href(place, ids)).toBe(path);
  });
});

describe('the addresses of the reference family', () => {
  const paths = createPaths('reference');
  const A = '/ucwa/v1/applications/104082042405';
  const C = `${A}/communication/conversations/c1`;

  it.each<[Place, RegExp]>([
    ['makeMeAvailable', new RegExp(`^${A}/communication/makeMeAvailable$`)],
    ['reportMyActivity', new RegExp(`^${A}/reportMyActivity$`)],
    ['photo', new RegExp(`^${A}/photo$`)],
    ['contactPhoto', new RegExp(`^${A}/people/\\d+/contactPhoto$`)],
    ['myGroups', new RegExp(`^${A}/groups$`)],
    ['contactPresence', new RegExp(`^${A}/people/\\d+/contactPresence$`)],
    ['presenceSubscription', new RegExp(`^${A}/presenceSubscription/4$`)],
    ['startMessaging', new RegExp(`^${A}/communication/startMessaging$`)],
    ['decline', new RegExp(`^${A}/communication/invitations/602/decline$`)],
    ['cancel', new RegExp(`^${A}/communication/invitations/602/cancel$`)],
    ['sendMessage', new RegExp(`^${C}/messaging/sendMessage$`)],
    ['typingParticipants', new RegExp(`^${C}/participants/typingParticipants$`)],
    ['addParticipant', new RegExp(`^${C}/addParticipant$`)],
    ['localParticipant', new RegExp(`^${C}/onlineMeeting/\\d+$`)],
    ['participantMessaging', new RegExp(`^${C}/participants/\\d+/participantMessaging$`)],
  ])('has %s where the reference pages have it', (place, path) => {
    expect(paths.href(place, ids)).toMatch(path);
  });
});

describe.each(['real', 'reference'] as const)('an address of the %s family', (family) => {
  const paths = createPaths(family);

  it.each(['bo@example.org', 'live%3ajoe@example.org', 'ünï@example.org', 'a+b&c=d@example.org'])(
    'gives its ids back: %s',
    async (contact) => {
      const app = new Hono();
      app.get(paths.route('contactPresence'), (c) => c.json([paths.idOf(c, 'app'), paths.idOf(c, 'contact')]));
      app.get(paths.route('groupContacts'), (c) => c.json([paths.idOf(c, 'group')]));
      const reply = await app.request(paths.href('contactPresence', { ...ids, contact }));
      expect(await reply.json()).toEqual([ids.app, contact]);
      expect(await (await app.request(paths.href('groupContacts', ids))).json()).toEqual(['3']);
    },
  );

  it('needs its ids', () => {
    expect(() => paths.href('contact', { app: 1 })).toThrow('the address of contact needs the id "contact"');
  });
});

it('a number that is no address is nobody', async () => {
  const paths = createPaths('reference');
  const app = new Hono();
  app.get(paths.route('contact'), (c) => c.text(paths.idOf(c, 'contact') ?? 'nobody'));
  for (const id of ['282', '0', 'bo@example.org', '9'.repeat(1001)]) {
    const reply = await app.request(`/ucwa/v1/applications/1/people/${id}`);
    expect(await reply.text()).toBe('nobody');
  }
});

describe('the address of somebody', () => {
  const context = { settings: { sipDomain: 'Chat.Example' } } as Parameters<typeof sipOf>[0];

  it.each([
    ['8:Fred.2', 'sip:fred.2@chat.example', 'fred.2'],
    ['28:concierge', 'sip:concierge@chat.example', 'concierge'],
    ['8:live:joe', 'sip:live%3ajoe@chat.example', 'live:joe'],
  ])('of %s is %s', (mri, sip, name) => {
    expect(sipOf(context, mri)).toBe(sip);
    expect(addressOf(context, mri)).toBe(sip.slice(4));
    expect(nameOfAddress(context, sip.toUpperCase())?.toLowerCase()).toBe(name);
  });

  it.each([
    'sip:fred.2@other.example',
    'fred.2',
    'sip:@chat.example',
    'sip:%zz@chat.example',
    'sip:a b@chat.example',
    '',
  ])('is not %s', (address) => {
    expect(nameOfAddress(context, address)).toBeUndefined();
  });
});

it('a telephone number is a tel: address without blanks and signs', () => {
  expect(telephoneAddress('+49 (30) 123-45')).toBe('tel:+493012345');
  expect([telephoneAddress(null), telephoneAddress('none')]).toEqual([undefined, undefined]);
});
