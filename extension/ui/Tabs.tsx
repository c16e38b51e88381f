import './tabs.css';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import type { IconShape } from './icons.ts';

export type Tab<Name extends string> = { name: Name; label: string; icon: IconShape };

type TabsProps<Name extends string> = {
  label: string;
  tabs: readonly Tab<Name>[];
  current: Name;
  onSelect: (name: Name) => void;
};

/** Identifiers that tie a tab to its panel. */
export const tabId = (name: string) => `tab-${name}`;
export const panelId = (name: string) => `panel-${name}`;

/** Where a key leads from tab `at`; undefined for keys that are not ours. Left and right follow the writing direction. */
export function nextTab(key: string, at: number, count: number, isRtl: boolean): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    ArrowRight: isRtl ? -1 : 1,
    ArrowLeft: isRtl ? 1 : -1,
  };
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = steps[key];
  return step === undefined ? undefined : (at + step + count) % count;
}

/** Tabs, of which the open one is in the tab order; arrow keys, Home and End open the others. */
export function Tabs<Name extends string>({ label, tabs, current, onSelect }: TabsProps<Name>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.getElementById(tabId(current))?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [current]);

  function move(event: KeyboardEvent): void {
    const element = list.current;
    if (!element || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = tabs.findIndex(({ name }) => name === current);
    const to = tabs[nextTab(event.key, at, tabs.length, getComputedStyle(element).direction === 'rtl') ?? -1];
    if (!to) return;
    event.preventDefault();
    document.getElementById(tabId(to.name))?.focus();
    onSelect(to.name);
  }

  return (
    <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(({ name, label: words, icon }) => (
        <button
          key={name}
          id={tabId(name)}
          type="button"
          class="tab"
          role="tab"
          aria-selected={name === current}
          aria-controls={name === current ? panelId(name) : undefined}
          tabIndex={name === current ? 0 : -1}
          onClick={() => onSelect(name)}
        >
          <Icon shape={icon} />
          <span>{words}</span>
        </button>
      ))}
    </div>
  );
}
