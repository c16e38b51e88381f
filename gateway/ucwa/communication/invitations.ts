// Invitations as rows and as resources (ucwa.md 8.4, 8.8). An outgoing one and the incoming ones that it made are a pair: the incoming
// rows name it. One that a message from the Skype side made has no pair.
import type { Reason } from '../../../src/ucwa/wire/reason.ts';
import { makeResource, type Resource } from '../../../src/ucwa/wire/resource.ts';
import type { Queryable } from '../../storage/database.ts';
import { queueEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { contactHref, hrefIn, meHref, participantHref } from './addresses.ts';
import { invitationNotice } from './notices.ts';
import { type Person, participantResource } from './resources.ts';
import type { View, Viewer } from './views.ts';

export type InvitationState = 'Connecting' | 'Connected' | 'Declined' | 'Cancelled' | 'Failed';

/** The other side; `mri` is absent when there is nobody with that address. */
export type Other = { readonly mri: string | null; readonly uri: string; readonly name: string };

export type Invitation = {
  readonly serial: number;
  readonly application: number;
  /** The serial of its view; null once that is over. */
  readonly view: number | null;
  readonly kind: 'messaging' | 'participant';
  readonly direction: 'Incoming' | 'Outgoing';
  readonly state: InvitationState;
  readonly operationId: string | null;
  readonly subject: string;
  readonly importance: string;
  readonly threadId: string;
  readonly other: Other;
  /** The first text as a data URI. */
  readonly message: string | null;
  readonly answeredBy: readonly Person[];
  /** Serial of the outgoing invitation behind an incoming one. */
  readonly pair: number | null;
  /** The message that made it. */
  readonly firstId: number | null;
  readonly expiresAtMs: number | null;
};

type Row = {
  serial: number;
  application: number;
  conversation: number | null;
  kind: Invitation['kind'];
  direction: Invitation['direction'];
  state: InvitationState;
  operation_id: string | null;
  subject: string;
  importance: string;
  thread_id: string;
  other_mri: string | null;
  other_uri: string;
  other_name: string;
  message: string | null;
  answered_by: Person[];
  pair: number | null;
  first_id: number | null;
  expires_at_ms: number | null;
};

const invitationOf = (row: Row): Invitation => ({
  serial: row.serial,
  application: row.application,
  view: row.conversation,
  kind: row.kind,
  direction: row.direction,
  state: row.state,
  operationId: row.operation_id,
  subject: row.subject,
  importance: row.importance,
  threadId: row.thread_id,
  other: { mri: row.other_mri, uri: row.other_uri, name: row.other_name },
  message: row.message,
  answeredBy: row.answered_by,
  pair: row.pair,
  firstId: row.first_id,
  expiresAtMs: row.expires_at_ms,
});

async function select(queryable: Queryable, condition: string, parameters: readonly unknown[]): Promise<Invitation[]> {
  const rows = await queryable.query<Row>(
    `select * from ucwa_invitations where ${condition} order by serial`,
    parameters,
  );
  return rows.map(invitationOf);
}

export const findInvitation = async (queryable: Queryable, application: number, serial: number) =>
  (await select(queryable, 'application = $1 and serial = $2', [application, serial]))[0];

/** The invitation that an operation of the client made (ucwa.md 8.3): a repeated request finds it. */
export const findOperation = async (queryable: Queryable, application: number, operationId: string) =>
  (await select(queryable, 'application = $1 and operation_id = $2', [application, operationId]))[0];

/** The unanswered invitations of a view. */
export const pendingOf = (queryable: Queryable, view: Pick<View, 'serial'>): Promise<Invitation[]> =>
  select(queryable, "conversation = $1 and state = 'Connecting'", [view.serial]);

/** The outgoing invitation behind an incoming one. */
export const pairOf = async (queryable: Queryable, { pair }: Pick<Invitation, 'pair'>) =>
  pair === null ? undefined : (await select(queryable, 'serial = $1', [pair]))[0];

/** The unanswered incoming invitations that an outgoing one made. */
export const ringing = (queryable: Queryable, outgoing: number): Promise<Invitation[]> =>
  select(queryable, "pair = $1 and state = 'Connecting'", [outgoing]);

/** Unanswered invitations whose time is over, of all applications. */
export const overdue = (queryable: Queryable, nowMs: number): Promise<Invitation[]> =>
  select(queryable, "expires_at_ms <= $1 and state = 'Connecting'", [Math.floor(nowMs)]);

export type NewInvitation = Omit<Invitation, 'serial' | 'application' | 'view' | 'answeredBy' | 'state'>;

/** Stores an unanswered invitation. */
export async function insertInvitation(
  transaction: Queryable,
  application: number,
  view: View,
  invitation: NewInvitation,
): Promise<Invitation> {
  const [row] = await transaction.query<Row>(
    `insert into ucwa_invitations (application, conversation, kind, direction, state, operation_id, subject, importance, thread_id,
       other_mri, other_uri, other_name, message, pair, first_id, expires_at_ms)
     values ($1, $2, $3, $4, 'Connecting', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning *`,
    [
      application,
      view.serial,
      invitation.kind,
      invitation.direction,
      invitation.operationId,
      invitation.subject,
      invitation.importance,
      invitation.threadId,
      invitation.other.mri,
      invitation.other.uri,
      invitation.other.name,
      invitation.message,
      invitation.pair,
      invitation.firstId,
      invitation.expiresAtMs === null ? null : Math.floor(invitation.expiresAtMs),
    ],
  );
  if (!row) throw new Error('The new invitation was not returned.');
  return invitationOf(row);
}

/** Ties an incoming invitation to an outgoing one that came later. */
export const tieInvitation = (transaction: Queryable, incoming: number, outgoing: number) =>
  transaction.query('update ucwa_invitations set pair = $2 where serial = $1', [incoming, outgoing]);

/** Forgets the first text: it was sent. */
export const forgetFirstText = (queryable: Queryable, serial: number) =>
  queryable.query('update ucwa_invitations set message = null where serial = $1', [serial]);

const placeOf = (invitation: Pick<Invitation, 'kind'>) =>
  invitation.kind === 'messaging' ? ('messagingInvitation' as const) : ('participantInvitation' as const);

export const invitationHref = (context: UcwaContext, viewer: Viewer, invitation: Pick<Invitation, 'kind' | 'serial'>) =>
  context.paths.href(placeOf(invitation), { app: viewer.id, invitation: invitation.serial });

/** What may be done with an invitation now. An outgoing one to a conference has nothing of its own to cancel. */
function ownLinks(context: UcwaContext, viewer: Viewer, invitation: Invitation, view: View | undefined) {
  const ids = { app: viewer.id, invitation: invitation.serial };
  if (invitation.state !== 'Connecting' || invitation.kind !== 'messaging') return {};
  if (invitation.direction === 'Incoming') {
    return { accept: context.paths.href('accept', ids), decline: context.paths.href('decline', ids) };
  }
  return view ? { cancel: context.paths.href('cancel', { ...ids, conversation: view.serial }) } : {};
}

/**
 * An invitation as a resource. `isTaken` leaves out accept and decline although the answer is only on its way (ucwa.md 10.2). `view` is
 * absent once the conversation is over.
 */
export function invitationResource(
  context: UcwaContext,
  viewer: Viewer,
  invitation: Invitation,
  view: View | undefined,
  isTaken = false,
): Resource {
  const { direction, other, answeredBy } = invitation;
  const isIncoming = direction === 'Incoming';
  const otherContact = other.mri === null ? undefined : contactHref(context, viewer, other.mri);
  const from: Person = { mri: other.mri ?? '', name: other.name, role: null, isInChat: false };
  const local = view && { href: participantHref(context, view, viewer.mri), title: viewer.displayName };
  const remote = view && other.mri ? { href: participantHref(context, view, other.mri), title: other.name } : undefined;
  return makeResource(placeOf(invitation), invitationHref(context, viewer, invitation), {
    properties: {
      direction,
      state: invitation.state,
      operationId: isIncoming ? undefined : (invitation.operationId ?? undefined),
      threadId: invitation.threadId,
      subject: invitation.subject,
      importance: invitation.importance,
    },
    links: {
      conversation: view && hrefIn(context, view, 'conversation'),
      messaging: view && hrefIn(context, view, 'messaging'),
      from: isIncoming ? remote : local,
      to: isIncoming ? meHref(context, viewer) : otherContact,
      message: invitation.message ?? undefined,
      ...(isTaken ? {} : ownLinks(context, viewer, invitation, view)),
    },
    embedded: {
      from: view && isIncoming && other.mri ? participantResource(context, view, from) : undefined,
      acceptedByParticipant:
        view && answeredBy.length > 0
          ? answeredBy.map((person) => participantResource(context, view, person))
          : undefined,
    },
  });
}

/** Ends an invitation and tells its application: with success when there is no reason. Returns it as it is now. */
export async function finishInvitation(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Viewer,
  invitation: Invitation,
  view: View | undefined,
  end: { readonly state: InvitationState; readonly reason?: Reason; readonly answeredBy?: readonly Person[] },
): Promise<Invitation> {
  const finished = {
    ...invitation,
    state: end.state,
    answeredBy: end.answeredBy ?? invitation.answeredBy,
    expiresAtMs: null,
  };
  await transaction.query(
    'update ucwa_invitations set state = $2, answered_by = $3, expires_at_ms = null where serial = $1',
    [invitation.serial, finished.state, JSON.stringify(finished.answeredBy)],
  );
  const resource = invitationResource(context, viewer, finished, view);
  await queueEvents(transaction, context, viewer, [
    invitationNotice(context, { viewer }, resource, 'completed', end.reason),
  ]);
  return finished;
}
