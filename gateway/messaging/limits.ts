/** Bounds on what one client may ask for. Sizes count UTF-16 units. */
export type Limits = {
  /** Endpoints one user may have; the one that was idle longest makes room for a new one. */
  readonly endpoints: number;
  /** Registrations of one user in five minutes (429/803). */
  readonly registrations: number;
  /** Messages one user may send in a burst, and how many a second the burst refills by (429/800). */
  readonly messageBurst: number;
  readonly messagesPerSecond: number;
  /** Length of one message's content (413). */
  readonly contentLength: number;
  /** Events waiting for one subscription; beyond it presence and typing go first, then the subscription is lost (450). */
  readonly queuedEvents: number;
  /** Events and size of one poll reply. */
  readonly eventsPerReply: number;
  readonly replyLength: number;
  /** How often a message is sent again to a client that acknowledges, and after how long each time (skype.md 5.2). */
  readonly resends: number;
  readonly resendSeconds: number;
  readonly threadMembers: number;
  readonly interestedResources: number;
  /** Custom properties of a conversation, of a user and of an endpoint: how many, and how long each value. */
  readonly properties: number;
  readonly propertyLength: number;
  readonly topicLength: number;
  /** Messages to someone who has neither accepted nor answered (403/804, skype.md 7.3). */
  readonly unansweredMessages: number;
};

export const defaultLimits: Limits = {
  endpoints: 20,
  registrations: 300,
  messageBurst: 2000,
  messagesPerSecond: 50,
  contentLength: 64 * 1024,
  queuedEvents: 5000,
  eventsPerReply: 1000,
  replyLength: 4 * 1024 * 1024,
  resends: 3,
  resendSeconds: 30,
  threadMembers: 600,
  interestedResources: 2000,
  properties: 50,
  propertyLength: 4096,
  topicLength: 200,
  unansweredMessages: 5,
};
