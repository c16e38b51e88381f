// Who is typing, as told to an application (ucwa.md 8.7): into typingParticipants and out of it again, after a time if nothing else ends it.
import type { Queryable } from '../../storage/database.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { tellNews, toldPeople } from './telling.ts';
import { isOpen, type View, type Viewer, viewsOf } from './views.ts';

/** Somebody in a chat began to type, or stopped. People who are not known to be in the chat are not told. */
export async function tellTyping(
  transaction: Queryable,
  context: UcwaContext,
  view: View,
  mri: string,
  isTyping: boolean,
): Promise<void> {
  if (!isOpen(view) || view.chatState !== 'Connected') return;
  const person = [...(await toldPeople(transaction, view)).values()].find((told) => told.mri === mri);
  if (!person?.isInChat) return;
  const wasTyping = person.typingUntilMs !== null;
  if (!isTyping && !wasTyping) return;
  await transaction.query(
    'update ucwa_participants set typing_until_ms = $3 where conversation = $1 and user_id = $2',
    [view.serial, person.userId, isTyping ? Math.floor(context.now() + context.clocks.typingMs) : null],
  );
  if (wasTyping !== isTyping) {
    await tellNews(transaction, context, view, [{ part: 'typing', person, type: isTyping ? 'added' : 'deleted' }]);
  }
}

/** When the first of an application's typing people stops by itself; infinite when nobody types. */
export async function endOfTypingMs(queryable: Queryable, viewer: Pick<Viewer, 'serial'>): Promise<number> {
  const [row] = await queryable.query<{ at: number | null }>(
    `select min(typing_until_ms) as at from ucwa_participants join ucwa_conversations on serial = conversation
     where application = $1`,
    [viewer.serial],
  );
  return row?.at ?? Number.POSITIVE_INFINITY;
}

/** Ends the typing of everybody whose time is over. */
export async function expireTyping(
  transaction: Queryable,
  context: UcwaContext,
  viewer: Pick<Viewer, 'serial'>,
): Promise<void> {
  for (const view of await viewsOf(transaction, viewer.serial)) {
    const people = [...(await toldPeople(transaction, view)).values()];
    for (const person of people) {
      const isOver = person.typingUntilMs !== null && person.typingUntilMs <= context.now();
      if (isOver) await tellTyping(transaction, context, view, person.mri, false);
    }
  }
}
