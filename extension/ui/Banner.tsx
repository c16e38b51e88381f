import './banner.css';
import type { ComponentChildren } from 'preact';
import { Icon } from './Icon.tsx';
import { checkIcon, type IconShape, infoIcon, warningIcon } from './icons.ts';

export type Tone = 'info' | 'success' | 'warning' | 'danger';

const toneIcons: Record<Tone, IconShape> = {
  info: infoIcon,
  success: checkIcon,
  warning: warningIcon,
  danger: warningIcon,
};

type BannerProps = {
  tone?: Tone;
  title?: string;
  icon?: IconShape;
  children?: ComponentChildren;
  actions?: ComponentChildren;
};

/** A sentence about the state of things and what can be done. Dangers interrupt a screen reader, the rest waits. */
export function Banner({ tone = 'info', title, icon, children, actions }: BannerProps) {
  return (
    <div class={`banner banner-${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon shape={icon ?? toneIcons[tone]} />
      <div class="banner-words">
        {title && <strong class="banner-title">{title}</strong>}
        {children && <div>{children}</div>}
        {actions && <div class="banner-actions">{actions}</div>}
      </div>
    </div>
  );
}
