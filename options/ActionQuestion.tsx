import type { ComponentChildren } from 'preact';
import { errorSentence } from '../extension/sentences.ts';
import { Question } from '../extension/ui/Question.tsx';
import type { Action } from './action.ts';

type ActionQuestionProps<Arguments extends unknown[]> = {
  title: string;
  /** What the button says that does it. */
  answer: string;
  /** `danger` for what deletes. */
  kind?: 'primary' | 'danger';
  action: Action<Arguments>;
  /** What the action is called with. */
  with: Arguments;
  onClose: () => void;
  children: ComponentChildren;
};

/** Asks before an action: says it is being done, says when it failed, and closes when it is done. */
export function ActionQuestion<Arguments extends unknown[]>(props: ActionQuestionProps<Arguments>) {
  const { title, answer, kind = 'danger', action, onClose, children } = props;
  const failure = action.failure.value;
  return (
    <Question
      title={title}
      answer={answer}
      kind={kind}
      isBusy={action.isRunning.value}
      failure={failure && errorSentence(failure)}
      onAnswer={async () => {
        if (await action.run(...props.with)) onClose();
      }}
      onClose={onClose}
    >
      {children}
    </Question>
  );
}
