// Which rels of which resource are lists: in JSON those are arrays even with one element (ucwa.md 1.3). XML needs no such
// knowledge, there one link and a list of one look alike.

// A map: the kind of a resource may be any word, also one that every object has a member for.
const listsOf: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    myContacts: ['contact'],
    groupContacts: ['contact'],
    subscribedContacts: ['contact'],
    search: ['contact', 'distributionGroup'],
    expandDistributionGroup: ['contact', 'distributionGroup'],
    myGroups: ['group', 'distributionGroup'],
    myGroupMemberships: ['myGroupMembership'],
    presenceSubscriptions: ['presenceSubscription'],
    presenceSubscriptionMemberships: ['presenceSubscriptionMembership'],
    conversations: ['conversation'],
    messages: ['message'],
    participants: ['participant'],
    attendees: ['participant'],
    leaders: ['participant'],
    lobby: ['participant'],
    typingParticipants: ['participant'],
    phones: ['phone'],
  }),
);

const alwaysLists: ReadonlySet<string> = new Set(['failedDeliveryParticipant', 'acceptedByParticipant']);

/** Whether `rel` inside a resource of the kind `owner` is a list. */
export const isPlural = (owner: string, rel: string): boolean =>
  alwaysLists.has(rel) || (listsOf.get(owner)?.includes(rel) ?? false);
