import type { ConversationDetails } from '../../extension/group-queries.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { chatIcon, closeIcon, personIcon, settingsIcon } from '../../extension/ui/icons.ts';
import type { MenuItem } from '../../extension/ui/Menu.tsx';
import { MoreButton } from '../../extension/ui/MoreButton.tsx';
import { personName } from '../../extension/ui/names.ts';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import type { Member } from '../../src/model/conversation.ts';
import type { GroupFacts } from '../../src/service/group-operations.ts';
import { nowMs } from '../clock.ts';
import { presenceWords } from '../contacts/presence-words.ts';
import { showFailure } from '../notices.ts';
import { openConversation, openPanel } from '../screen.ts';
import { ask } from '../worker.ts';
import type { Writes } from './use-writes.ts';

export type MemberActions = {
  setRole: (member: Member, role: Member['role']) => void;
  remove: (member: Member, name: string) => void;
};

export type MemberListProps = {
  details: ConversationDetails;
  /** Absent while the server has not said what may be done; then nothing is offered. */
  facts: GroupFacts | undefined;
  /** Those of the members who are listed; all when absent. */
  shown?: readonly Member[];
  /** The id of the list's heading, where it has one of its own. */
  labelledBy?: string;
  writes: Writes;
  actions?: MemberActions | undefined;
};

/** Who is here: administrators first, then by name; the user's own entry is marked. */
export function MemberList({ details, facts, shown, labelledBy, writes, actions }: MemberListProps) {
  const { account, people, row } = details;
  const members = (shown ?? facts?.members ?? row.members)
    .map((member) => ({ member, name: personName(people, account.id, member.id, member.name) }))
    .sort((a, b) => a.member.role.localeCompare(b.member.role) || a.name.localeCompare(b.name));
  return (
    <ul class="members" aria-labelledby={labelledBy}>
      {members.map(({ member, name }) => (
        <MemberEntry
          key={member.id}
          {...{ member, name, details, writes, actions }}
          mayAdminister={facts?.may.administer ?? false}
        />
      ))}
    </ul>
  );
}

type MemberEntryProps = Pick<MemberListProps, 'details' | 'writes' | 'actions'> & {
  member: Member;
  name: string;
  mayAdminister: boolean;
};

function MemberEntry({ member, name, details, writes, actions, mayAdminister }: MemberEntryProps) {
  const isOwn = member.id === details.account.user;
  const presence = isOwn ? 'unknown' : details.presenceOf(member.id);
  const written = writes.pending(`member ${member.id}`);
  const words = [
    isOwn && text('popupGroupYou'),
    member.role === 'admin' && text('popupGroupAdmin'),
    !isOwn && presence !== 'unknown' && presenceWords(details.storedPresenceOf(member.id), nowMs.value),
  ].filter(Boolean);
  return (
    <li class="member">
      <Avatar id={member.id} name={name} size="small" presence={presence} />
      <div class="member-words">
        <p class="member-name cut">
          <bdi>{name}</bdi>
        </p>
        {words.length > 0 && <p class="soft cut">{words.join(' · ')}</p>}
        <SettingFailure words={writes.failure(`member ${member.id}`)} />
      </div>
      {written !== undefined && <Spinner />}
      {!isOwn && (
        <MoreButton
          label={text('popupGroupMemberMenu', name)}
          sections={[{ items: itemsFor({ member, name, details, actions, mayAdminister }) }]}
        />
      )}
    </li>
  );
}

function itemsFor({ member, name, details, actions, mayAdminister }: Omit<MemberEntryProps, 'writes'>): MenuItem[] {
  const account = details.account.id;
  const isAdmin = member.role === 'admin';
  const items: MenuItem[] = [
    { label: text('popupGroupWriteTo'), icon: chatIcon, onChoose: () => void writeTo(account, member.id) },
  ];
  const onChoose = () => openPanel({ name: 'person', account, contact: member.id });
  items.push({ label: text('popupGroupProfile'), icon: personIcon, onChoose });
  if (mayAdminister && actions) {
    items.push(
      {
        label: text(isAdmin ? 'popupGroupMakeUser' : 'popupGroupMakeAdmin'),
        icon: settingsIcon,
        onChoose: () => actions.setRole(member, isAdmin ? 'user' : 'admin'),
      },
      { label: text('popupGroupRemove'), icon: closeIcon, onChoose: () => actions.remove(member, name) },
    );
  }
  return items;
}

async function writeTo(account: string, contact: string): Promise<void> {
  const reply = await ask('conversation.start', { account, contact });
  if (reply.ok) openConversation({ account, conversation: reply.value.conversation });
  else showFailure(reply.error.kind);
}
