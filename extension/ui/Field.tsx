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
  type?: 'text' | 'url' | 'search';
  isDisabled?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  onInput: (value: string) => void;
};

/** A line of text to fill in, with its label, a hint, and what is wrong with it. Checked by us, not by the browser. */
export function Field({
  label,
  value,
  hint,
  problem,
  type = 'text',
  isDisabled = false,
  inputRef,
  onInput,
}: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="field-input"
        type="text"
        inputMode={type}
        autoComplete="off"
        autoCapitalize="off"
        spellcheck={false}
        value={value}
        readOnly={isDisabled}
        ref={inputRef ?? null}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described || undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <SettingFailure words={problem} id={`${id}-problem`} />
      {hint && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
