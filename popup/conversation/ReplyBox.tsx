import './reply-box.css';
import './composer.css';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { pruneAttachments } from '../../extension/attachments.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { sendIcon } from '../../extension/ui/icons.ts';
import { stored } from '../../extension/ui/stored.ts';
import type { ComposingOperations } from '../../src/service/composing.ts';
import { hasLeftChat } from './chat-members.ts';
import { formatIcon } from './composer-icons.ts';
import { composingOf } from './composing.ts';
import { useDraft } from './draft.ts';
import { EmoticonPicker } from './EmoticonPicker.tsx';
import { FormatBar } from './FormatBar.tsx';
import { markKeys } from './marks.ts';
import { PlusMenu } from './PlusMenu.tsx';
import { ReplyField } from './ReplyField.tsx';
import { longestMessage, ReplyNotices } from './ReplyNotices.tsx';
import { SuggestionList } from './SuggestionList.tsx';
import type { Suggestion } from './suggesting.ts';
import { TaskBar } from './TaskBar.tsx';
import { composerTask, lastEditable } from './task.ts';
import { mayShowTyping, showTyping } from './typing-notices.ts';
import { useDrop } from './use-drop.ts';
import { useField } from './use-field.ts';
import { joinTexts, useSending } from './use-sending.ts';
import { useMentionable, useSuggestions } from './use-suggestions.ts';
import { useTask } from './use-task.ts';

type ReplyBoxProps = {
  view: OpenConversation;
  /** Text that comes back from a message that was not sent; each new object is put in once. */
  returned: { text: string } | undefined;
  onSent: () => void;
};

/** Where the user writes, if there is anything to write with and anybody to write to. */
export function ReplyBox(props: ReplyBoxProps) {
  const { account, row, session } = props.view;
  const composing = composingOf(account);
  if (!row.isMember) {
    return <p class="reply-closed">{text(session?.capabilities?.modalities ? 'popupEnded' : 'popupNotMember')}</p>;
  }
  return composing ? <Composer {...props} composing={composing} /> : null;
}

function Composer({ view, returned, onSent, composing }: ReplyBoxProps & { composing: ComposingOperations }) {
  const key = useMemo(() => ({ account: view.account.id, conversation: view.row.id }), [view.account.id, view.row.id]);
  const id = useId();
  const latest = useRef(view);
  latest.current = view;
  const [isFormatting, setFormatting] = useState(false);
  const writing = useField((next, caret) => {
    keep(next);
    suggesting.look(next, caret);
  });
  const draft = useDraft(key, writing.field, writing.write);
  const typing = useMemo(() => showTyping(key, () => mayShowTyping(latest.current)), [key]);
  const people = useMentionable(view);
  const suggesting = useSuggestions(view, people, composing.carries.mentions);
  const control = useTask(key, view, composing, writing);
  const sending = useSending({ key, view, composing, people, writing, control, typing, draft, onSent });
  const isDropping = useDrop(writing.field, sending.shareFiles);
  const { task } = control;
  const isEdit = task?.kind === 'edit';

  useEffect(() => () => typing.stop(), [typing]);
  useEffect(
    () =>
      void stored()
        .then(pruneAttachments)
        .catch(() => undefined),
    [],
  );
  useEffect(() => {
    if (!returned) return;
    keep(joinTexts(returned.text, writing.field.current?.value ?? ''));
    writing.field.current?.focus();
  }, [returned]);

  function keep(next: string) {
    writing.write(next);
    // The text of an edit is no draft of a new message.
    if (composerTask.value?.kind === 'edit') control.typed(next);
    else draft.current?.keep(next);
  }

  function choose({ insert }: Suggestion) {
    const start = suggesting.trigger?.start;
    if (start !== undefined) writing.replace(start, writing.field.current?.selectionEnd ?? start, insert);
    suggesting.close();
  }

  function send() {
    suggesting.close();
    void sending.send();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (suggesting.takeKey(event, choose)) return;
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.isComposing;
    const kind = isCommand ? markKeys[event.key] : undefined;
    const isEmpty = !writing.field.current?.value;
    const last = event.key === 'ArrowUp' && isEmpty && composing.editing && lastEditable(view);
    if (kind) writing.mark(kind);
    else if (event.key === 'Escape' && task) control.end();
    else if (last) composerTask.value = { kind: 'edit', message: last };
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const { length } = writing.written.trim();
  const listId = suggesting.suggestions.length > 0 ? `${id}-list` : undefined;
  return (
    <form
      class="reply"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isDropping && composing.files && <div class="composer-drop">{text('composerDrop')}</div>}
      {hasLeftChat(view.row, view.account.user) && <p class="reply-away">{text('popupAwayFromChat')}</p>}
      <ReplyNotices error={sending.error} length={length} />
      {listId && <SuggestionList id={listId} view={view} {...suggesting} onChoose={choose} />}
      {task && <TaskBar task={task} view={view} composing={composing} onCancel={control.end} />}
      {isFormatting && <FormatBar onMark={writing.mark} />}
      <div class="reply-row">
        <PlusMenu
          view={view}
          mayShareFiles={composing.files !== undefined}
          mayShareContacts={composing.shareContacts !== undefined}
          onFiles={sending.shareFiles}
          onContacts={sending.shareContacts}
        />
        <ReplyField
          writing={writing}
          label={text(isEdit ? 'composerEditing' : 'popupReply')}
          listId={listId}
          activeId={listId && `${listId}-${suggesting.active}`}
          onTyped={(typed, caret) => {
            keep(typed);
            suggesting.look(typed, caret);
            if (!isEdit) typing.typed(typed);
          }}
          onKeyDown={onKeyDown}
          onBlur={suggesting.close}
          onFiles={composing.files && sending.shareFiles}
        />
        <div class="composer-tools">
          <IconButton
            icon={formatIcon}
            label={text('composerFormatting')}
            isExpanded={isFormatting}
            onClick={() => {
              setFormatting(!isFormatting);
              writing.field.current?.focus();
            }}
          />
          <EmoticonPicker onChoose={writing.insert} />
        </div>
        <IconButton
          type="submit"
          icon={sendIcon}
          label={text(isEdit ? 'composerSave' : 'popupSend')}
          isAccent
          isDisabled={length === 0 || length > longestMessage}
        />
      </div>
    </form>
  );
}
