// Group threads (skype.md 6.1, 6.3).
import type { ContactId } from '../../model/account.ts';
import { ServiceError } from '../../service/error.ts';
import type { GroupFacts, GroupOperations, GroupRule } from '../../service/group-operations.ts';
import type { DirectReply, SendDirect } from '../../service/operations.ts';
import { cleanName } from '../decode/clean-name.ts';
import { parseMri, threadOfLink } from '../identifiers.ts';
import { parseMsText } from '../timestamps.ts';
import { type ThreadMember, type ThreadResource, threadResource } from '../wire/thread.ts';
import { readReply } from './reply.ts';

const pathOf = (thread: string): string => `/threads/${encodeURIComponent(thread)}`;

const ruleProperties: Record<GroupRule, string> = {
  joining: 'joiningenabled',
  history: 'historydisclosed',
  moderation: 'moderatedthread',
};

/** What stands before the address of a group's picture (skype.md 6.3). */
const picturePrefix = 'URL@';

const isOn = (value: unknown): boolean => String(value).toLowerCase() === 'true';

function memberOf({ id, role, friendlyName }: ThreadMember): GroupFacts['members'][number] {
  const name = cleanName(friendlyName);
  return { id, role: role?.toLowerCase() === 'admin' ? 'admin' : 'user', ...(name && { name }) };
}

// A server that lists no capabilities leaves everyday things to every member, unless only administrators change anything.
function rightsOf({ members, properties }: ThreadResource, user: ContactId): GroupFacts['may'] {
  const isAdmin = members?.find(({ id }) => id === user)?.role?.toLowerCase() === 'admin';
  const listed = properties?.capabilities;
  const may = (capability: string) =>
    isAdmin || (listed?.length ? listed.includes(capability) : !isOn(properties?.moderatedthread));
  return { addPeople: may('AddMember'), changeTopic: may('ChangeTopic'), administer: isAdmin };
}

/** What a thread says. @throws ServiceError `unreadable` when it is none. */
function factsOf(reply: DirectReply, user: ContactId): GroupFacts {
  const thread = readReply(threadResource, reply);
  const { id, members, properties } = thread;
  const createdAtMs = parseMsText(properties?.createdat);
  const picture = properties?.picture?.startsWith(picturePrefix) && properties.picture.slice(picturePrefix.length);
  return {
    conversation: id,
    topic: cleanName(properties?.topic),
    members: (members ?? []).filter((member) => parseMri(member.id) !== undefined).map(memberOf),
    ...(properties?.creator && { creator: properties.creator }),
    ...(createdAtMs !== undefined && { createdAtMs }),
    ...(picture && { picture }),
    isJoiningEnabled: isOn(properties?.joiningenabled),
    isHistoryDisclosed: isOn(properties?.historydisclosed),
    isModerated: isOn(properties?.moderatedthread),
    may: rightsOf(thread, user),
  };
}

/** Groups as the signed-in user `user`: creating, reading and changing them. */
export function createGroupOperations(send: SendDirect, user: ContactId): GroupOperations {
  async function setProperty(conversation: string, name: string, value: unknown): Promise<void> {
    const path = `${pathOf(conversation)}/properties?name=${name}`;
    await send({ place: 'messaging', method: 'PUT', path, json: { [name]: value } });
  }
  const memberPath = (conversation: string, contact: string): string =>
    `${pathOf(conversation)}/members/${encodeURIComponent(contact)}`;
  async function putMember(conversation: string, contact: string, role: 'Admin' | 'User'): Promise<void> {
    await send({ place: 'messaging', method: 'PUT', path: memberPath(conversation, contact), json: { role } });
  }
  async function removeMember(conversation: string, contact: string): Promise<void> {
    await send({ place: 'messaging', method: 'DELETE', path: memberPath(conversation, contact) });
  }

  return {
    async read(conversation) {
      const path = `${pathOf(conversation)}?view=msnp24Equivalent`;
      return factsOf(await send({ place: 'messaging', method: 'GET', path }), user);
    },

    async create(members, topic) {
      const others = [...new Set(members)].filter((member) => member !== user);
      const json = {
        members: [{ id: user, role: 'Admin' }, ...others.map((id) => ({ id, role: 'User' }))],
        // With the topic in the same request there is never a group that was to have one and has none.
        ...(topic && { properties: { topic } }),
      };
      const reply = await send({ place: 'messaging', method: 'POST', path: '/threads', json });
      const thread = threadOfLink(reply.location ?? '');
      if (thread === undefined) throw new ServiceError('unreadable', 'the server did not name the new group');
      return thread;
    },

    setTopic: (conversation, topic) => setProperty(conversation, 'topic', topic),
    setRule: (conversation, rule, isSet) => setProperty(conversation, ruleProperties[rule], isSet),
    addMember: (conversation, contact) => putMember(conversation, contact, 'User'),
    setRole: (conversation, contact, role) => putMember(conversation, contact, role === 'admin' ? 'Admin' : 'User'),
    removeMember,
    leave: (conversation) => removeMember(conversation, user),
  };
}
