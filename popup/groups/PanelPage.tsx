import './groups.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { backIcon } from '../../extension/ui/icons.ts';
import { closePanel } from '../screen.ts';

type PanelPageProps = { title: string; children: ComponentChildren };

/** A panel with its title and the way back. The focus begins where something marked with `data-first` is, or at the way back. */
export function PanelPage({ title, children }: PanelPageProps) {
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    const first = frame.current?.querySelector<HTMLElement>('[data-first] input, input[data-first]');
    (first ?? frame.current?.querySelector<HTMLElement>('.icon-button'))?.focus();
  }, []);
  return (
    <section ref={frame} class="group-panel">
      <header class="bar group-panel-bar">
        <IconButton icon={backIcon} label={text('popupGroupBack')} onClick={closePanel} />
        <h1 class="cut">{title}</h1>
      </header>
      <div class="group-panel-body">{children}</div>
    </section>
  );
}
