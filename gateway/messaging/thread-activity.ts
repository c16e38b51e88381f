// What happened to a thread, told as messages from the thread itself (skype.md 7.2).

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

export type Activity = { readonly messagetype: string; readonly content: string };

type Cause = { readonly atMs: number; readonly initiator: string };

function activity(type: string, { atMs, initiator }: Cause, details: string): Activity {
  const root = type.toLowerCase();
  const head = element('eventtime', String(atMs)) + element('initiator', initiator);
  return { messagetype: `ThreadActivity/${type}`, content: `<${root}>${head}${details}</${root}>` };
}

const targets = (mris: readonly string[]): string => mris.map((mri) => element('target', mri)).join('');

export const membersAdded = (cause: Cause, mris: readonly string[]): Activity =>
  activity('AddMember', cause, targets(mris));

export const membersRemoved = (cause: Cause, mris: readonly string[]): Activity =>
  activity('DeleteMember', cause, targets(mris));

/** The role is lower case here, unlike everywhere else: one client tests for exactly `admin`. */
export const roleChanged = (cause: Cause, mri: string, role: 'Admin' | 'User'): Activity =>
  activity('RoleUpdate', cause, `<target>${element('id', mri)}${element('role', role.toLowerCase())}</target>`);

const propertyActivities: ReadonlyMap<string, string> = new Map([
  ['topic', 'TopicUpdate'],
  ['picture', 'PictureUpdate'],
  ['joiningenabled', 'JoiningEnabledUpdate'],
  ['historydisclosed', 'HistoryDisclosedUpdate'],
]);

/** Undefined for a property whose change is not reported. */
export function propertyChanged(cause: Cause, name: string, value: string): Activity | undefined {
  const type = propertyActivities.get(name);
  return type === undefined ? undefined : activity(type, cause, element('value', value));
}
