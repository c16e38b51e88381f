import type { ComponentChildren } from 'preact';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { backIcon } from '../../extension/ui/icons.ts';
import { closePanel } from '../screen.ts';

/** The way back, what the panel is, and what can be done with all of it. */
export function PanelHeader({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <header class="bar people-header">
      <IconButton icon={backIcon} label={text('popupPeopleBack')} onClick={closePanel} />
      <h1 class="cut">{title}</h1>
      {children}
    </header>
  );
}
