import './icon.css';
import type { IconShape } from './icons.ts';

/** Shows an icon. It is decoration for screen readers: the control or text around it says what it means. */
export function Icon({ shape, isSmall = false }: { shape: IconShape; isSmall?: boolean }) {
  const names = ['icon', isSmall && 'icon-small', shape.isFilled && 'icon-filled', shape.flipsInRtl && 'icon-flips'];
  return (
    <svg class={names.filter(Boolean).join(' ')} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={shape.path} />
    </svg>
  );
}
