import type { ComponentChildren } from 'preact';
import { errorSentence } from '../extension/sentences.ts';
import { text } from '../extension/text.ts';
import { Banner } from '../extension/ui/Banner.tsx';
import { Button } from '../extension/ui/Button.tsx';
import { Spinner } from '../extension/ui/Spinner.tsx';
import type { Asked } from './asked.ts';

type AskedContentProps<T> = { asked: Asked<T>; children: (value: T) => ComponentChildren };

/** The answer of a server, that it is awaited, or why there is none and a way to ask again. */
export function AskedContent<T>({ asked, children }: AskedContentProps<T>) {
  const value = asked.value.value;
  const failure = asked.failure.value;
  return (
    <>
      {failure && (
        <Banner
          tone="warning"
          title={text('optionsAskedFailed')}
          actions={
            <Button kind="quiet" isSmall isBusy={asked.isReading.value} onClick={() => void asked.read()}>
              {text('optionsTryAgain')}
            </Button>
          }
        >
          {errorSentence(failure)} {value !== undefined && text('optionsAskedLast')}
        </Banner>
      )}
      {value !== undefined && children(value)}
      {value === undefined && !failure && (
        <p class="waiting">
          <Spinner />
          {text('optionsAsking')}
        </p>
      )}
    </>
  );
}
