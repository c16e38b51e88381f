import type { ComponentChildren } from 'preact';
import { Icon } from '../../extension/ui/Icon.tsx';
import type { IconShape } from '../../extension/ui/icons.ts';
import { Spinner } from '../../extension/ui/Spinner.tsx';

type EmptyStateProps = {
  /** A spinner stands for an icon while something is under way. */
  icon?: IconShape;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
};

/** Says calmly that there is nothing here, why, and what to do. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div class="empty">
      <span class="empty-sign">{icon ? <Icon shape={icon} /> : <Spinner />}</span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div class="empty-actions">{actions}</div>}
    </div>
  );
}
