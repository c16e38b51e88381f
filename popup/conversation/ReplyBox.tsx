import './reply-box.css';
import './composer.css';
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { pruneAttachments } from '../../extension/attachments.ts';
import { operationsOf } from '../../extension/operations.ts';
import { isPreferenceOn } from '../../extension/preferences.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { sendIcon } from '../../extension/ui/icons.ts';
import { stored } from '../../extension/ui/stored.ts';
import type { ComposingOperations, Mention, Quoted } from '../../src/service/composing.ts';
import { ask } from '../worker.ts';
import { formatIcon } from './composer-icons.ts';
import { useDraft } from './draft.ts';
import { EmoticonPicker } from './EmoticonPicker.tsx';
import { FormatBar } from './FormatBar.tsx';
import { type Mark, markKeys, toggleMark } from './marks.ts';
import { PlusMenu } from './PlusMenu.tsx';
import { SuggestionList } from './SuggestionList.tsx';
import { filesOf, shareContacts, shareFiles } from './sharing.ts';
import type { Suggestion } from './suggesting.ts';
import { TaskBar } from './TaskBar.tsx';
import { type ComposerTask, composerTask, keptQuote, lastEditable, quotedFrom, typedText } from './task.ts';
import { showTyping } from './typing-notices.ts';
import { useDrop } from './use-drop.ts';
import { useMentionable, useSuggestions } from './use-suggestions.ts';

/** The longest message, characters. */
const longest = 8000;
/** The count is shown from here on. */
const nearEnd = 7500;

type ReplyBoxProps = {
  view: OpenConversation;
  /** Text that comes back from a message that was not sent; each new object is put in once. */
  returned: { text: string } | undefined;
  onSent: () => void;
};

const joinTexts = (...texts: string[]) => texts.filter(Boolean).join('\n');

/** Where the user writes, if there is anything to write with and anybody to write to. */
export function ReplyBox(props: ReplyBoxProps) {
  const { account, row } = props.view;
  const composing = useMemo(() => operationsOf(account).composing, [account.id]);
  if (!row.isMember) return <p class="reply-closed">{text('popupNotMember')}</p>;
  return composing ? <Composer {...props} composing={composing} /> : null;
}

/** What goes out for a task: a new message with its quote, or another text for an old one. */
function compose(
  composing: ComposingOperations,
  view: OpenConversation,
  typed: string,
  mentions: readonly Mention[],
  task: ComposerTask | undefined,
) {
  const quote: Quoted | undefined =
    task && (task.kind === 'quote' ? quotedFrom : keptQuote)(composing, view, task.message);
  const target = task?.kind === 'edit' ? { target: task.message.id } : {};
  return { text: typed, ...composing.compose(typed, { mentions, quote }), ...target };
}

/** Nothing typed is ever lost: it is a draft until the worker has it as a message. */
function Composer({ view, returned, onSent, composing }: ReplyBoxProps & { composing: ComposingOperations }) {
  const key = useMemo(() => ({ account: view.account.id, conversation: view.row.id }), [view.account.id, view.row.id]);
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(view);
  latest.current = view;
  const [written, setWritten] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [isFormatting, setFormatting] = useState(false);
  const draft = useDraft(key, field, write);
  const typing = useMemo(() => showTyping(key, () => mayShowTyping(latest.current)), [key]);
  const people = useMentionable(view);
  const suggesting = useSuggestions(view, people);
  const task = composerTask.value;
  const edited = task?.kind === 'edit' ? task.message : undefined;
  /** What was being written when an edit began. */
  const aside = useRef('');
  /** An edit that the worker could not take: it goes on where it was. */
  const notTaken = useRef<string | undefined>(undefined);

  useEffect(() => () => typing.stop(), [typing]);
  useEffect(() => {
    void stored()
      .then(pruneAttachments)
      .catch(() => undefined);
  }, []);
  useEffect(() => {
    if (returned) change(joinTexts(returned.text, field.current?.value ?? ''));
    if (returned) field.current?.focus();
  }, [returned]);

  useEffect(() => {
    if (task) field.current?.focus();
    if (!edited) return undefined;
    aside.current = field.current?.value ?? '';
    write(notTaken.current ?? typedText(composing, edited));
    notTaken.current = undefined;
    return () => write(aside.current);
  }, [task?.kind, task?.message.id]);

  // The field itself holds what counts: a key may follow another before anything is drawn.
  function write(next: string) {
    if (field.current && field.current.value !== next) field.current.value = next;
    setWritten(next);
  }

  function change(next: string) {
    write(next);
    // The text of an edit is no draft of a new message.
    if (composerTask.value?.kind === 'edit') return;
    draft.current?.keep(next);
  }

  /** Puts text in place of a part, in a way that the field's own "undo" knows. */
  function replace(start: number, end: number, next: string, from = start + next.length, to = from) {
    const { current } = field;
    if (!current) return;
    current.focus();
    current.setSelectionRange(start, end);
    if (!document.execCommand?.('insertText', false, next)) current.setRangeText(next, start, end, 'end');
    current.setSelectionRange(from, to);
    change(current.value);
    suggesting.look(current.value, to);
  }

  function mark(kind: Mark) {
    const { current } = field;
    if (!current) return;
    const marked = toggleMark({ text: current.value, start: current.selectionStart, end: current.selectionEnd }, kind);
    replace(0, current.value.length, marked.text, marked.start, marked.end);
  }

  function choose({ insert }: Suggestion) {
    const start = suggesting.trigger?.start;
    if (start !== undefined) replace(start, field.current?.selectionEnd ?? start, insert);
    suggesting.close();
  }

  function insert(shortcut: string) {
    const { current } = field;
    if (!current) return;
    const before = current.value.slice(0, current.selectionStart);
    replace(current.selectionStart, current.selectionEnd, `${/\S$/.test(before) ? ' ' : ''}${shortcut} `);
  }

  async function send() {
    const sent = (field.current?.value ?? '').trim();
    if (!sent || sent.length > longest) return;
    const outgoing = compose(composing, view, sent, people, task);
    setError(undefined);
    suggesting.close();
    if (edited && outgoing.content === edited.raw.content) return endTask();
    if (edited) endTask();
    else write('');
    typing.sent();
    const reply = await ask('message.send', { ...key, ...outgoing });
    const typedMeanwhile = field.current?.value ?? '';
    if (edited) {
      if (reply.ok) return;
      notTaken.current = sent;
      composerTask.value = task;
      setError(errorSentence(reply.error.kind));
    } else if (reply.ok) {
      if (composerTask.value === task) endTask();
      // The stored draft is dropped only now: until here it is the only copy that outlives this page.
      draft.current?.keep(typedMeanwhile);
      draft.current?.flush();
      onSent();
    } else {
      change(joinTexts(sent, typedMeanwhile));
      setError(errorSentence(reply.error.kind));
    }
  }

  function endTask() {
    composerTask.value = undefined;
    field.current?.focus();
  }

  const share = useCallback(
    async (files: File[]) => {
      if (files.length === 0 || !composing.files) return;
      const problems = await shareFiles(composing.files, latest.current, files);
      setError(problems.join('\n') || undefined);
      if (problems.length < files.length) onSent();
    },
    [composing],
  );
  const isDropping = useDrop(field, share);

  function onKeyDown(event: KeyboardEvent) {
    if (suggesting.takeKey(event, choose)) return;
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.isComposing;
    const kind = isCommand ? markKeys[event.key] : undefined;
    const last = event.key === 'ArrowUp' && !field.current?.value && composing.editing && lastEditable(view);
    if (kind) mark(kind);
    else if (event.key === 'Escape' && task) endTask();
    else if (last) composerTask.value = { kind: 'edit', message: last };
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const left = longest - written.trim().length;
  const hasList = suggesting.suggestions.length > 0;
  return (
    <form
      class="reply"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {isDropping && composing.files && <div class="composer-drop">{text('composerDrop')}</div>}
      {error && (
        <p class="reply-error" role="alert">
          {text('popupNotSent')} {error}
        </p>
      )}
      {left < longest - nearEnd && (
        <p class={left < 0 ? 'reply-count reply-count-over' : 'reply-count'} role="status">
          {left < 0 ? text('popupTooLong', -left) : text('popupCharactersLeft', left)}
        </p>
      )}
      {hasList && (
        <SuggestionList
          id={`${id}-list`}
          view={view}
          suggestions={suggesting.suggestions}
          active={suggesting.active}
          onChoose={choose}
        />
      )}
      {task && <TaskBar task={task} view={view} composing={composing} onCancel={endTask} />}
      {isFormatting && <FormatBar onMark={mark} />}
      <div class="reply-row">
        <PlusMenu
          view={view}
          mayShareFiles={composing.files !== undefined}
          onFiles={share}
          onContacts={async (contacts) => {
            const problem = await shareContacts(composing, view, contacts);
            setError(problem);
            if (!problem) onSent();
          }}
        />
        <div class="reply-grow">
          <textarea
            ref={field}
            rows={1}
            aria-label={text(edited ? 'composerEditing' : 'popupReply')}
            aria-autocomplete="list"
            aria-controls={hasList ? `${id}-list` : undefined}
            aria-activedescendant={hasList ? `${id}-list-${suggesting.active}` : undefined}
            placeholder={text('popupReply')}
            value={written}
            dir="auto"
            onInput={(event) => {
              const { value, selectionEnd } = event.currentTarget;
              change(value);
              suggesting.look(value, selectionEnd);
              if (!edited) typing.typed(value);
            }}
            onKeyDown={onKeyDown}
            onBlur={suggesting.close}
            onPaste={(event) => {
              const files = filesOf(event.clipboardData);
              if (files.length === 0 || !composing.files) return;
              event.preventDefault();
              void share(files);
            }}
          />
          <div class="reply-mirror" aria-hidden="true">{`${written}\u200b`}</div>
        </div>
        <div class="composer-tools">
          <IconButton
            icon={formatIcon}
            label={text('composerFormatting')}
            isExpanded={isFormatting}
            onClick={() => {
              setFormatting(!isFormatting);
              field.current?.focus();
            }}
          />
          <EmoticonPicker onChoose={insert} />
        </div>
        <IconButton
          type="submit"
          icon={sendIcon}
          label={text(edited ? 'composerSave' : 'popupSend')}
          isAccent
          isDisabled={!written.trim() || left < 0}
        />
      </div>
    </form>
  );
}

function mayShowTyping({ session, preferences }: OpenConversation): boolean {
  return session?.state === 'online' && (!preferences || isPreferenceOn('typing', preferences));
}
