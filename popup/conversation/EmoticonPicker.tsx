import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { smileIcon } from './composer-icons.ts';
import { typeableEmoticons } from './suggesting.ts';

const columns = 8;

/** A button with all emoticons behind it. Arrows move through them; a choice is put where the caret is. */
export function EmoticonPicker({ onChoose }: { onChoose: (shortcut: string) => void }) {
  const layer = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  const emoticons = useMemo(typeableEmoticons, []);
  const items = () => Array.from(layer.current?.querySelectorAll<HTMLElement>('button') ?? []);

  useEffect(() => {
    if (isOpen) items()[0]?.focus();
  }, [isOpen]);

  function toggle(event: MouseEvent) {
    opener.current = event.currentTarget as HTMLElement;
    if (isOpen) return close();
    layer.current?.showPopover();
    setOpen(true);
  }

  function close() {
    layer.current?.hidePopover();
    setOpen(false);
    opener.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const isBackwards = getComputedStyle(document.documentElement).direction === 'rtl';
    const steps: Record<string, number> = {
      ArrowRight: isBackwards ? -1 : 1,
      ArrowLeft: isBackwards ? 1 : -1,
      ArrowDown: columns,
      ArrowUp: -columns,
    };
    const step = steps[event.key];
    if (step !== undefined) all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <IconButton icon={smileIcon} label={text('composerEmoticons')} isExpanded={isOpen} onClick={toggle} />
      <div
        ref={layer}
        popover="auto"
        class="composer-emoticons"
        role="dialog"
        aria-label={text('composerEmoticons')}
        onToggle={(event: Event) => setOpen((event as ToggleEvent).newState === 'open')}
        onKeyDown={onKeyDown}
      >
        {isOpen &&
          emoticons.map(({ type, unicode, shortcut }) => (
            <button
              key={type}
              type="button"
              aria-label={type}
              title={`${type} ${shortcut}`}
              onClick={() => {
                close();
                onChoose(shortcut);
              }}
            >
              {unicode}
            </button>
          ))}
      </div>
    </>
  );
}
