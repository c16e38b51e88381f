import './app.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ConversationKey } from '../extension/queries.ts';
import { text } from '../extension/text.ts';
import { Banner } from '../extension/ui/Banner.tsx';
import { Button, IconButton } from '../extension/ui/Button.tsx';
import { chatIcon, closeIcon, warningIcon } from '../extension/ui/icons.ts';
import { drawWith } from './cell.ts';
import { ConversationScreen } from './conversation/ConversationScreen.tsx';
import { EmptyState } from './frame/EmptyState.tsx';
import { ListScreen } from './list/ListScreen.tsx';
import type { ListModel } from './list/listing.ts';
import { announced, failure } from './notices.ts';
import { isTab, openedConversation } from './screen.ts';

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
  const showsList = isWide || !opened;
  return (
    <>
      <main class={isWide && listing.accounts.length > 0 ? 'side-by-side' : 'one'}>
        {showsList && (
          <div class="pane pane-list">
            <ListScreen list={list} listing={listing} cameFrom={isWide ? undefined : cameFrom} />
          </div>
        )}
        {(opened || (isWide && listing.accounts.length > 0)) && (
          <div class="pane">
            {opened ? (
              <ConversationScreen
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
