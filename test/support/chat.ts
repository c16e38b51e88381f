// Builders in the words of the model. Everything is frozen, so that a rule that changes its input fails.
import type { ChatEvent } from '../../src/model/event.ts';
import type { Message } from '../../src/model/message.ts';
import { createComposingOperations } from '../../src/skype/operations/composing.ts';

export const fred = '8:fred.2';
export const joe = '8:joe.4';
export const anna = '8:anna.7';
export const team = '19:team@thread.skype';

/** Freezes a value with everything in it. */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

/** A text message; `order` is its time of arrival, from which its id and version follow. */
export function textMessage(order: number, changes: Partial<Message> & { text?: string } = {}): Message {
  const { text = `message ${order}`, ...rest } = changes;
  return freeze({
    conversation: joe,
    id: String(order),
    order,
    version: order,
    sender: joe,
    composedAtMs: order,
    content: { kind: 'text', body: [{ kind: 'text', text }], isAction: false },
    mentions: [],
    raw: { type: 'RichText', content: text },
    ...rest,
  } satisfies Message);
}

export const messageEvent = (message: Message): ChatEvent => freeze({ type: 'message', message });

/** The words of a text message. */
export function wordsOf(message: Pick<Message, 'content'> | undefined): string | undefined {
  if (message?.content.kind !== 'text') return undefined;
  return message.content.body.map((node) => (node.kind === 'text' ? node.text : '')).join('');
}

const composing = createComposingOperations(() => Promise.reject(new Error('composing asks nobody')));

/** What a page composed of this text, as the payload of `message.send` and as part of a row of the outbox. */
export const composed = (text: string) => ({ text, ...composing.compose(text) });
