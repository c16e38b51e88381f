// Reads request bodies. Clients send JSON without a content type and empty bodies as forms, so the path alone decides how a
// body is read (skype.md chapter 1). What the database cannot store never gets past here.
import type { Context } from 'hono';
import type * as v from 'valibot';
import { readWire } from '../src/skype/wire/read.ts';
import { badRequest } from './errors.ts';
import { storable } from './storage/storable.ts';

type Schema<Output> = v.GenericSchema<unknown, Output>;

/** The body as text. Throws 400 when it is not UTF-8. */
export async function readText(c: Context): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await c.req.arrayBuffer());
  } catch (error) {
    if (error instanceof TypeError) throw badRequest('The body is not valid UTF-8.');
    throw error;
  }
}

/** Checks a value from outside; throws 400 that names the first field which is wrong. */
export function checked<Output>(schema: Schema<Output>, value: unknown, what = 'The body'): Output {
  const reading = readWire(schema, value);
  if (reading.ok) return reading.value;
  const { path, reason } = reading;
  throw badRequest(path ? `${what} has a wrong field "${path}": ${reason}` : `${what} is wrong: ${reason}`);
}

/** Far more than any client has use for, far less than writing JSON and the database can take. */
const mostLevels = 64;

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/** Whether a parsed body is nested deeper than anything the gateway can handle. */
export const isTooDeep = (value: unknown): boolean => isDeeperThan(mostLevels, value);

/** No body of the protocol is a list, but a schema of optional members alone would read one as an object without any. */
function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest('The body is not valid JSON.');
  }
  if (isTooDeep(value)) throw badRequest('The body is nested too deeply.');
  if (Array.isArray(value)) throw badRequest('The body is wrong: expected an object');
  return storable(value);
}

/** Groups `a=1`, `b[]=2`, `b[]=3`, `c[0]=4` as `{ a: '1', b: ['2', '3'], c: ['4'] }`. */
function parseForm(text: string): unknown {
  const fields = new Map<string, string | string[]>();
  for (const [key, value] of new URLSearchParams(text)) {
    const name = key.replace(/\[\d*\]$/, '');
    if (name === key) fields.set(name, value);
    else {
      const list = fields.get(name);
      fields.set(name, Array.isArray(list) ? [...list, value] : [value]);
    }
  }
  return storable(Object.fromEntries(fields));
}

/** The body as JSON of the given schema; an empty body reads as `undefined`. Throws 400 naming what is wrong. */
export async function readJson<Output>(c: Context, schema: Schema<Output>): Promise<Output> {
  const text = await readText(c);
  return checked(schema, text.trim() === '' ? undefined : parseJson(text));
}

/** The body as a form (`name[]=` and `name[0]=` become lists). Throws 400 naming what is wrong. */
export async function readForm<Output>(c: Context, schema: Schema<Output>): Promise<Output> {
  return checked(schema, parseForm(await readText(c)));
}

/** The body as JSON when it looks like JSON, else as a form, for paths where clients disagree. */
export async function readJsonOrForm<Output>(c: Context, schema: Schema<Output>): Promise<Output> {
  const text = await readText(c);
  return checked(schema, /^\s*[{[]/.test(text) ? parseJson(text) : parseForm(text));
}
