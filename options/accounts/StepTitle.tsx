import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The title of a step. It takes the focus when the step comes, so that it is read out; a quiet one leaves it to a field. */
export function StepTitle({ isQuiet = false, children }: { isQuiet?: boolean; children: ComponentChildren }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isQuiet) title.current?.focus();
  }, []);
  return (
    <h3 class="step-title" tabIndex={-1} ref={title}>
      {children}
    </h3>
  );
}
