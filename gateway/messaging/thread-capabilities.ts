// What a member may do in a thread: the one set of rules behind every check and behind the words of `capabilities` (skype.md 6.3).
import type { Conversation, Member, Role } from './conversation-store.ts';

const speaking = ['SendText', 'SendSms', 'SendFileP2P', 'SendContacts', 'SendVideoMsg', 'SendMediaMsg'];
const everyday = ['AddMember', 'ChangeTopic', 'ChangePicture', 'EditMsg', 'CallP2P', ...speaking];

/** The words for a member of a role. In a moderated thread only administrators write, edit, add people and change anything. */
export function capabilitiesOf(thread: Conversation, role: Role): string[] {
  if (role === 'Admin') return [...everyday, 'ChangeModerated'];
  return isModerated(thread) ? ['CallP2P'] : everyday;
}

const isModerated = (thread: Conversation): boolean => thread.properties.moderatedthread === 'true';

/** Whether a member, who has not left, may write and edit. */
export const maySpeak = (thread: Conversation, member: Member): boolean =>
  member.role === 'Admin' || !isModerated(thread);

/** Properties that decide who sees, joins and writes: administrators set them. Everything else any member may set. */
const administrative: ReadonlySet<string> = new Set(['joiningenabled', 'historydisclosed', 'moderatedthread']);

/** Whether someone may set a property of a thread: never from outside, and in a moderated thread only administrators. */
export function mayChange(thread: Conversation, member: Member | undefined, name: string): boolean {
  if (member?.leftAt !== null) return false;
  return member.role === 'Admin' || (!administrative.has(name) && !isModerated(thread));
}

/** Whether someone may bring others in; making them administrators is for administrators. */
export function mayAdd(thread: Conversation, member: Member | undefined, roles: readonly Role[]): boolean {
  if (member?.leftAt !== null) return false;
  return member.role === 'Admin' || (!isModerated(thread) && roles.every((role) => role === 'User'));
}
