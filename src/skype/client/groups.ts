// Group threads (skype.md 6.1, 6.3).
import { ServiceError } from '../../service/error.ts';
import type { GroupOperations } from '../../service/service.ts';
import { threadOfLink } from '../identifiers.ts';
import type { Connection } from './connection.ts';
import { requireSession } from './session.ts';

const pathOf = (thread: string): string => `/threads/${encodeURIComponent(thread)}`;

/** Creating groups, their topic and members. */
export function createGroupOperations(connection: Connection): GroupOperations {
  const setTopic: GroupOperations['setTopic'] = async (conversation, topic) => {
    const path = `${pathOf(conversation)}/properties?name=topic`;
    await connection.messaging({ method: 'PUT', path, json: { topic } });
  };
  const memberPath = (conversation: string, contact: string): string =>
    `${pathOf(conversation)}/members/${encodeURIComponent(contact)}`;

  return {
    setTopic,

    async create(members, topic) {
      const { user } = await requireSession(connection.options.session);
      const others = [...new Set(members)].filter((member) => member !== user);
      const json = { members: [{ id: user, role: 'Admin' }, ...others.map((id) => ({ id, role: 'User' }))] };
      const response = await connection.messaging({ method: 'POST', path: '/threads', json });
      const thread = threadOfLink(response.header('Location') ?? '');
      if (thread === undefined) throw new ServiceError('unreadable', 'the server did not name the new group');
      if (topic) await setTopic(thread, topic);
      return thread;
    },

    async addMember(conversation, contact) {
      await connection.messaging({ method: 'PUT', path: memberPath(conversation, contact), json: { role: 'User' } });
    },

    async removeMember(conversation, contact) {
      await connection.messaging({ method: 'DELETE', path: memberPath(conversation, contact) });
    },
  };
}
