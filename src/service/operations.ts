// What a page does for the user at once, beside the worker's own work: operations that are asked, answered and shown, and
// need no memory when the worker dies. The page encodes and decodes; the worker sends, with its tokens and its guard.
import type {
  AddressBookOperations,
  DeviceOperations,
  EntitlementOperations,
  PreferenceWriting,
  ProfileOperations,
} from './account-operations.ts';
import type { ComposingOperations } from './composing.ts';
import type { GroupOperations, HistoryOperations, JoiningOperations, NotifyingOperations } from './group-operations.ts';
import type { NoteOperations, ParticipantOperations } from './participant-operations.ts';
import type {
  BotOperations,
  DecidingOperations,
  DirectoryOperations,
  PeopleOperations,
  RequestOperations,
} from './people-operations.ts';
import type { PreviewOperations } from './preview-operations.ts';

/** One request to the account's server, without any token. */
export type DirectRequest = {
  /** The service of the protocol that it goes to. */
  place: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`, after the base of the service. */
  path: string;
  json?: unknown;
  form?: Record<string, string>;
  /** The id of a stored attachment of the account whose content is the body; its media type is a header. */
  attachment?: string;
  headers?: Record<string, string>;
};

/** A reply of success; `location` is the header of that name. */
export type DirectReply = { text: string; location?: string };

/** Sends a request by way of the worker. Rejects with an error whose `kind` chooses the sentence for the user. */
export type SendDirect = (request: DirectRequest) => Promise<DirectReply>;

/** What can be done with an account at once; bundles that its service does not have are absent, and so are their screens. */
export type AccountOperations = {
  readonly composing?: ComposingOperations;
  readonly groups?: GroupOperations;
  readonly joining?: JoiningOperations;
  readonly participants?: ParticipantOperations;
  readonly notes?: NoteOperations;
  readonly history?: HistoryOperations;
  readonly notifying?: NotifyingOperations;
  readonly people?: PeopleOperations;
  readonly deciding?: DecidingOperations;
  readonly directory?: DirectoryOperations;
  readonly bots?: BotOperations;
  readonly requests?: RequestOperations;
  readonly previews?: PreviewOperations;
  readonly profile?: ProfileOperations;
  readonly entitlements?: EntitlementOperations;
  readonly addressBook?: AddressBookOperations;
  readonly devices?: DeviceOperations;
  readonly preferences?: PreferenceWriting;
};
