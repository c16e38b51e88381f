const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number of bytes in words of the user's language, with three digits: "3.21 MB". */
export function bytes(count: number): string {
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(count) / Math.log(1000)));
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3,
  }).format(count / 1000 ** step);
}

/** A whole number with the separators of the user's language. */
export function amount(count: number): string {
  return new Intl.NumberFormat().format(count);
}
