// What a page does with conversations at once: groups and their rules, joining by link, clearing the history, and which
// messages may notify.
import type { ContactId, ConversationId } from '../model/account.ts';
import type { Member, NotifyLevel } from '../model/conversation.ts';

/** What the server says of a group now; only its members are told. */
export type GroupFacts = {
  conversation: ConversationId;
  /** Empty when nobody gave one. */
  topic: string;
  members: Member[];
  creator?: ContactId;
  createdAtMs?: number;
  /** Address of the group's picture. */
  picture?: string;
  /** Whoever has the link may join. */
  isJoiningEnabled: boolean;
  /** Those who come later see what was written before they came. */
  isHistoryDisclosed: boolean;
  /** Only administrators write, and change anything. */
  isModerated: boolean;
  /** What the user may do here. */
  may: { addPeople: boolean; changeTopic: boolean; administer: boolean };
};

/** What administrators switch on and off. */
export type GroupRule = 'joining' | 'history' | 'moderation';

export type GroupOperations = {
  /** Reads a group; rejects with `forbidden` when the user is not in it. */
  read(conversation: ConversationId): Promise<GroupFacts>;
  /** Creates a group with these people and the user as admin; answers its id. */
  create(members: readonly ContactId[], topic: string): Promise<ConversationId>;
  setTopic(conversation: ConversationId, topic: string): Promise<void>;
  /** A changed `history` counts for what is written from now on. */
  setRule(conversation: ConversationId, rule: GroupRule, isOn: boolean): Promise<void>;
  addMember(conversation: ConversationId, contact: ContactId): Promise<void>;
  removeMember(conversation: ConversationId, contact: ContactId): Promise<void>;
  setRole(conversation: ConversationId, contact: ContactId, role: Member['role']): Promise<void>;
  /** Leaves the group. Its history stays readable, nothing new comes. */
  leave(conversation: ConversationId): Promise<void>;
};

export type JoiningOperations = {
  /** The link by which others join a group, made if there is none yet. Rejects with `forbidden` when the user may not have it. */
  readLink(conversation: ConversationId): Promise<string>;
  /** The group that a link or its code leads to; undefined when the text cannot be either. Rejects with `not-found` when it leads nowhere. */
  resolve(link: string): Promise<ConversationId | undefined>;
  /** Joins a group. Rejects with `forbidden` when nobody may join it any more. */
  join(conversation: ConversationId): Promise<void>;
};

export type HistoryOperations = {
  /** Deletes everything written so far, for this user only. */
  clear(conversation: ConversationId): Promise<void>;
};

export type NotifyingOperations = {
  /** Says at the server which messages of a conversation may notify, for all clients of this user. */
  setLevel(conversation: ConversationId, level: NotifyLevel): Promise<void>;
};
