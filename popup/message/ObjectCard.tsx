import './content.css';
import type { ComponentChildren } from 'preact';
import type { CommandErrorKind } from '../../extension/commands.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { Icon } from '../../extension/ui/Icon.tsx';
import type { IconShape } from '../../extension/ui/icons.ts';

type ObjectCardProps = {
  icon: IconShape;
  title: string;
  detail?: string | undefined;
  /** Under the words: what can be done. */
  children?: ComponentChildren;
};

/** Something a message holds, in words: an icon, a title, a second line, and what can be done with it. */
export function ObjectCard({ icon, title, detail, children }: ObjectCardProps) {
  return (
    <span class="card">
      <Icon shape={icon} />
      <span class="card-words">
        <span class="card-title" dir="auto">
          {title}
        </span>
        {detail && <span class="card-detail">{detail}</span>}
        {children}
      </span>
    </span>
  );
}

/** Why something could not be brought; said to screen readers when it appears. */
export function CardFailure({ error }: { error: CommandErrorKind }) {
  return (
    <span class="card-failure" role="status">
      {errorSentence(error)}
    </span>
  );
}
