// Fields of the profile's form that are no line of text.
import { useId } from 'preact/hooks';

type FieldProps = { label: string; value: string; onInput: (value: string) => void };

const longestText = 2_000;

/** Several lines of text. */
export function AreaField({ label, value, onInput }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        class="field-input profile-area"
        rows={3}
        maxLength={longestText}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

/** A day of the past, `YYYY-MM-DD`, or none. */
export function DateField({ label, value, onInput }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="date"
        class="field-input"
        max={new Date().toISOString().slice(0, 10)}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

/** A time of the day, `HH:MM`. */
export function TimeField({ label, value, onInput }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        type="time"
        required
        class="field-input"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

type SelectFieldProps = FieldProps & { options: readonly { value: string; label: string }[] };

/** One of a list. */
export function SelectField({ label, value, options, onInput }: SelectFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <select id={id} class="field-input" value={value} onChange={(event) => onInput(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
