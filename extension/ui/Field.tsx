import './field.css';
import type { ComponentChildren, Ref } from 'preact';
import { useId } from 'preact/hooks';
import { SettingFailure } from './SettingFailure.tsx';

type FieldProps = {
  label: string;
  value: string;
  hint?: ComponentChildren;
  /** What is wrong with the value, and how to put it right. */
  problem?: string | undefined;
  onInput: (value: string) => void;
};

/** What the control of a field carries, so that its label, its hint and what is wrong with it belong to it. */
type Control = {
  id: string;
  class: string;
  value: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
};

function Labelled({ control, ...props }: FieldProps & { control: (control: Control) => ComponentChildren }) {
  const id = useId();
  const { label, value, hint, problem } = props;
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {control({
        id,
        class: 'field-input',
        value,
        'aria-invalid': problem ? true : undefined,
        'aria-describedby': described || undefined,
      })}
      <SettingFailure words={problem} id={`${id}-problem`} />
      {hint && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

type LineProps = FieldProps & {
  type?: 'text' | 'url' | 'search';
  isDisabled?: boolean;
  inputRef?: Ref<HTMLInputElement>;
};

/** A line of text to fill in, with its label, a hint, and what is wrong with it. Checked by us, not by the browser. */
export function Field({ type = 'text', isDisabled = false, inputRef, ...field }: LineProps) {
  return (
    <Labelled
      {...field}
      control={(control) => (
        <input
          {...control}
          type="text"
          inputMode={type}
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          readOnly={isDisabled}
          ref={inputRef ?? null}
          onInput={(event) => field.onInput(event.currentTarget.value)}
        />
      )}
    />
  );
}

type AreaProps = FieldProps & { longest: number };

/** Several lines of text, `longest` characters at most. */
export function AreaField({ longest, ...field }: AreaProps) {
  return (
    <Labelled
      {...field}
      control={({ class: name, ...control }) => (
        <textarea
          {...control}
          class={`${name} field-area`}
          rows={3}
          maxLength={longest}
          dir="auto"
          onInput={(event) => field.onInput(event.currentTarget.value)}
        />
      )}
    />
  );
}

type ClockProps = FieldProps & { type: 'date' | 'time'; max?: string };

/** A day, `YYYY-MM-DD`, or none; or a time of the day, `HH:MM`. */
export function ClockField({ type, max, ...field }: ClockProps) {
  return (
    <Labelled
      {...field}
      control={(control) => (
        <input
          {...control}
          type={type}
          required={type === 'time'}
          {...(max && { max })}
          onInput={(event) => field.onInput(event.currentTarget.value)}
        />
      )}
    />
  );
}

type SelectProps = FieldProps & { options: readonly { value: string; label: string }[] };

/** One of a list. */
export function SelectField({ options, ...field }: SelectProps) {
  return (
    <Labelled
      {...field}
      control={(control) => (
        <select {...control} onChange={(event) => field.onInput(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === field.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}
