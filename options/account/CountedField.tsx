import { useId } from 'preact/hooks';
import { text } from '../../extension/text.ts';

type CountedFieldProps = {
  label: string;
  hint: string;
  value: string;
  /** Most characters it takes. */
  longest: number;
  isBusy: boolean;
  onInput: (value: string) => void;
};

/** A line of text that tells how many characters still fit. */
export function CountedField({ label, hint, value, longest, isBusy, onInput }: CountedFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <div class="counted-head">
        <label class="field-label" for={id}>
          {label}
        </label>
        <span id={`${id}-count`} class="soft counted">
          <span aria-hidden="true">
            {text(
              'optionsCount',
              new Intl.NumberFormat().format(value.length),
              new Intl.NumberFormat().format(longest),
            )}
          </span>
          <span class="unseen">{text('optionsCountSaid', value.length, longest)}</span>
        </span>
      </div>
      <input
        id={id}
        class="field-input"
        type="text"
        dir="auto"
        autoComplete="off"
        value={value}
        maxLength={longest}
        readOnly={isBusy}
        aria-describedby={`${id}-hint ${id}-count`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="field-hint">
        {hint}
      </p>
    </div>
  );
}
