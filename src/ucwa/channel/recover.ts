// When events were lost (ucwa.md 7.2): after `resync` everything is read anew, after `resume` and with a new application the server has
// dropped all conversations. Either may be what a server says after silence, the pages differ (ucwa.md 12, point 3): after both the next
// package is asked for where the link leads, and what is there is believed. Nothing is told
// about single people then; nothing that is stored is deleted.
import { addLookup, type Draft } from './draft.ts';
import { releasePreview } from './fold-invitations.ts';
import { settle } from './settle.ts';
import type { ChannelState, ConversationState } from './state.ts';

/** The addresses hold, what was said about them may be old: asks for all of it again. */
export function rereadConversations(draft: Draft): void {
  const { state } = draft;
  for (const [href, conversation] of Object.entries(state.conversations)) {
    if (!conversation.isClosed) reread(draft, href, conversation);
  }
  addLookup(draft, { kind: 'conversations', href: '' });
  addLookup(draft, { kind: 'restore', href: '' });
}

function reread(draft: Draft, href: string, conversation: ConversationState): void {
  conversation.isSilent = true;
  conversation.isRead = false;
  conversation.messaging.state = '';
  // Whether somebody is in the chat is said by their participantMessaging being there (ucwa.md 8.9).
  for (const messaging of Object.keys(conversation.owners)) {
    addLookup(draft, { kind: 'chat', href: messaging, conversation: href });
  }
  for (const participant of Object.keys(conversation.participants)) {
    addLookup(draft, { kind: 'participant', href: participant, conversation: href });
  }
}

/** The server has forgotten all conversations and subscriptions. */
export function forgetConversations(draft: Draft): void {
  const { state } = draft;
  for (const conversation of Object.values(state.conversations)) {
    conversation.isClosed = true;
    conversation.isSilent = true;
  }
  state.invitations = {};
  state.actions = [];
  state.lookups = [];
  addLookup(draft, { kind: 'restore', href: '' });
}

/**
 * The state at the beginning of an application. What the one before it had not told yet is told now; its conversations are over.
 * @param before the stored state of another application, if there is one
 */
export function beginState(draft: Draft, before: ChannelState | undefined): void {
  const { state } = draft;
  if (before) {
    const { orders, threads, seen, shown, outcomes, serial, beganAtMs } = before;
    // Ids of our own making stay unique even if the clock has not moved.
    Object.assign(state, { orders, threads, seen, shown, outcomes, serial });
    state.beganAtMs = Math.max(state.beganAtMs, beganAtMs);
    state.conversations = before.conversations;
    for (const conversation of Object.values(state.conversations)) {
      conversation.isClosed = true;
      conversation.isSilent = true;
      releasePreview(draft, conversation);
    }
    settle(draft);
    state.conversations = {};
  }
  addLookup(draft, { kind: 'conversations', href: '' });
}
