import './setting.css';
import './choice.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { SettingFailure } from './SettingFailure.tsx';
import { Spinner } from './Spinner.tsx';

export type ChoiceOption<Value extends string> = { value: Value; label: string; description?: string };

type ChoiceProps<Value extends string> = {
  label: string;
  description?: ComponentChildren;
  options: readonly ChoiceOption<Value>[];
  /** Undefined when the present value is none of the options: then none is marked. */
  value: Value | undefined;
  isBusy?: boolean;
  isDisabled?: boolean;
  failure?: string | undefined;
  onChange: (value: Value) => void;
};

/** One of a few: a group of radio buttons, moved through with the arrow keys. */
export function Choice<Value extends string>({
  label,
  description,
  options,
  value,
  isBusy = false,
  isDisabled = false,
  failure,
  onChange,
}: ChoiceProps<Value>) {
  const id = useId();
  return (
    <fieldset
      class="choice"
      disabled={isDisabled}
      aria-busy={isBusy || undefined}
      aria-describedby={description ? `${id}-about` : undefined}
    >
      <legend class="setting-name">
        {label}
        {isBusy && <Spinner />}
      </legend>
      {description && (
        <div id={`${id}-about`} class="setting-about">
          {description}
        </div>
      )}
      <div class="choice-options">
        {options.map((option) => (
          <label key={option.value} class="choice-option">
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>
              <span class="choice-label">{option.label}</span>
              {option.description && <span class="choice-about">{option.description}</span>}
            </span>
          </label>
        ))}
      </div>
      <SettingFailure words={failure} />
    </fieldset>
  );
}
