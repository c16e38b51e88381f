/** Running text as others wrote it: line breaks stay, control and direction characters go, at most `longest` characters. */
export function cleanText(text: string | null | undefined, longest: number): string {
  const lines = (text ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2060-\u206f]+/gu, (run) =>
      run.includes('\n') ? run.replace(/[^\n]+/g, '') : ' ',
    );
  return lines
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, longest);
}
