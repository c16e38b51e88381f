// The texts of own messages between their request and the server's word that they are delivered: that word carries no text (ucwa.md 8.6).
import type { ConversationId } from '../../model/account.ts';
import type { UcwaConnection } from '../client/connection.ts';
import { changeSession, type Session } from '../client/session.ts';
import type { ChannelState } from './state.ts';

export type SentText = Session['sent'][string];

/** Keeps a text before it goes out. */
export async function keepText(
  { options }: UcwaConnection,
  { applicationHref }: Session,
  operationId: string,
  text: SentText,
): Promise<void> {
  await changeSession(options.session, applicationHref, ({ sent }) => ({ sent: { ...sent, [operationId]: text } }));
}

/** Notes that the server has taken a text. */
export async function noteAccepted(
  { options }: UcwaConnection,
  { applicationHref }: Session,
  operationId: string,
): Promise<void> {
  await changeSession(options.session, applicationHref, ({ sent }) => {
    const kept = sent[operationId];
    return kept ? { sent: { ...sent, [operationId]: { ...kept, acceptedAtMs: options.nowMs() } } } : {};
  });
}

/** Of how many texts that nobody spoke of again the last are kept. Not for how long: the clock may be set at any time. */
const mostKept = 50;

/** Forgets the texts whose delivery is committed, and of those that nobody will ask for any more the oldest. */
export async function forgetTexts({ options }: UcwaConnection, session: Session, state: ChannelState): Promise<void> {
  const known = new Set(state.outcomes.map(({ operationId }) => operationId));
  const keep = (texts: Session['sent']) =>
    Object.entries(texts)
      .filter(([operationId]) => !known.has(operationId))
      .slice(-mostKept);
  if (keep(session.sent).length === Object.keys(session.sent).length) return;
  await changeSession(options.session, session.applicationHref, ({ sent }) => ({
    sent: Object.fromEntries(keep(sent)),
  }));
}

/** Texts that the server took some time ago and never spoke of again: `overdueMs` is how long it has to. */
export function overdueTexts(session: Session, state: ChannelState, nowMs: number, overdueMs = 20_000) {
  const known = new Set(state.outcomes.map(({ operationId }) => operationId));
  return Object.entries(session.sent).flatMap(([operationId, text]) => {
    const { acceptedAtMs, conversation } = text;
    if (acceptedAtMs === undefined || conversation === undefined || known.has(operationId)) return [];
    return nowMs - acceptedAtMs < overdueMs ? [] : [{ operationId, conversation, text }];
  });
}

export type Overdue = { operationId: string; conversation: ConversationId; text: SentText };
