// A view: one application's sight of a conversation of the messaging domain, from its opening to its end; on the wire a `conversation`
// (ucwa.md 8.1). Rows only; what is told about them is in notices.ts.
import type { Queryable } from '../../storage/database.ts';

/** The application that sees, and the user behind it. */
export type Viewer = {
  readonly serial: number;
  /** The application's id in paths. */
  readonly id: string;
  readonly userId: number;
  readonly mri: string;
  readonly displayName: string;
  /** Whether messages and invitations arrive (`makeMeAvailable`). */
  readonly isAvailable: boolean;
  readonly takesHtml: boolean;
};

export type ViewState = 'Connecting' | 'Incoming' | 'Connected' | 'Conferencing' | 'Conferenced' | 'Disconnected';
export type ChatState = 'Connecting' | 'Connected' | 'Disconnected';

export type View = {
  readonly serial: number;
  readonly viewer: Viewer;
  /** What the user calls the conversation in the messaging domain: `8:joe.4`, `19:...`. */
  readonly cid: string;
  /** Null when there is nobody at the other end. */
  readonly conversationId: string | null;
  readonly subject: string;
  readonly importance: string;
  readonly state: ViewState;
  readonly chatState: ChatState;
  /** Tick of the last message that the application was told. */
  readonly toldId: number;
  readonly createdAtMs: number;
};

type ViewerRow = {
  application: number;
  app_id: string;
  user_id: number;
  mri: string;
  display_name: string;
  is_available: boolean;
  takes_html: boolean;
};

type Row = ViewerRow & {
  serial: number;
  cid: string;
  conversation_id: string | null;
  subject: string;
  importance: string;
  state: ViewState;
  chat_state: ChatState;
  told_id: number;
  created_at_ms: number;
};

const viewerColumns = `applications.serial as application, applications.id as app_id, applications.user_id, users.mri,
  users.display_name, applications.is_available, applications.formats @> '["Html"]' as takes_html`;
const viewerTables = 'ucwa_applications applications join users on users.id = applications.user_id';

const columns = `${viewerColumns}, views.serial, views.cid, views.conversation_id, views.subject, views.importance, views.state,
  views.chat_state, views.told_id, views.created_at_ms`;
const tables = `ucwa_conversations views join ucwa_applications applications on applications.serial = views.application
  join users on users.id = applications.user_id`;

const viewerOf = (row: ViewerRow): Viewer => ({
  serial: row.application,
  id: row.app_id,
  userId: row.user_id,
  mri: row.mri,
  displayName: row.display_name,
  isAvailable: row.is_available,
  takesHtml: row.takes_html,
});

const viewOf = (row: Row): View => ({
  serial: row.serial,
  viewer: viewerOf(row),
  cid: row.cid,
  conversationId: row.conversation_id,
  subject: row.subject,
  importance: row.importance,
  state: row.state,
  chatState: row.chat_state,
  toldId: row.told_id,
  createdAtMs: row.created_at_ms,
});

/** Whether the view is past its beginning and before its end. */
export const isOpen = ({ state }: View): boolean => /^Con(nected|ferenc(ing|ed))$/.test(state);

/** Whether the conversation is one of several people, with roles (ucwa.md 8.8). */
export const isConference = ({ cid }: Pick<View, 'cid'>): boolean => cid.startsWith('19:');

/** The viewer of an application; undefined when it has ended. */
export async function findViewer(queryable: Queryable, application: number): Promise<Viewer | undefined> {
  const [row] = await queryable.query<ViewerRow>(
    `select ${viewerColumns} from ${viewerTables} where applications.serial = $1`,
    [application],
  );
  return row && viewerOf(row);
}

/** The applications of a user that receive. */
export async function availableViewersOf(queryable: Queryable, userId: number): Promise<Viewer[]> {
  const rows = await queryable.query<ViewerRow>(
    `select ${viewerColumns} from ${viewerTables} where applications.user_id = $1 and applications.is_available
     order by applications.serial`,
    [userId],
  );
  return rows.map(viewerOf);
}

async function select(queryable: Queryable, condition: string, parameters: readonly unknown[]): Promise<View[]> {
  const rows = await queryable.query<Row>(
    `select ${columns} from ${tables} where ${condition} order by views.serial`,
    parameters,
  );
  return rows.map(viewOf);
}

/** One view of an application by its number in paths. */
export async function findView(queryable: Queryable, application: number, serial: number): Promise<View | undefined> {
  return (await select(queryable, 'views.application = $1 and views.serial = $2', [application, serial]))[0];
}

/** The view an application has of the conversation that its user calls `cid`. */
export async function findViewByCid(queryable: Queryable, application: number, cid: string): Promise<View | undefined> {
  return (await select(queryable, 'views.application = $1 and lower(views.cid) = lower($2)', [application, cid]))[0];
}

/** All views of an application. */
export const viewsOf = (queryable: Queryable, application: number): Promise<View[]> =>
  select(queryable, 'views.application = $1', [application]);

/** All views that applications have of a conversation, of all its people. */
export const viewsOfConversation = (queryable: Queryable, conversationId: string): Promise<View[]> =>
  select(queryable, 'views.conversation_id = $1', [conversationId]);

export type NewView = Pick<
  View,
  'cid' | 'conversationId' | 'subject' | 'importance' | 'state' | 'chatState' | 'toldId'
>;

/** Opens a view at `nowMs`. */
export async function insertView(transaction: Queryable, viewer: Viewer, view: NewView, nowMs: number): Promise<View> {
  const createdAtMs = Math.floor(nowMs);
  const [row] = await transaction.query<{ serial: number }>(
    `insert into ucwa_conversations (application, user_id, cid, conversation_id, subject, importance, state, chat_state, told_id,
       created_at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning serial`,
    [
      viewer.serial,
      viewer.userId,
      view.cid,
      view.conversationId,
      view.subject,
      view.importance,
      view.state,
      view.chatState,
      view.toldId,
      createdAtMs,
    ],
  );
  if (!row) throw new Error('The new view was not returned.');
  return { ...view, serial: row.serial, viewer, createdAtMs };
}

/** Stores what changed of a view; returns it as it is now. */
export async function updateView(
  transaction: Queryable,
  view: View,
  change: Partial<Pick<View, 'cid' | 'conversationId' | 'subject' | 'state' | 'chatState' | 'toldId'>>,
): Promise<View> {
  const changed = { ...view, ...change };
  await transaction.query(
    `update ucwa_conversations set cid = $2, conversation_id = $3, subject = $4, state = $5, chat_state = $6, told_id = $7
     where serial = $1`,
    [
      view.serial,
      changed.cid,
      changed.conversationId,
      changed.subject,
      changed.state,
      changed.chatState,
      changed.toldId,
    ],
  );
  return changed;
}

export async function deleteView(transaction: Queryable, view: View): Promise<void> {
  await transaction.query('delete from ucwa_conversations where serial = $1', [view.serial]);
}
