import './conversation-screen.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ConversationKey, Listing, OpenConversation } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { chatIcon } from '../../extension/ui/icons.ts';
import { personName } from '../../extension/ui/names.ts';
import { ConnectionBanners } from '../frame/ConnectionBanners.tsx';
import { EmptyState } from '../frame/EmptyState.tsx';
import { contentWords } from '../list/last-line.ts';
import { activitySentence } from '../message/activity.ts';
import { announce } from '../notices.ts';
import { closeConversation } from '../screen.ts';
import { ConversationHeader } from './ConversationHeader.tsx';
import { MessageLog } from './MessageLog.tsx';
import { openModel } from './model.ts';
import { ReplyBox } from './ReplyBox.tsx';
import { composerTask } from './task.ts';

type ConversationScreenProps = { at: ConversationKey; listing: Listing; hasBack: boolean };

/** One conversation: who it is with, its messages, and where to answer. */
export function ConversationScreen({ at, listing, hasBack }: ConversationScreenProps) {
  const model = useMemo(() => openModel(at), [at.account, at.conversation]);
  const [returned, setReturned] = useState<{ text: string } | undefined>(undefined);
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    composerTask.value = undefined;
    return () => {
      composerTask.value = undefined;
      model.close();
    };
  }, [model]);
  const view = model.view.value;
  useAnnouncedMessages(view ?? undefined);
  const isShown = Boolean(view);

  // The keyboard continues where writing happens, before anything is painted: no letter goes elsewhere.
  useLayoutEffect(() => {
    const fields = frame.current?.querySelectorAll<HTMLElement>('textarea, .icon-button');
    if (isShown) (Array.from(fields ?? []).find((field) => field.matches('textarea')) ?? fields?.[0])?.focus();
  }, [isShown]);

  useEffect(() => {
    // Left alone, Escape would close the whole popup.
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
      event.preventDefault();
      closeConversation();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  if (view === undefined) return null;
  if (view === null) return <Missing hasBack={hasBack} />;
  return (
    <section ref={frame} class="conversation">
      <ConversationHeader view={view} hasBack={hasBack} />
      {hasBack && <ConnectionBanners accounts={listing.accounts.filter((own) => own.account.id === at.account)} />}
      <MessageLog model={model} view={view} onEdit={(textToEdit) => setReturned({ text: textToEdit })} />
      <ReplyBox view={view} returned={returned} onSent={() => void model.showNewest()} />
    </section>
  );
}

function Missing({ hasBack }: { hasBack: boolean }) {
  return (
    <section class="conversation">
      <h1 class="unseen">{text('extensionName')}</h1>
      <EmptyState
        icon={chatIcon}
        title={text('popupConversationMissing')}
        actions={hasBack && <Button onClick={closeConversation}>{text('popupBack')}</Button>}
      />
    </section>
  );
}

/** Says new messages of others to screen readers, not those that were there or that come from scrolling back. */
function useAnnouncedMessages(view: OpenConversation | undefined) {
  const saidUpTo = useRef<number | undefined>(undefined);
  useEffect(() => {
    const last = view?.row.lastMessage;
    if (!view) return;
    const isNew = saidUpTo.current !== undefined && last !== undefined && last.order > saidUpTo.current;
    if (isNew && last.sender !== view.account.user) {
      const { people, account } = view;
      const sender = personName(people, account.id, last.sender, last.senderName);
      // What happened is a sentence that names its people.
      if (last.activity) announce(activitySentence(people, account.id, last.activity));
      else announce(text('popupSays', sender, last.text || contentWords(last.kind)));
    }
    saidUpTo.current = last?.order ?? 0;
  }, [view?.row.lastMessage?.order]);
}
