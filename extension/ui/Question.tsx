import type { ComponentChildren } from 'preact';
import { text } from '../text.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { SettingFailure } from './SettingFailure.tsx';

type QuestionProps = {
  title: string;
  /** What the button says that does it. */
  answer: string;
  /** `danger` for what deletes or cannot be taken back. */
  kind?: 'primary' | 'danger';
  isBusy: boolean;
  /** Why it could not be done; the question stays for another try. */
  failure?: string | undefined;
  onAnswer: () => void;
  onClose: () => void;
  children: ComponentChildren;
};

/** Asks before something is done: says that it is under way, and why it failed. */
export function Question({ title, answer, kind = 'danger', isBusy, ...rest }: QuestionProps) {
  const actions = (
    <>
      <Button isDisabled={isBusy} onClick={rest.onClose}>
        {text('uiCancel')}
      </Button>
      <Button kind={kind} isBusy={isBusy} onClick={rest.onAnswer}>
        {answer}
      </Button>
    </>
  );
  return (
    <Dialog title={title} isBusy={isBusy} onClose={rest.onClose} actions={actions}>
      {rest.children}
      <SettingFailure words={rest.failure} />
    </Dialog>
  );
}
