import './menu.css';
import { useRef, useState } from 'preact/hooks';
import type { OwnPresence } from '../../src/model/presence.ts';
import { Icon } from './Icon.tsx';
import { checkIcon, type IconShape } from './icons.ts';
import { OwnPresenceDot } from './PresenceDot.tsx';

export type MenuItem = {
  label: string;
  /** A second line: what choosing it really does. */
  description?: string;
  icon?: IconShape;
  presence?: OwnPresence;
  /** Present for an item that is one of a choice; true for the one that holds. */
  isChosen?: boolean;
  isDisabled?: boolean;
  onChoose: () => void;
};

export type MenuSection = { heading?: string; items: MenuItem[] };

type MenuProps = {
  label: string;
  sections: MenuSection[];
  /** On which side of the screen the menu hangs. */
  side: 'start' | 'end';
  /** The button that opens it; gets what must be put on it. */
  children: (button: { isExpanded: boolean; onClick: (event: MouseEvent) => void }) => preact.ComponentChildren;
};

/** A menu in a layer of its own; closes on a choice, Escape, Tab and a click elsewhere, and gives the focus back. */
export function Menu({ label, sections, side, children }: MenuProps) {
  const layer = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLElement | null>(null);
  const items = () => Array.from(layer.current?.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)') ?? []);

  function open(event: MouseEvent) {
    opener.current = event.currentTarget as HTMLElement;
    if (isOpen) return close();
    layer.current?.showPopover();
    setOpen(true);
    const focusable = items();
    (focusable.find((item) => item.getAttribute('aria-checked') === 'true') ?? focusable[0])?.focus();
  }

  function close() {
    layer.current?.hidePopover();
    // The toggle event comes later: a quick second press of the button must not find the menu still open.
    setOpen(false);
    opener.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const focusable = items();
    const at = focusable.indexOf(document.activeElement as HTMLElement);
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const next = moves[event.key];
    if (next !== undefined) focusable.at(next % focusable.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    // Escape must not reach the browser, which would close the whole popup.
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      {children({ isExpanded: isOpen, onClick: open })}
      <div
        ref={layer}
        popover="auto"
        class={`menu menu-${side}`}
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onToggle={(event: Event) => setOpen((event as ToggleEvent).newState === 'open')}
        onKeyDown={onKeyDown}
      >
        {sections.map((section) => (
          <MenuGroup key={section.heading ?? ''} section={section} onDone={close} />
        ))}
      </div>
    </>
  );
}

function MenuGroup({ section, onDone }: { section: MenuSection; onDone: () => void }) {
  return (
    <fieldset aria-label={section.heading} class="menu-group">
      {section.heading && (
        <div class="menu-heading cut" aria-hidden="true">
          {section.heading}
        </div>
      )}
      {section.items.map((item) => (
        <button
          key={item.label}
          type="button"
          class="menu-item"
          {...roleOf(item)}
          disabled={item.isDisabled}
          tabIndex={-1}
          onClick={() => {
            onDone();
            item.onChoose();
          }}
        >
          {(item.icon || item.presence) && (
            <span class="menu-mark">
              {item.icon && <Icon shape={item.icon} />}
              {item.presence && <OwnPresenceDot presence={item.presence} />}
            </span>
          )}
          <span class="menu-words">
            <span>{item.label}</span>
            {item.description && <small class="soft">{item.description}</small>}
          </span>
          {item.isChosen && <Icon shape={checkIcon} isSmall />}
        </button>
      ))}
    </fieldset>
  );
}

function roleOf({ isChosen }: MenuItem) {
  return isChosen === undefined
    ? { role: 'menuitem' as const }
    : { role: 'menuitemradio' as const, 'aria-checked': isChosen };
}
