// The fault mode (`--ucwa-faults`): a request names the documented error it wants to be answered with, so that clients can be tried
// with what rarely happens. Off, the header is not looked at.
import type { Context } from 'hono';
import { UcwaError, ucwaError } from './errors.ts';
import type { UcwaContext } from './ucwa-context.ts';

export const faultHeader = 'X-Skylark-Fault';

/** What the header says: `410 Gone CannotRedirect`, or words that only the event channel knows (`drop`, `resync`, `no-in`, ...). */
function wordsOf(context: Pick<UcwaContext, 'allowsFaults'>, c: Context): string[] {
  if (!context.allowsFaults) return [];
  return (c.req.header(faultHeader) ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

/** The wishes of a request that are no status, in lower case; the event channel fulfils them. */
export function faultsOf(context: Pick<UcwaContext, 'allowsFaults'>, c: Context): ReadonlySet<string> {
  const words = wordsOf(context, c);
  return new Set(/^\d/.test(words[0] ?? '') ? [] : words.map((word) => word.toLowerCase()));
}

/** A pool that does not know the token says so in HTML (ucwa.md 2.4); with `cross-domain` it is the refusal of 2.3. */
const pages: Readonly<Record<string, string>> = {
  '28032': '28032;source="skylark";reason="The web ticket is invalid."',
  '28070': '28070;source="skylark";reason="Service does not allow a cross domain request from this origin."',
};

/** Throws the error that the request asks for: `<status> <code> <subcode>`, or `500 28032` and `403 28070` for those pages. */
export function throwWantedFault(context: Pick<UcwaContext, 'allowsFaults'>, c: Context): void {
  const [status = '', code = '', subcode = ''] = wordsOf(context, c);
  if (!/^[45]\d\d$/.test(status)) return;
  const diagnostics = pages[code];
  if (diagnostics === undefined) throw ucwaError(Number(status), code, subcode, 'This fault was asked for.');
  throw new UcwaError({
    status: Number(status),
    reason: { code, message: 'This fault was asked for.' },
    headers: { 'X-Ms-diagnostics': diagnostics },
    page: 'This fault was asked for.',
  });
}
