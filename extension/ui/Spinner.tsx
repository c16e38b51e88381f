import './spinner.css';

/** A turning ring; with a label it announces itself to screen readers, without one the text beside it must. */
export function Spinner({ label }: { label?: string }) {
  return label ? (
    <span class="spinner" role="status" aria-label={label} />
  ) : (
    <span class="spinner" aria-hidden="true" />
  );
}
