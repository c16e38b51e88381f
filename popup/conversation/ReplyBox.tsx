import './reply-box.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { isPreferenceOn } from '../../extension/preferences.ts';
import { type OpenConversation, readDraft } from '../../extension/queries.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { sendIcon } from '../../extension/ui/icons.ts';
import { stored } from '../../extension/ui/stored.ts';
import { ask } from '../worker.ts';
import { type DraftKeeper, keepDraft } from './draft.ts';
import { showTyping } from './typing-notices.ts';

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

/** Where the user writes. Nothing typed is ever lost: it is a draft until the worker has it as a message. */
export function ReplyBox({ view, returned, onSent }: ReplyBoxProps) {
  const key = useMemo(() => ({ account: view.account.id, conversation: view.row.id }), [view.account.id, view.row.id]);
  const field = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(view);
  latest.current = view;
  const [written, setWritten] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const draft = useDraft(key, field, write);
  const typing = useMemo(() => showTyping(key, () => mayShowTyping(latest.current)), [key]);

  useEffect(() => () => typing.stop(), [typing]);
  useEffect(() => {
    if (returned) change(joinTexts(returned.text, field.current?.value ?? ''));
    if (returned) field.current?.focus();
  }, [returned]);

  // The field itself holds what counts: a key may follow another before anything is drawn.
  function write(next: string) {
    if (field.current && field.current.value !== next) field.current.value = next;
    setWritten(next);
  }

  function change(next: string) {
    write(next);
    draft.current?.keep(next);
  }

  async function send() {
    const sent = (field.current?.value ?? '').trim();
    if (!sent || sent.length > longest) return;
    write('');
    setError(undefined);
    typing.sent();
    const content = operationsOf(view.account).composing?.compose(sent);
    if (!content) return;
    const reply = await ask('message.send', { ...key, text: sent, ...content });
    const typedMeanwhile = field.current?.value ?? '';
    if (reply.ok) {
      // The stored draft is dropped only now: until here it is the only copy that outlives this page.
      draft.current?.keep(typedMeanwhile);
      draft.current?.flush();
      onSent();
    } else {
      change(joinTexts(sent, typedMeanwhile));
      setError(errorSentence(reply.error.kind));
    }
  }

  if (!view.row.isMember) return <p class="reply-closed">{text('popupNotMember')}</p>;
  const left = longest - written.trim().length;
  return (
    <form
      class="reply"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
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
      <div class="reply-row">
        <div class="reply-grow">
          <textarea
            ref={field}
            rows={1}
            aria-label={text('popupReply')}
            placeholder={text('popupReply')}
            value={written}
            dir="auto"
            onInput={(event) => {
              change(event.currentTarget.value);
              typing.typed(event.currentTarget.value);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              void send();
            }}
          />
          <div class="reply-mirror" aria-hidden="true">{`${written}\u200b`}</div>
        </div>
        <IconButton
          type="submit"
          icon={sendIcon}
          label={text('popupSend')}
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

/** Restores the draft of a conversation, unless the user was faster, and keeps it from then on. */
function useDraft(
  key: { account: string; conversation: string },
  field: { readonly current: HTMLTextAreaElement | null },
  show: (draft: string) => void,
) {
  const keeper = useRef<DraftKeeper | null>(null);
  useLayoutEffect(() => {
    const flush = () => keeper.current?.flush();
    keeper.current = keepDraft(key);
    void stored()
      .then((database) => readDraft(database, key))
      .then((row) => {
        if (!row?.text || field.current?.value) return;
        keeper.current = keepDraft(key, row.text);
        show(row.text);
      });
    addEventListener('pagehide', flush);
    return () => {
      flush();
      removeEventListener('pagehide', flush);
    };
  }, [key]);
  return keeper;
}
