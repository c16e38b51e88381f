import type { ComponentChildren } from 'preact';
import type { TabName } from './tabs.ts';

/** A link to another tab of the page, in the place of a button. */
export function TabLink({ tab, children }: { tab: TabName; children: ComponentChildren }) {
  return (
    <a class="button button-quiet button-small tab-link" href={`#${tab}`}>
      {children}
    </a>
  );
}
