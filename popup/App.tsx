import './app.css';
import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ConversationKey, Listing } from '../extension/queries.ts';
import { text } from '../extension/text.ts';
import { Banner } from '../extension/ui/Banner.tsx';
import { Button, IconButton } from '../extension/ui/Button.tsx';
import { chatIcon, closeIcon, warningIcon } from '../extension/ui/icons.ts';
import { drawWith } from './cell.ts';
import { EmptyState } from './frame/EmptyState.tsx';
import { ListScreen } from './list/ListScreen.tsx';
import type { ListModel } from './list/listing.ts';
import { announced, failure } from './notices.ts';
import { type PanelProps, panels } from './panels.ts';
import { part } from './part.ts';
import { closePanel, isTab, openedConversation, openedPanels, type Panel } from './screen.ts';

/** Loaded behind the list, so that the list is there first and a click finds it ready. */
export const conversationPart = part(() => import('./conversation/ConversationScreen.tsx'));

const wide = matchMedia('(min-width: 720px)');

/** In a tab with room for it, list and conversation stand side by side. */
function useIsWide(): boolean {
  const [isWide, setWide] = useState(isTab && wide.matches);
  useEffect(() => {
    const follow = () => setWide(isTab && wide.matches);
    wide.addEventListener('change', follow);
    return () => wide.removeEventListener('change', follow);
  }, []);
  return isWide;
}

/** The whole popup. */
export function App({ list }: { list: ListModel }) {
  const [, setTurn] = useState(0);
  useLayoutEffect(() => drawWith(() => setTurn((turn) => turn + 1)), []);
  const isWide = useIsWide();
  const opened = openedConversation.value;
  const cameFrom = useLast(opened);
  const listing = list.listing.data.value;
  if (!listing) return <Unreadable list={list} />;
  const panel = openedPanels.value.at(-1);
  const showsList = isWide || !(opened || panel);
  return (
    <>
      <main class={isWide && listing.accounts.length > 0 ? 'side-by-side' : 'one'}>
        {showsList && (
          <div class="pane pane-list">
            <ListScreen list={list} listing={listing} cameFrom={isWide ? undefined : cameFrom} />
          </div>
        )}
        {(opened || panel || (isWide && listing.accounts.length > 0)) && (
          <div class="pane">
            {panel ? (
              <PanelScreen key={openedPanels.value.length} panel={panel} listing={listing} />
            ) : opened ? (
              <Conversation
                key={`${opened.account} ${opened.conversation}`}
                at={opened}
                listing={listing}
                hasBack={!isWide}
              />
            ) : (
              <EmptyState icon={chatIcon} title={text('popupChoose')} />
            )}
          </div>
        )}
      </main>
      <Notice />
      <p class="unseen" role="status">
        {announced.value}
      </p>
    </>
  );
}

function Conversation(props: { at: ConversationKey; listing: Listing; hasBack: boolean }) {
  const Screen = conversationPart.content?.ConversationScreen;
  return Screen ? <Screen {...props} /> : null;
}

/** The topmost panel. Escape goes back from it, unless something inside has taken the key. */
function PanelScreen({ panel, listing }: { panel: Panel; listing: Listing }) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
      event.preventDefault();
      closePanel();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const Screen = panels[panel.name]?.content?.Panel as ComponentType<PanelProps<Panel['name']>> | undefined;
  return Screen ? <Screen panel={panel} listing={listing} /> : null;
}

/** The last value that was there, after it has gone. */
function useLast(value: ConversationKey | undefined): ConversationKey | undefined {
  const last = useRef(value);
  useEffect(() => {
    if (value) last.current = value;
  }, [value]);
  return last.current;
}

function Notice() {
  const sentence = failure.value;
  if (!sentence) return null;
  const close = () => {
    failure.value = undefined;
  };
  return (
    <div class="notice">
      <Banner tone="danger">
        <span>{sentence}</span>
        <IconButton icon={closeIcon} label={text('popupClose')} onClick={close} />
      </Banner>
    </div>
  );
}

/** The stored data could not be opened: says so, instead of waiting for ever. */
function Unreadable({ list }: { list: ListModel }) {
  if (!list.listing.fault.value) return null;
  return (
    <main class="one">
      <h1 class="unseen">{text('extensionName')}</h1>
      <EmptyState
        icon={warningIcon}
        title={text('popupUnreadable')}
        actions={<Button onClick={() => void list.listing.refresh()}>{text('popupTryAgain')}</Button>}
      >
        {text('popupUnreadableAdvice')}
      </EmptyState>
    </main>
  );
}
