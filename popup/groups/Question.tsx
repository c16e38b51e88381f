import { useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Dialog } from '../../extension/ui/Dialog.tsx';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import { failureSentence } from './failure.ts';

export type Asked = {
  title: string;
  /** What it means; what is lost. */
  meaning: string;
  /** The word on the button that does it. */
  action: string;
  /** Does it; the question stays with the reason when it rejects. */
  work: () => Promise<unknown>;
};

/** Asks before something that cannot be taken back. */
export function Question({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | undefined>(undefined);

  async function act() {
    setBusy(true);
    setFailure(undefined);
    try {
      await asked.work();
      onClose();
    } catch (error) {
      setFailure(failureSentence(error));
      setBusy(false);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape') return;
    // The panel behind, and the popup as a whole, would go back too.
    event.preventDefault();
    event.stopPropagation();
    if (!isBusy) onClose();
  }

  const actions = (
    <>
      <Button isDisabled={isBusy} onClick={onClose}>
        {text('popupGroupCancel')}
      </Button>
      <Button kind="danger" isBusy={isBusy} onClick={() => void act()}>
        {asked.action}
      </Button>
    </>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside pass here
    <div onKeyDown={onKeyDown}>
      <Dialog title={asked.title} isBusy={isBusy} onClose={onClose} actions={actions}>
        <p>{asked.meaning}</p>
        <SettingFailure words={failure} />
      </Dialog>
    </div>
  );
}
