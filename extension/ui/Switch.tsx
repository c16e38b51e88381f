import './setting.css';
import './switch.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { SettingFailure } from './SettingFailure.tsx';
import { Spinner } from './Spinner.tsx';

type SwitchProps = {
  label: string;
  /** A word that sets this one apart, beside its name. */
  tag?: string | undefined;
  /** What it does, one line. */
  description: ComponentChildren;
  isOn: boolean;
  /** A change is being saved; the switch shows the new value and can be changed again. */
  isBusy?: boolean;
  /** Cannot be changed now; the page says why. It keeps its place in the tab order. */
  isDisabled?: boolean;
  /** Why the last change was not saved. */
  failure?: string | undefined;
  onChange: (isOn: boolean) => void;
};

/** A setting that is on or off: its name, what it does, and the switch. Space or Enter turns it. */
export function Switch({
  label,
  tag,
  description,
  isOn,
  isBusy = false,
  isDisabled = false,
  failure,
  onChange,
}: SwitchProps) {
  const id = useId();
  return (
    <div class="setting">
      <div class="setting-words">
        <label id={`${id}-label`} class="setting-name" for={id}>
          {label}
        </label>
        {tag && (
          <span id={`${id}-tag`} class="setting-tag">
            {tag}
          </span>
        )}
        <div id={`${id}-about`} class="setting-about">
          {description}
        </div>
        <SettingFailure words={failure} />
      </div>
      {isBusy && <Spinner />}
      <button
        id={id}
        type="button"
        role="switch"
        class="switch"
        aria-checked={isOn}
        aria-busy={isBusy || undefined}
        aria-disabled={isDisabled || undefined}
        aria-labelledby={`${id}-label`}
        aria-describedby={tag ? `${id}-tag ${id}-about` : `${id}-about`}
        onClick={() => {
          if (!isDisabled) onChange(!isOn);
        }}
      >
        <span class="switch-thumb" />
      </button>
    </div>
  );
}
