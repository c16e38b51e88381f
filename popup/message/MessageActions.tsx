import './message-actions.css';
import { useRef, useState } from 'preact/hooks';
import type { MessageRow } from '../../extension/database.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { editIcon, moreIcon, trashIcon } from '../../extension/ui/icons.ts';
import { Menu, type MenuItem } from '../../extension/ui/Menu.tsx';
import { Question } from '../../extension/ui/Question.tsx';
import type { Account } from '../../src/model/account.ts';
import type { Composed, ComposingOperations } from '../../src/service/composing.ts';
import { copyIcon, quoteIcon } from '../conversation/composer-icons.ts';
import { composingOf } from '../conversation/composing.ts';
import { composerTask, mayEdit, typedText } from '../conversation/task.ts';
import { announce, showFailure } from '../notices.ts';
import { ask } from '../worker.ts';

type MessageActionsProps = { message: MessageRow; owner: Account };

/** The most height that the menu needs, px. */
const menuRoom = 200;

const quotable = new Set(['text', 'file', 'picture', 'video', 'audio']);

/** What can be done with a message: quote it, copy it, and with an own one change it or take it back. */
export function MessageActions({ message, owner }: MessageActionsProps) {
  const [isAsking, setAsking] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  // A long conversation has many messages, and hardly any of their menus is ever opened.
  const [isNear, setNear] = useState(false);
  const composing = composingOf(owner);
  if (!composing || !hasActions(message, owner, composing)) return null;
  const items = isNear ? itemsFor(message, owner, composing, () => setAsking(true)) : [];
  const approach = () => setNear(true);
  return (
    <div ref={place} class="message-actions" onPointerEnter={approach} onFocusIn={approach}>
      <Menu
        label={text('composerMessageMenu')}
        side={message.sender === owner.user ? 'end' : 'start'}
        sections={[{ items }]}
      >
        {({ isExpanded, onClick }) => (
          <IconButton
            icon={moreIcon}
            label={text('composerMessageMenu')}
            isExpanded={isExpanded}
            hasMenu
            onClick={(event) => {
              // The menu hangs under its button, or stands on it where there is no room below: the message stays in sight.
              const { top, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect();
              const isLow = bottom + menuRoom > innerHeight;
              place.current?.style.setProperty('--message-menu-at', isLow ? 'auto' : `${bottom}px`);
              place.current?.style.setProperty('--message-menu-to', isLow ? `${innerHeight - top}px` : 'auto');
              onClick(event);
            }}
          />
        )}
      </Menu>
      {isAsking && composing.editing && (
        <DeleteQuestion message={message} deletion={composing.editing.delete()} onClose={() => setAsking(false)} />
      )}
    </div>
  );
}

const hasActions = ({ content, sender }: MessageRow, owner: Account, composing: ComposingOperations): boolean =>
  content.kind === 'text' ||
  (composing.carries.quotes && quotable.has(content.kind)) ||
  (composing.editing !== undefined && sender === owner.user && content.kind !== 'deleted');

function itemsFor(
  message: MessageRow,
  owner: Account,
  composing: ComposingOperations,
  askToDelete: () => void,
): MenuItem[] {
  const { content, sender } = message;
  const items: MenuItem[] = [];
  const own = sender === owner.user && composing.editing;
  if (composing.carries.quotes && quotable.has(content.kind)) {
    const onChoose = () => {
      composerTask.value = { kind: 'quote', message };
    };
    items.push({ label: text('composerQuote'), icon: quoteIcon, onChoose });
  }
  if (content.kind === 'text') {
    const onChoose = () => void copy(typedText(composing, message));
    items.push({ label: text('composerCopy'), icon: copyIcon, onChoose });
  }
  if (own && mayEdit(message, owner.user)) {
    const onChoose = () => {
      composerTask.value = { kind: 'edit', message };
    };
    items.push({ label: text('popupEdit'), icon: editIcon, onChoose });
  }
  if (own && content.kind !== 'deleted') {
    items.push({ label: text('popupDelete'), icon: trashIcon, onChoose: askToDelete });
  }
  return items;
}

async function copy(words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    announce(text('composerCopied'));
  } catch {
    showFailure('permission');
  }
}

type DeleteQuestionProps = { message: MessageRow; deletion: Composed; onClose: () => void };

/** Asks before a message is gone for everybody. */
function DeleteQuestion({ message, deletion, onClose }: DeleteQuestionProps) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | undefined>(undefined);

  async function remove() {
    setBusy(true);
    const { account, conversation, id: target } = message;
    const reply = await ask('message.send', { account, conversation, text: '', target, ...deletion });
    setBusy(false);
    if (reply.ok) onClose();
    else setFailure(errorSentence(reply.error.kind));
  }

  return (
    <Question
      title={text('composerDeleteTitle')}
      answer={text('popupDelete')}
      isBusy={isBusy}
      failure={failure}
      onAnswer={() => void remove()}
      onClose={onClose}
    >
      <p>{text('composerDeleteMeaning')}</p>
    </Question>
  );
}
