/** The clocks of UCWA (ucwa.md 4.4, 7.1), all in milliseconds; shortened in tests. */
export type UcwaClocks = {
  /** How long an invitation may stay unanswered, and a message uncollected. */
  readonly invitationMs: number;
  /** How long a report of activity keeps the user from idling. */
  readonly activityMs: number;
  /** How long an application lives without an event request after the previous one was answered. */
  readonly applicationMs: number;
  /**
   * How long an application that receives lives without a report of activity. The notes leave the time open; it is long enough
   * for a night with an open browser.
   */
  readonly inactivityMs: number;
  /** How long an event request is held, unless it says otherwise, and the least it may say. */
  readonly pollMs: number;
  readonly leastPollMs: number;
  /** After this long without an event request what is transient is dropped, and the next answer says `resume`. */
  readonly silenceMs: number;
  /** How long events of low and of medium priority may be collected, unless the client says otherwise. */
  readonly lowMs: number;
  readonly mediumMs: number;
  /** The least a client may ask for both. */
  readonly leastCollectMs: number;
  /** How long "is typing" lasts (ucwa.md 12, point 4: the notes leave it open; clients repeat every few seconds). */
  readonly typingMs: number;
  /** What one minute of a presence subscription, or of one to contacts and groups, takes. */
  readonly subscriptionMinuteMs: number;
  /** How long before its end a subscription says so. */
  readonly expiryWarningMs: number;
};

export const defaultUcwaClocks: UcwaClocks = {
  invitationMs: 30_000,
  activityMs: 240_000,
  applicationMs: 900_000,
  inactivityMs: 12 * 3_600_000,
  pollMs: 180_000,
  leastPollMs: 180_000,
  silenceMs: 600_000,
  lowMs: 15_000,
  mediumMs: 5_000,
  leastCollectMs: 5_000,
  typingMs: 5_000,
  subscriptionMinuteMs: 60_000,
  expiryWarningMs: 120_000,
};
