import { useState } from 'preact/hooks';
import { Question } from '../../extension/ui/Question.tsx';
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
export function AskedQuestion({ asked, onClose }: { asked: Asked; onClose: () => void }) {
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

  return (
    <Question
      title={asked.title}
      answer={asked.action}
      isBusy={isBusy}
      failure={failure}
      onAnswer={() => void act()}
      onClose={onClose}
    >
      <p>{asked.meaning}</p>
    </Question>
  );
}
