import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { trashIcon } from '../../extension/ui/icons.ts';
import { conversationName } from '../../extension/ui/names.ts';
import { announce } from '../notices.ts';
import { closePanel } from '../screen.ts';
import type { DetailsPartProps } from './details-parts.ts';

/** What ends something: leaving the group, deleting the history. Both are asked again. */
export function Endings({ details, operations, ask, refresh }: DetailsPartProps) {
  const { account, people, row } = details;
  const { groups, history } = operations;
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

  const mayLeave = groups && row.kind === 'group' && row.isMember;
  if (!mayLeave && !history) return null;
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
    </section>
  );
}
