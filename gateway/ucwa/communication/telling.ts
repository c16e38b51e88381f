// Brings what an application was told of the people in a conversation up to what is true now (ucwa.md 8.8, 8.9, 10.4). Whatever happens
// to members, it ends here: told once, in one order, and nothing at all of who came and went unseen.
import { memberOf, readConversation } from '../../messaging/conversation-store.ts';
import type { Queryable } from '../../storage/database.ts';
import { type QueuedEvent, queueEvents, withdrawEvents } from '../channel/queue.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { participantHref } from './addresses.ts';
import { groupNotice, participantMessagingNotice, participantNotice } from './notices.ts';
import { absencesOf, othersIn } from './people.ts';
import type { Person } from './resources.ts';
import { isOpen, type View, viewsOfConversation } from './views.ts';

type Told = Person & { readonly userId: number; readonly typingUntilMs: number | null };

type ToldRow = {
  user_id: number;
  mri: string;
  name: string;
  role: Person['role'];
  is_in_chat: boolean;
  typing_until_ms: number | null;
};

/** What the application of a view was told of the others, by user. */
export async function toldPeople(queryable: Queryable, view: Pick<View, 'serial'>): Promise<Map<number, Told>> {
  const rows = await queryable.query<ToldRow>('select * from ucwa_participants where conversation = $1', [view.serial]);
  return new Map(
    rows.map((row) => [
      row.user_id,
      {
        userId: row.user_id,
        mri: row.mri,
        name: row.name,
        role: row.role,
        isInChat: row.is_in_chat,
        typingUntilMs: row.typing_until_ms,
      },
    ]),
  );
}

/** What is told of a person comes in parts; each has a key, so that what was not collected yet can be taken back. */
type Part = 'participant' | 'role' | 'chat' | 'typing';
export type News = { readonly part: Part; readonly person: Person; readonly type: 'added' | 'updated' | 'deleted' };

const groupOf = (role: Person['role']): 'leaders' | 'attendees' => (role === 'Leader' ? 'leaders' : 'attendees');

function noticeOf(context: UcwaContext, view: View, { part, person, type }: News): QueuedEvent | undefined {
  switch (part) {
    case 'participant':
      return participantNotice(context, view, person, type);
    case 'chat':
      return participantMessagingNotice(context, view, person, type);
    case 'typing':
      return type === 'updated' ? undefined : groupNotice(context, view, person, 'typingParticipants', type);
    default:
      return type === 'updated' ? undefined : groupNotice(context, view, person, groupOf(person.role), type);
  }
}

/**
 * What remains to be told when the application has not collected `waiting` of the same kind yet: nothing of a visit that it never heard
 * of, and a change instead of a leaving and a return (ucwa.md 7.1, 8.9).
 */
function remaining(news: News, waiting: readonly string[]): News | undefined {
  if (news.type === 'deleted' && waiting.includes('added')) return undefined;
  if (news.type === 'added' && waiting.includes('deleted')) return { ...news, type: 'updated' };
  return news;
}

/** Queues news of people, each merged with what still waits about the same. */
export async function tellNews(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  news: readonly News[],
): Promise<void> {
  const notices: QueuedEvent[] = [];
  for (const item of news) {
    const about = `${item.part} ${item.part === 'role' ? groupOf(item.person.role) : ''} ${participantHref(context, view, item.person.mri)}`;
    const left = remaining(item, await withdrawEvents(transaction, view.viewer, about));
    const notice = left && noticeOf(context, view, left);
    if (notice) notices.push({ ...notice, about });
  }
  await queueEvents(transaction, context, view.viewer, notices);
}

function newsOfComing(person: Person, tellsChat: boolean): News[] {
  return [
    { part: 'participant', person, type: 'added' },
    ...(person.role ? [{ part: 'role', person, type: 'added' } as const] : []),
    ...(tellsChat && person.isInChat ? [{ part: 'chat', person, type: 'added' } as const] : []),
  ];
}

const newsOfGoing = (told: Told): News[] => [
  ...(told.typingUntilMs === null ? [] : [{ part: 'typing', person: told, type: 'deleted' } as const]),
  ...(told.isInChat ? [{ part: 'chat', person: told, type: 'deleted' } as const] : []),
  ...(told.role ? [{ part: 'role', person: told, type: 'deleted' } as const] : []),
  { part: 'participant', person: told, type: 'deleted' },
];

function newsOfChange(told: Told, person: Person, tellsChat: boolean): News[] {
  const news: News[] = [];
  if (told.role !== person.role) {
    if (told.role) news.push({ part: 'role', person: told, type: 'deleted' });
    if (person.role) news.push({ part: 'role', person, type: 'added' });
    news.push({ part: 'participant', person, type: 'updated' });
  }
  if (tellsChat && told.isInChat !== person.isInChat) {
    if (told.typingUntilMs !== null && !person.isInChat) news.push({ part: 'typing', person: told, type: 'deleted' });
    news.push({ part: 'chat', person, type: person.isInChat ? 'added' : 'deleted' });
  }
  return news;
}

async function storeTold(transaction: Queryable, view: View, people: ReadonlyMap<number, Person>, tellsChat: boolean) {
  const list = [...people].map(([userId, person]) => ({ userId, ...person }));
  await transaction.query('delete from ucwa_participants where conversation = $1 and user_id <> all ($2::bigint[])', [
    view.serial,
    list.map(({ userId }) => userId),
  ]);
  await transaction.query(
    `insert into ucwa_participants (conversation, user_id, mri, name, role, is_in_chat)
     select $1, user_id, mri, name, role, is_in_chat
     from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::boolean[]) as listed (user_id, mri, name, role, is_in_chat)
     on conflict (conversation, user_id) do update set name = excluded.name, role = excluded.role,
       is_in_chat = case when $7 then excluded.is_in_chat else ucwa_participants.is_in_chat end,
       typing_until_ms = case when excluded.is_in_chat then ucwa_participants.typing_until_ms end`,
    [
      view.serial,
      list.map(({ userId }) => userId),
      list.map(({ mri }) => mri),
      list.map(({ name }) => name),
      list.map(({ role }) => role),
      list.map(({ isInChat }) => tellsChat && isInChat),
      tellsChat,
    ],
  );
}

/**
 * Tells an application what changed about the people of a conversation since it was told last. Before the conversation is connected only
 * who is in it, afterwards also who uses the chat. Returns how many people are in it, the user included.
 */
export async function tellPeople(transaction: Queryable, context: UcwaContext, view: View): Promise<number> {
  const conversation = view.conversationId ? await readConversation(transaction, view.conversationId) : undefined;
  if (!conversation || !memberOf(conversation, view.viewer.userId)) return 1;
  const people = othersIn(conversation, await absencesOf(transaction, conversation.id), view.viewer.userId);
  const told = await toldPeople(transaction, view);
  const tellsChat = isOpen(view);
  const going = [...told.values()].filter(({ userId }) => !people.has(userId)).flatMap(newsOfGoing);
  const coming = [...people].flatMap(([userId, person]) => {
    const known = told.get(userId);
    return known ? newsOfChange(known, person, tellsChat) : newsOfComing(person, tellsChat);
  });
  await tellNews(transaction, context, view, [...going, ...coming]);
  await storeTold(transaction, view, people, tellsChat);
  return people.size + 1;
}

/** Tells everybody else who has the conversation open that something changed about `userId`, or about anybody. */
export async function tellOthers(
  transaction: Queryable,
  context: UcwaContext,
  conversationId: string,
  userId?: number,
): Promise<void> {
  for (const view of await viewsOfConversation(transaction, conversationId)) {
    if (isOpen(view) && view.viewer.userId !== userId) await tellPeople(transaction, context, view);
  }
}
