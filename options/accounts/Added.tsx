import { useEffect, useState } from 'preact/hooks';
import { browser } from '../../extension/browser.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import type { Account } from '../../src/model/account.ts';
import { accountName } from './account-words.ts';

/** The account is here. Where its button hides in the browser's menu, says how to bring it out. */
export function Added({ account, onDone }: { account: Account; onDone: () => void }) {
  const [isPinned, setPinned] = useState(true);
  useEffect(() => {
    // Not every browser answers this; where none does, the button may be hidden.
    const settings = browser.action.getUserSettings?.() ?? Promise.resolve({ isOnToolbar: false });
    settings.then(
      ({ isOnToolbar }) => setPinned(isOnToolbar === true),
      () => setPinned(false),
    );
  }, []);
  return (
    <Banner
      tone="success"
      title={text('optionsAdded', accountName(account))}
      actions={
        <Button kind="quiet" isSmall onClick={onDone}>
          {text('optionsDone')}
        </Button>
      }
    >
      {text('optionsAddedAbout')} {!isPinned && text('optionsPinHint')}
    </Banner>
  );
}
