import type { ComponentChildren } from 'preact';
import { errorSentence } from '../extension/sentences.ts';
import { text } from '../extension/text.ts';
import { Banner } from '../extension/ui/Banner.tsx';
import { Button } from '../extension/ui/Button.tsx';
import { Dialog } from '../extension/ui/Dialog.tsx';
import type { Action } from './action.ts';

type QuestionProps<Arguments extends unknown[]> = {
  title: string;
  /** What the button says that does it. */
  answer: string;
  action: Action<Arguments>;
  /** What the action is called with. */
  with: Arguments;
  onClose: () => void;
  children: ComponentChildren;
};

/** Asks before something is deleted: says it is being done, says when it failed, and closes when it is done. */
export function Question<Arguments extends unknown[]>(props: QuestionProps<Arguments>) {
  const { title, answer, action, onClose, children } = props;
  const isBusy = action.isRunning.value;
  const failure = action.failure.value;
  return (
    <Dialog
      title={title}
      isBusy={isBusy}
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={isBusy} onClick={onClose}>
            {text('optionsCancel')}
          </Button>
          <Button
            kind="danger"
            isBusy={isBusy}
            onClick={async () => {
              if (await action.run(...props.with)) onClose();
            }}
          >
            {answer}
          </Button>
        </>
      }
    >
      {children}
      {failure && <Banner tone="danger">{errorSentence(failure)}</Banner>}
    </Dialog>
  );
}
