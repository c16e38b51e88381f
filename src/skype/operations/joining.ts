// Links by which others join a group, in both generations (skype.md 6.5, 2.3).
import type { ContactId, ConversationId } from '../../model/account.ts';
import { ServiceError } from '../../service/error.ts';
import type { JoiningOperations } from '../../service/group-operations.ts';
import type { SendDirect } from '../../service/operations.ts';
import { isThreadId, parseMri } from '../identifiers.ts';
import { joinLinkReply, joinReply, meetingReply, schedulerReply } from '../wire/join.ts';
import { kindOfFailure } from './failure-kind.ts';
import { readReply } from './reply.ts';

/** Codes of today have 12 characters; older ones are longer. */
const codePattern = /^[A-Za-z0-9_-]{6,64}$/;

/** Only such an address is handed to others. */
const linkPattern = /^https?:\/\/[^\s"<>]+$/;

/**
 * The code in what somebody pasted: a link of the public service or of a gateway (the code is the last part of its path),
 * or the code alone. Undefined when it is neither.
 */
export function codeOfLink(pasted: string): string | undefined {
  const given = pasted.trim();
  if (codePattern.test(given)) return given;
  const address = /^https?:\/\//i.test(given) ? given : `https://${given}`;
  if (/\s/.test(given) || !URL.canParse(address)) return undefined;
  const code = new URL(address).pathname.split('/').filter(Boolean).at(-1);
  return code !== undefined && codePattern.test(code) ? code : undefined;
}

function threadIn(id: string): ConversationId {
  if (isThreadId(id) && parseMri(id)) return id;
  throw new ServiceError('unreadable', 'the link leads to no group');
}

/** A server that knows only one of the two generations answers the other like anything it does not know. */
const mayBeOlder = (error: unknown) => ['not-found', 'invalid', 'unreadable'].includes(kindOfFailure(error) ?? '');

async function newerOrOlder<T>(newer: () => Promise<T>, older: () => Promise<T>): Promise<T> {
  try {
    return await newer();
  } catch (error) {
    if (!mayBeOlder(error)) throw error;
    return older();
  }
}

/** Join links, and joining, as the signed-in user `user`. */
export function createJoiningOperations(send: SendDirect, user: ContactId): JoiningOperations {
  return {
    async readLink(conversation) {
      const link = await newerOrOlder(
        async () => {
          const json = { threadId: conversation };
          const reply = await send({ place: 'joinApi', method: 'POST', path: '/v1/meetings', json });
          return readReply(joinLinkReply, reply).url;
        },
        async () => {
          const json = { baseDomain: 'https://join.skype.com/launch/', threadId: conversation };
          const reply = await send({ place: 'scheduler', method: 'POST', path: '/threads', json });
          return readReply(schedulerReply, reply).JoinUrl;
        },
      );
      if (!linkPattern.test(link)) throw new ServiceError('unreadable', 'the server answered no link');
      return link;
    },

    async resolve(pasted) {
      const code = codeOfLink(pasted);
      if (code === undefined) return undefined;
      return newerOrOlder(
        async () => {
          const path = `/v1/meetings/${encodeURIComponent(code)}`;
          return threadIn(readReply(meetingReply, await send({ place: 'joinApi', method: 'GET', path })).threadId);
        },
        async () => {
          const json = { shortId: code, type: 'wl' };
          const reply = await send({ place: 'join', method: 'POST', path: '/api/v2/conversation/', json });
          return threadIn(readReply(joinReply, reply).Resource);
        },
      );
    },

    async join(conversation) {
      const path = `/threads/${encodeURIComponent(conversation)}/members/${encodeURIComponent(user)}`;
      await send({ place: 'messaging', method: 'PUT', path, json: {} });
    },
  };
}
