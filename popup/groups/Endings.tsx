import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { trashIcon } from '../../extension/ui/icons.ts';
import { conversationName } from '../../extension/ui/names.ts';
import { isOpenNow } from '../conversation/chat-members.ts';
import { announce } from '../notices.ts';
import { closePanel } from '../screen.ts';
import type { DetailsPartProps } from './details-parts.ts';

/** What ends something: leaving, deleting the history. Each is asked again. */
export function Endings({ details, operations, ask, refresh }: DetailsPartProps) {
  const { account, people, row } = details;
  const { groups, history, participants } = operations;
  const name = conversationName(people, account.id, row, row.lastMessage?.senderName);

  const askToLeave = () =>
    ask({
      title: text('popupGroupLeaveQuestion', name),
      meaning: text('popupGroupLeaveMeaning'),
      action: text('popupGroupLeave'),
      work: async () => {
        await groups?.leave(row.id);
        await refresh();
        announce(text('popupNotMember'));
      },
    });
  const askToClear = () =>
    ask({
      title: text('popupGroupClearQuestion', name),
      meaning: text(row.kind === 'group' ? 'popupGroupClearMeaning_group' : 'popupGroupClearMeaning_direct'),
      action: text('popupGroupClear'),
      work: async () => {
        await history?.clear(row.id);
        await refresh();
        announce(text('popupGroupCleared'));
        closePanel();
      },
    });

  const askToEnd = () =>
    ask({
      title: text('popupChatEndQuestion', name),
      meaning: text('popupChatEndMeaning'),
      action: text('popupChatEnd'),
      work: async () => {
        await participants?.leave(row.id);
        await refresh();
        announce(text('popupChatEnded'));
      },
    });

  const mayEnd = participants && row.isMember && isOpenNow(row);
  const mayLeave = groups && row.kind === 'group' && row.isMember;
  if (!mayLeave && !mayEnd && !history) return null;
  return (
    <section class="group-section group-endings">
      {history && (
        <Button kind="danger" icon={trashIcon} onClick={askToClear}>
          {text('popupGroupClear')}
        </Button>
      )}
      {mayLeave && (
        <Button kind="danger" onClick={askToLeave}>
          {text('popupGroupLeave')}
        </Button>
      )}
      {mayEnd && (
        <Button kind="danger" onClick={askToEnd}>
          {text('popupChatEnd')}
        </Button>
      )}
    </section>
  );
}
