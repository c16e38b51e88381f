/** A name as others gave it: one line, no control and direction characters, at most 128 characters. */
export function cleanName(name: string | null | undefined): string {
  const clean = (name ?? '').replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2060-\u206f]+/gu, ' ');
  return clean.replace(/\s+/g, ' ').trim().slice(0, 128);
}
