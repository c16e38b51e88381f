import type { OpenConversation } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { closeIcon, editIcon } from '../../extension/ui/icons.ts';
import { personName } from '../../extension/ui/names.ts';
import type { ComposingOperations } from '../../src/service/composing.ts';
import { quoteIcon } from './composer-icons.ts';
import { type ComposerTask, quotedFrom } from './task.ts';

type TaskBarProps = {
  task: ComposerTask;
  view: OpenConversation;
  composing: ComposingOperations;
  onCancel: () => void;
};

/** Above the field: what is being changed or answered, and the way out of it. */
export function TaskBar({ task, view, composing, onCancel }: TaskBarProps) {
  const { message, kind } = task;
  const author = personName(view.people, view.account.id, message.sender, message.senderName);
  return (
    <div class="composer-task">
      <Icon shape={kind === 'edit' ? editIcon : quoteIcon} isSmall />
      <div class="composer-task-words">
        <strong class="cut" dir="auto">
          {kind === 'edit' ? text('composerEditing') : author}
        </strong>
        <span class="cut soft" dir="auto">
          {quotedFrom(composing, view, message).text.replace(/\s+/g, ' ')}
        </span>
      </div>
      <IconButton
        icon={closeIcon}
        label={text(kind === 'edit' ? 'composerCancelEdit' : 'composerCancelQuote')}
        onClick={onCancel}
      />
    </div>
  );
}
