import './frame.css';
import type { SessionRow } from '../../extension/database.ts';
import type { AccountView } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Menu, type MenuSection } from '../../extension/ui/Menu.tsx';
import { presenceName, showOwnPresence } from '../../extension/ui/PresenceDot.tsx';
import type { OwnPresence } from '../../src/model/presence.ts';
import { accountLabel } from '../list/account-label.ts';
import { announce, showFailure } from '../notices.ts';
import { ask } from '../worker.ts';

const choices: readonly OwnPresence[] = [
  'online',
  'away',
  'beRightBack',
  'busy',
  'doNotDisturb',
  'offWork',
  'invisible',
  'offline',
];
const fine: ReadonlySet<OwnPresence> = new Set(['doNotDisturb', 'beRightBack', 'offWork']);

function shownPresence(session: SessionRow | undefined) {
  return session?.state === 'online' ? showOwnPresence(session.ownPresence) : 'disconnected';
}

async function choose(account: string, presence: OwnPresence): Promise<void> {
  const reply = await ask('presence.set', { account, presence });
  if (reply.ok) announce(text('popupPresenceSet', text(`popupPresence_${presence}`)));
  else showFailure(reply.error.kind);
}

function sectionOf({ account, session }: AccountView, accounts: readonly AccountView[]): MenuSection {
  const canHide = session?.capabilities?.invisiblePresence ?? true;
  const isFine = session?.capabilities?.finePresence ?? false;
  const isSignedOut = !session || session.state === 'signed-out' || session.state === 'expired';
  return {
    heading: accountLabel(
      account,
      accounts.map((view) => view.account),
    ),
    items: choices
      .filter((presence) => (presence === 'invisible' ? canHide : isFine || !fine.has(presence)))
      .map((presence) => ({
        label: text(`popupPresence_${presence}`),
        presence,
        isChosen: session?.ownPresence === presence,
        isDisabled: isSignedOut,
        onChoose: () => void choose(account.id, presence),
        ...((presence === 'invisible' || presence === 'offline') && {
          description: text(`popupPresence_${presence}_meaning`),
        }),
      })),
  };
}

/** The user's own face with the own presence; opens the choice of it, for each account. */
export function OwnPresenceMenu({ accounts }: { accounts: readonly AccountView[] }) {
  const [first] = accounts;
  if (!first) return null;
  const name = accountLabel(
    first.account,
    accounts.map((view) => view.account),
  );
  const presence = shownPresence(first.session);
  const label = text('popupOwnPresence', name, presenceName(presence));
  return (
    <Menu label={text('popupPresenceMenu')} side="start" sections={accounts.map((view) => sectionOf(view, accounts))}>
      {(button) => (
        <button
          type="button"
          class="own-face"
          aria-label={label}
          title={label}
          aria-haspopup="menu"
          aria-expanded={button.isExpanded}
          onClick={button.onClick}
        >
          <Avatar id={first.account.user} name={first.account.name} size="small" presence={presence} />
        </button>
      )}
    </Menu>
  );
}
