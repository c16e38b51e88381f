import { childOf, childrenOf, childText, parseXml, type XmlElement } from '../../markup/xml.ts';
import type { ContactId } from '../../model/account.ts';
import type { ThreadActivity } from '../../model/message.ts';
import { isMri } from '../identifiers.ts';

type ActivityReader = (root: XmlElement, by: ContactId) => ThreadActivity | undefined;

const targetsOf = (root: XmlElement): ContactId[] =>
  childrenOf(root, 'target')
    .map((target) => childText(target, 'id') || target.text.trim())
    .filter(isMri);

const isTrue = (root: XmlElement): boolean => childText(root, 'value').toLowerCase() === 'true';

const membership =
  (type: 'added' | 'removed'): ActivityReader =>
  (root, by) => {
    const targets = targetsOf(root);
    return targets.length > 0 ? { type, by, targets } : undefined;
  };

const role: ActivityReader = (root, by) => {
  const [target] = targetsOf(root);
  const word = childText(childOf(root, 'target'), 'role').toLowerCase();
  return target === undefined ? undefined : { type: 'role', by, target, role: word === 'admin' ? 'admin' : 'user' };
};

// Root element of each activity (skype.md 7.2).
const readers: Record<string, ActivityReader> = {
  topicupdate: (root, by) => ({ type: 'topic', by, value: childText(root, 'value') }),
  pictureupdate: (_root, by) => ({ type: 'picture', by }),
  joiningenabledupdate: (root, by) => ({ type: 'joining', by, isEnabled: isTrue(root) }),
  historydisclosedupdate: (root, by) => ({ type: 'history', by, isDisclosed: isTrue(root) }),
  addmember: membership('added'),
  deletemember: membership('removed'),
  roleupdate: role,
};

// Late servers tell in JSON who joined and who left by themselves.
function readMembers(type: 'added' | 'removed', content: string): ThreadActivity | undefined {
  try {
    const { members }: { members?: unknown } = JSON.parse(content);
    const targets = Array.isArray(members) ? members.map((member: { id?: unknown } | null) => String(member?.id)) : [];
    return targets[0] && targets.every(isMri) ? { type, by: targets[0], targets } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the content of a `ThreadActivity` message (skype.md 7.2); undefined when it is none we know. `sender` stands
 * in for a missing initiator.
 */
export function decodeActivity(type: string, content: string, sender: ContactId): ThreadActivity | undefined {
  const change = /Member(Joined|Left)$/.exec(type)?.[1];
  if (change) return readMembers(change === 'Left' ? 'removed' : 'added', content);
  const root = parseXml(content);
  const reader = root && Object.hasOwn(readers, root.name) ? readers[root.name] : undefined;
  if (!root || !reader) return undefined;
  const initiator = childText(root, 'initiator');
  return reader(root, isMri(initiator) ? initiator : sender);
}
