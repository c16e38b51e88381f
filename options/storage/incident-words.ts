/**
 * Text of a record as it may be shown: identifiers of people and conversations (`8:joe.4`, `19:…@thread.skype`,
 * `sip:…`), which may stand anywhere in it, are replaced by dots.
 */
export function withoutIdentifiers(recorded: string): string {
  return recorded
    .replace(/\bsips?:[^\s"'<>/?#]+/gi, '…')
    .replace(/(^|[^\w.])\d{1,2}:(?!\/\/)[^\s"'<>/?#,;)\]}]+/g, '$1…')
    .replace(/[^\s"'<>/?#]+@[^\s"'<>/?#]+/g, '…');
}
