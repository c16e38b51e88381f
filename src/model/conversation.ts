import type { ContactId, ConversationId } from './account.ts';

export type Member = {
  id: ContactId;
  role: 'admin' | 'user';
  name?: string;
  /** False for who is in the conversation but not in its chat (ucwa.md 8.9); absent where there is no such difference. */
  isInChat?: boolean;
};

/** Which messages of a conversation may notify (skype.md 6.7 `alerts`; a conversation that another client muted is `mentions`). */
export type NotifyLevel = 'all' | 'mentions' | 'none';

/** Facts about a conversation; messages and unread are kept beside it. */
export type Conversation = {
  id: ConversationId;
  kind: 'direct' | 'group';
  /** The other person of a direct conversation. */
  partner?: ContactId;
  /** Title of a group; empty when nobody gave one, then its members name it. */
  topic: string;
  members: Member[];
  /** Server's version of the conversation, ms of its last change; a lower one never overwrites a higher one. */
  version: number;
  /** Order of the last message the user has read, on any endpoint. Never moves backwards. */
  readUpTo: number;
  /** Messages up to this order were cleared from the history by the user. */
  clearedUpTo: number;
  notifyLevel: NotifyLevel;
  /** False once the user has left or was removed. */
  isMember: boolean;
  /** Version at which each part was told, because conversation and thread are told apart and arrive in any order. */
  toldAt?: Partial<Record<VersionedPart, number>>;
};

/** Parts of a conversation where the higher version wins. */
export type VersionedPart = 'kind' | 'partner' | 'topic' | 'members' | 'notifyLevel' | 'isMember';

/** Parts of a conversation that an event or a listing can change; what is absent stays as it was. */
export type ConversationUpdate = { id: ConversationId } & Partial<Omit<Conversation, 'id' | 'toldAt'>>;
