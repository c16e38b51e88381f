import { readUnread } from '../../extension/queries.ts';
import { countedText, text } from '../../extension/text.ts';
import {
  doubleCheckIcon,
  groupIcon,
  linkIcon,
  mutedIcon,
  personIcon,
  settingsIcon,
  tabIcon,
} from '../../extension/ui/icons.ts';
import { MoreButton } from '../../extension/ui/MoreButton.tsx';
import { stored } from '../../extension/ui/stored.ts';
import type { AccountId } from '../../src/model/account.ts';
import { announce, showFailure } from '../notices.ts';
import { quietUntil } from '../quiet.ts';
import { isTab, openedConversation, openOptions, openPanel, openTab } from '../screen.ts';
import { ask } from '../worker.ts';

/** Marks every unread conversation of the shown accounts as read, up to what is stored now and not a message further. */
export async function markAllRead(account: AccountId | undefined): Promise<void> {
  const unread = await readUnread(await stored(), account);
  const replies = await Promise.all(unread.map((position) => ask('conversation.seen', position)));
  const failed = replies.find((reply) => !reply.ok);
  if (failed && !failed.ok) showFailure(failed.error.kind);
  else announce(countedText('popupMarkedRead', unread.length));
}

type MoreMenuProps = {
  account: AccountId | undefined;
  hasUnread: boolean;
  /** An account here has a contact list. */
  hasContacts: boolean;
  /** An account here can make and join groups. */
  hasGroups: boolean;
};

/** What is needed now and then: contacts, groups, mark all as read, a tab, the settings. */
export function MoreMenu({ account, hasUnread, hasContacts, hasGroups }: MoreMenuProps) {
  const groupItems = [
    { label: text('popupNewGroup'), icon: groupIcon, onChoose: () => openPanel({ name: 'new-group', account }) },
    { label: text('popupJoin'), icon: linkIcon, onChoose: () => openPanel({ name: 'join', account }) },
  ];
  const quietEnd = quietUntil();
  const items = [
    ...(quietEnd
      ? [
          {
            label: text('popupQuiet', quietEnd),
            description: text('popupQuietMeaning'),
            icon: mutedIcon,
            onChoose: () => void openOptions(),
          },
        ]
      : []),
    ...(hasContacts
      ? [{ label: text('popupContacts'), icon: personIcon, onChoose: () => openPanel({ name: 'contacts', account }) }]
      : []),
    ...(hasGroups ? groupItems : []),
    {
      label: text('popupMarkAllRead'),
      icon: doubleCheckIcon,
      isDisabled: !hasUnread,
      onChoose: () => void markAllRead(account),
    },
    ...(isTab
      ? []
      : [{ label: text('popupOpenTab'), icon: tabIcon, onChoose: () => void openTab(openedConversation.value) }]),
    { label: text('popupSettings'), icon: settingsIcon, onChoose: () => void openOptions() },
  ];
  return <MoreButton label={text('popupMore')} sections={[{ items }]} />;
}
