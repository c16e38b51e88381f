import './button.css';
import type { ComponentChildren, Ref } from 'preact';
import { Icon } from './Icon.tsx';
import type { IconShape } from './icons.ts';
import { Spinner } from './Spinner.tsx';

/** `primary` once per screen; `plain` for the rest; `quiet` inside running text and rows; `danger` for what deletes. */
export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

type ButtonProps = {
  kind?: ButtonKind;
  icon?: IconShape;
  /** The action is under way: shows it, and ignores further clicks without losing the focus. */
  isBusy?: boolean;
  isDisabled?: boolean;
  isSmall?: boolean;
  onClick?: (event: MouseEvent) => void;
  type?: 'button' | 'submit';
  title?: string;
  describedBy?: string;
  buttonRef?: Ref<HTMLButtonElement>;
  children: ComponentChildren;
};

/** A button with a word on it. */
export function Button({
  kind = 'plain',
  icon,
  isBusy = false,
  isDisabled = false,
  isSmall = false,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={rest.type ?? 'button'}
      class={`button button-${kind}${isSmall ? ' button-small' : ''}`}
      disabled={isDisabled}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      aria-describedby={rest.describedBy}
      title={rest.title}
      ref={rest.buttonRef ?? null}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else rest.onClick?.(event);
      }}
    >
      {isBusy ? <Spinner /> : icon && <Icon shape={icon} isSmall={isSmall} />}
      <span>{rest.children}</span>
    </button>
  );
}

type IconButtonProps = {
  icon: IconShape;
  /** Said by screen readers and shown as tooltip. */
  label: string;
  onClick?: (event: MouseEvent) => void;
  isDisabled?: boolean;
  isAccent?: boolean;
  isExpanded?: boolean;
  hasMenu?: boolean;
  type?: 'button' | 'submit';
  buttonRef?: Ref<HTMLButtonElement>;
};

/** A square button that shows only an icon. */
export function IconButton({ icon, label, isDisabled = false, isAccent = false, ...rest }: IconButtonProps) {
  return (
    <button
      type={rest.type ?? 'button'}
      class={`icon-button${isAccent ? ' icon-button-accent' : ''}`}
      disabled={isDisabled}
      aria-label={label}
      aria-haspopup={rest.hasMenu ? 'menu' : undefined}
      aria-expanded={rest.isExpanded}
      title={label}
      ref={rest.buttonRef ?? null}
      onClick={rest.onClick}
    >
      <Icon shape={icon} />
    </button>
  );
}
