import './panel.css';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { backIcon } from '../../extension/ui/icons.ts';
import { closePanel } from '../screen.ts';

type PanelPageProps = {
  title: string;
  /** The class of the whole, for what belongs to one panel only. */
  class: string;
  /** What can be done with all of it, behind the title. */
  actions?: ComponentChildren;
  /** The content says itself what of it scrolls. */
  isFilled?: boolean;
  children: ComponentChildren;
};

/**
 * The frame of every panel: the way back, what it is, and the content. The focus begins where the content put it, else in the field
 * that is marked with `data-first`, else on the way back.
 */
export function PanelPage({ title, actions, isFilled = false, children, ...rest }: PanelPageProps) {
  const frame = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (frame.current?.contains(document.activeElement)) return;
    const first = frame.current?.querySelector<HTMLElement>('[data-first] input');
    (first ?? frame.current?.querySelector<HTMLElement>('.icon-button'))?.focus();
  }, []);
  return (
    <section ref={frame} class={`panel-page ${rest.class}`} aria-label={title}>
      <header class="bar panel-page-bar">
        <IconButton icon={backIcon} label={text('popupPanelBack')} onClick={closePanel} />
        <h1 class="cut" title={title}>
          <bdi>{title}</bdi>
        </h1>
        {actions}
      </header>
      {isFilled ? children : <div class="panel-page-body">{children}</div>}
    </section>
  );
}
