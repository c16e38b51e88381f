/** A whole number with the separators of the user's language. */
export function amount(count: number): string {
  return new Intl.NumberFormat().format(count);
}
