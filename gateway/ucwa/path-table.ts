// Every rel's path in both families (ucwa.md 1.6): first as real servers answer, then as the reference pages write. `A` is the
// application, `C` a conversation, `P` a participant; a place with a query in it shares its route with the place without.

const application = ':app';
const conversation = 'A/communication/conversations/:conversation';
const participant = 'C/participants/:participant';

type Row = readonly [real: string, reference: string];

const rows = {
  application: ['A', 'A'],
  events: ['A/events?ack=:ack', 'A/events?ack=:ack'],
  policies: ['A/policies', 'A/policies'],
  batch: ['A/batch', 'A/batch'],
  reportMyNetwork: ['A/reportMyNetwork', 'A/reportMyNetwork'],

  me: ['A/me', 'A/me'],
  makeMeAvailable: ['A/me/makeMeAvailable', 'A/communication/makeMeAvailable'],
  reportMyActivity: ['A/me/reportMyActivity', 'A/reportMyActivity'],
  presence: ['A/me/presence', 'A/presence'],
  note: ['A/me/note', 'A/note'],
  location: ['A/me/location', 'A/location'],
  photo: ['A/photos/:contact', 'A/photo'],

  people: ['A/people', 'A/people'],
  myContacts: ['A/people/contacts', 'A/contacts'],
  myGroups: ['A/people/groups', 'A/groups'],
  /** Also `defaultGroup` and `pinnedGroup`: they differ by id alone. */
  group: ['A/people/groups/:group', 'A/groups/:group'],
  groupContacts: ['A/people/contacts?groupId=:group', 'A/groups/:group/groupContacts'],
  expandDistributionGroup: ['A/people/groups/:group/expand', 'A/groups/:group/expandDistributionGroup'],
  myGroupMemberships: ['A/people/groupMemberships', 'A/myGroupMemberships'],
  myGroupMembership: ['A/people/groupMemberships/:membership', 'A/myGroupMemberships/:membership'],
  myPrivacyRelationships: ['A/people/privacyRelationships', 'A/myPrivacyRelationships'],
  search: ['A/people/search', 'A/search'],
  contact: ['A/people/:contact', 'A/people/:contact'],
  contactPresence: ['A/people/:contact/presence', 'A/people/:contact/contactPresence'],
  contactNote: ['A/people/:contact/note', 'A/people/:contact/contactNote'],
  contactLocation: ['A/people/:contact/location', 'A/people/:contact/contactLocation'],
  contactSupportedModalities: ['A/people/:contact/supportedMedia', 'A/people/:contact/contactSupportedModalities'],
  contactPrivacyRelationship: ['A/people/:contact/privacyRelationship', 'A/people/:contact/contactPrivacyRelationship'],
  contactPhoto: ['A/photos/:contact', 'A/people/:contact/contactPhoto'],
  presenceSubscriptions: ['A/people/presenceSubscriptions', 'A/presenceSubscriptions'],
  presenceSubscription: ['A/people/presenceSubscriptions/:subscription', 'A/presenceSubscription/:subscription'],
  subscribeToGroupPresence: [
    'A/people/presenceSubscriptions?groupId=:group',
    'A/groups/:group/subscribeToGroupPresence?groupId=:group',
  ],
  presenceSubscriptionMemberships: ['A/people/presenceSubscriptionMemberships', 'A/presenceSubscriptionMemberships'],
  /** The memberships of one subscription. */
  memberships: [
    'A/people/presenceSubscriptionMemberships?presenceSubscriptionId=:subscription',
    'A/presenceSubscription/:subscription/memberships',
  ],
  addToPresenceSubscription: [
    'A/people/presenceSubscriptionMemberships?presenceSubscriptionId=:subscription',
    'A/presenceSubscription/:subscription/addToPresenceSubscription',
  ],
  /** `:membership` is `<subscription>,<address>`. */
  presenceSubscriptionMembership: [
    'A/people/presenceSubscriptionMemberships/:membership',
    'A/presenceSubscriptionMemberships/:membership',
  ],
  subscribedContacts: ['A/people/subscribedContacts', 'A/subscribedContacts'],
  myContactsAndGroupsSubscription: ['A/people/contactsAndGroupsSubscription', 'A/myContactsAndGroupsSubscription'],
  startOrRefreshSubscriptionToContactsAndGroups: [
    'A/people/contactsAndGroupsSubscription/start',
    'A/startOrRefreshSubscriptionToContactsAndGroups',
  ],
  stopSubscriptionToContactsAndGroups: [
    'A/people/contactsAndGroupsSubscription/stop',
    'A/stopSubscriptionToContactsAndGroups',
  ],

  communication: ['A/communication', 'A/communication'],
  conversations: ['A/communication/conversations?filter=active', 'A/communication/conversations'],
  startMessaging: ['A/communication/messagingInvitations', 'A/communication/startMessaging'],
  messagingInvitation: ['A/communication/messagingInvitations/:invitation', 'A/communication/invitations/:invitation'],
  accept: ['A/communication/messagingInvitations/:invitation/accept', 'A/communication/invitations/:invitation/accept'],
  decline: [
    'A/communication/messagingInvitations/:invitation/decline',
    'A/communication/invitations/:invitation/decline',
  ],
  cancel: ['C/messaging/terminate', 'A/communication/invitations/:invitation/cancel'],
  participantInvitation: [
    'A/communication/participantInvitations/:invitation',
    'A/communication/participantInvitations/:invitation',
  ],
  conversation: ['C', 'C'],
  messaging: ['C/messaging', 'C/messaging'],
  addMessaging: ['C/messaging/messagingInvitations', 'C/messaging/addMessaging'],
  sendMessage: ['C/messaging/messages', 'C/messaging/sendMessage'],
  messages: ['C/messaging/messages', 'C/messaging/messages'],
  message: ['C/messaging/messages/:message', 'C/messaging/messages/:message'],
  stopMessaging: ['C/messaging/terminate', 'C/messaging/stopMessaging'],
  setIsTyping: ['C/messaging/typing', 'C/messaging/setIsTyping'],
  typingParticipants: ['C/messaging/typingParticipants', 'C/participants/typingParticipants'],
  participants: ['C/participants', 'C/participants'],
  attendees: ['C/attendees', 'C/attendees'],
  leaders: ['C/leaders', 'C/leaders'],
  lobby: ['C/lobby', 'C/lobby'],
  addParticipant: ['A/communication/participantInvitations?conversation=:conversation', 'C/addParticipant'],
  participant: ['P', 'P'],
  localParticipant: ['P', 'C/onlineMeeting/:participant'],
  participantMessaging: ['P/messaging', 'P/participantMessaging'],
  onlineMeetings: ['A/onlineMeetings', 'A/onlineMeetings'],
} as const satisfies Record<string, Row>;

/** The rels with a path below an application. */
export type Place = keyof typeof rows;

export type FamilyName = 'real' | 'reference';

/** Where applications are made. */
export const applicationsPath: Readonly<Record<FamilyName, string>> = {
  real: '/ucwa/oauth/v1/applications',
  reference: '/ucwa/v1/applications',
};

/** The path of a place from the root, with `:names` for ids, and with its query. */
export function patternOf(family: FamilyName, place: Place): string {
  return rows[place][family === 'real' ? 0 : 1]
    .replace(/^P/, participant)
    .replace(/^C/, conversation)
    .replace(/^A/, `${applicationsPath[family]}/${application}`);
}
