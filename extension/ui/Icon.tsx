import './icon.css';
import './icons.css';
import type { IconShape } from './icons.ts';

/** Shows an icon. It is decoration for screen readers: the control or text around it says what it means. */
export function Icon({ shape, isSmall }: { shape: IconShape; isSmall?: boolean }) {
  const isNamed = typeof shape === 'string';
  const names = `icon${isSmall ? ' icon-small' : ''}${isNamed ? ` icon-${shape}` : ''}`;
  return (
    <svg class={names} viewBox="0 0 20 20" aria-hidden="true">
      <path d={isNamed ? undefined : shape.path} />
    </svg>
  );
}
