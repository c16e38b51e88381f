// The sealed field (PPFT) of the web sign-in form: given with two cookies, it proves that the form was shown by this gateway to
// the browser that submits it. Nothing is stored until a form is submitted, so opening the page again and again costs nothing.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GatewayContext } from '../context.ts';
import { hashSecret, makeSecret } from './tokens.ts';

const formLifeMs = 30 * 60_000;
const sealPattern = /^([A-Za-z0-9]{24})!([0-9a-z]{1,11})!([0-9a-f]{40})\$$/;

/** The values of the cookies `MSPRequ` and `MSPOK`. */
export type FormCookies = { readonly request: string; readonly mark: string };

async function readSecret({ database, randomBytes }: GatewayContext): Promise<string> {
  const read = () => database.query<{ secret: string }>('select secret from form_secret');
  const [known] = await read();
  if (known) return known.secret;
  const fresh = Buffer.from(randomBytes(32)).toString('hex');
  await database.query('insert into form_secret (secret) values ($1) on conflict do nothing', [fresh]);
  const [row] = await read();
  if (!row) throw new Error('The secret of the sign-in forms is missing.');
  return row.secret;
}

async function sign(context: GatewayContext, nonce: string, end: string, cookies: FormCookies): Promise<string> {
  const text = [nonce, end, cookies.request, cookies.mark].join('\n');
  return createHmac('sha256', await readSecret(context))
    .update(text)
    .digest('hex')
    .slice(0, 40);
}

/** Seals a form for the browser with these cookies, for half an hour. Only characters that clients look for (skype.md 3.2). */
export async function sealForm(context: GatewayContext, cookies: FormCookies): Promise<string> {
  const nonce = makeSecret(context, 24);
  const end = Math.floor(context.now() + formLifeMs).toString(36);
  return `${nonce}!${end}!${await sign(context, nonce, end, cookies)}$`;
}

/** Whether a form was sealed for these cookies, is not past its end and was not submitted before. It counts as submitted then. */
export async function spendForm(context: GatewayContext, seal: string, cookies: FormCookies): Promise<boolean> {
  const [, nonce, end, given] = sealPattern.exec(seal) ?? [];
  if (!nonce || !end || !given) return false;
  const expiresAtMs = Number.parseInt(end, 36);
  const expected = await sign(context, nonce, end, cookies);
  if (!timingSafeEqual(Buffer.from(given), Buffer.from(expected)) || expiresAtMs <= context.now()) return false;
  const rows = await context.database.query(
    'insert into spent_forms (form_hash, expires_at_ms) values ($1, $2) on conflict do nothing returning form_hash',
    [hashSecret(seal), expiresAtMs],
  );
  return rows.length > 0;
}

/** What ties the second step of a sign-in to its form and its browser. */
export const bindingOf = (seal: string, { request, mark }: FormCookies): string =>
  hashSecret([seal, request, mark].join('\n'));
