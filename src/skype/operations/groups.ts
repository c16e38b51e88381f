// Group threads (skype.md 6.1, 6.3).
import type { ContactId } from '../../model/account.ts';
import { ServiceError } from '../../service/error.ts';
import type { GroupOperations, SendDirect } from '../../service/operations.ts';
import { threadOfLink } from '../identifiers.ts';

const pathOf = (thread: string): string => `/threads/${encodeURIComponent(thread)}`;

/** Creating groups, their topic and members, as the signed-in user `user`. */
export function createGroupOperations(send: SendDirect, user: ContactId): GroupOperations {
  const setTopic: GroupOperations['setTopic'] = async (conversation, topic) => {
    const path = `${pathOf(conversation)}/properties?name=topic`;
    await send({ place: 'messaging', method: 'PUT', path, json: { topic } });
  };
  const memberPath = (conversation: string, contact: string): string =>
    `${pathOf(conversation)}/members/${encodeURIComponent(contact)}`;

  return {
    setTopic,

    async create(members, topic) {
      const others = [...new Set(members)].filter((member) => member !== user);
      const json = { members: [{ id: user, role: 'Admin' }, ...others.map((id) => ({ id, role: 'User' }))] };
      const reply = await send({ place: 'messaging', method: 'POST', path: '/threads', json });
      const thread = threadOfLink(reply.location ?? '');
      if (thread === undefined) throw new ServiceError('unreadable', 'the server did not name the new group');
      if (topic) await setTopic(thread, topic);
      return thread;
    },

    async addMember(conversation, contact) {
      const path = memberPath(conversation, contact);
      await send({ place: 'messaging', method: 'PUT', path, json: { role: 'User' } });
    },

    async removeMember(conversation, contact) {
      await send({ place: 'messaging', method: 'DELETE', path: memberPath(conversation, contact) });
    },
  };
}
