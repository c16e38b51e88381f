// In and out: the representation a client asked for, and the input in whichever form it sent it (ucwa.md 1.2, 1.3).
import type { Context } from 'hono';
import type * as v from 'valibot';
import { readWire } from '../../src/skype/wire/read.ts';
import { readInputText } from '../../src/ucwa/wire/input.ts';
import { mediaTypeOf, type Representation, representationOf } from '../../src/ucwa/wire/media-type.ts';
import { type Resource, writeResource } from '../../src/ucwa/wire/resource.ts';
import { WireError } from '../../src/ucwa/wire/wire-error.ts';
import { isTooDeep, readText } from '../body.ts';
import { storable } from '../storage/storable.ts';
import { ucwaError, validationFailure } from './errors.ts';

/** The media types of an Accept header, the most wanted first. */
function wantedTypes(accept: string): string[] {
  return accept
    .split(',')
    .map((range) => ({ type: mediaTypeOf(range), weight: Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1) }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ type }) => type);
}

/** The form of the answer, and the media type to call it by: JSON unless XML is what the client asks for first. */
export function wantedRepresentation(c: Context): { representation: Representation; contentType: string } {
  const type = wantedTypes(c.req.header('accept') ?? '').find((wanted) => representationOf(wanted) !== undefined);
  const representation = (type && representationOf(type)) || 'json';
  const isExact = type?.startsWith('application/vnd.') ?? false;
  return { representation, contentType: `${isExact ? type : `application/${representation}`}; charset=utf-8` };
}

const quoted = (etag: string): string => `"${etag}"`;

/** Whether the client has this version already (`If-None-Match`). */
function isKnown(c: Context, etag: string): boolean {
  const known = c.req.header('if-none-match')?.split(',') ?? [];
  return known.some((entry) => entry.trim().replace(/^W\//, '') === quoted(etag) || entry.trim() === '*');
}

/**
 * Answers with a resource in the form that the client wants. With an etag it has the header `ETag`, and a GET with `If-None-Match`
 * of the same is answered 304.
 */
export function represent(c: Context, resource: Resource, status: 200 | 201 = 200): Response {
  const { representation, contentType } = wantedRepresentation(c);
  const headers: Record<string, string> = { 'Cache-Control': 'no-cache', 'Content-Type': contentType };
  if (resource.etag !== undefined) headers.ETag = quoted(resource.etag);
  if (status === 201 && resource.href !== undefined) headers.Location = resource.href;
  if (resource.etag !== undefined && c.req.method === 'GET' && isKnown(c, resource.etag)) {
    return new Response(null, { status: 304, headers: { ETag: quoted(resource.etag) } });
  }
  return new Response(writeResource(resource, representation), { status, headers });
}

/** 204, or any other answer without a body. */
export const empty = (status: 200 | 201 | 204 = 204, headers: Record<string, string> = {}): Response =>
  new Response(null, { status, headers: { 'Cache-Control': 'no-cache', ...headers } });

type InputSchema<Output> = v.GenericSchema<unknown, Output> & { readonly entries: Readonly<Record<string, unknown>> };

/** Gives the fields that the schema knows the schema's spelling: names are matched without case (ucwa.md 1.3). */
function spellNames(input: Record<string, unknown>, known: readonly string[]): Record<string, unknown> {
  const spelling = new Map(known.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [spelling.get(name.toLowerCase()) ?? name, value]),
  );
}

function queryInput(c: Context): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

/** The body as fields, in JSON or XML; none when it is empty. Throws 400 and 415. */
export async function readBody(c: Context): Promise<Record<string, unknown>> {
  const text = await readText(c);
  if (text.trim() === '') return {};
  const named = representationOf(c.req.header('content-type') ?? '');
  // Clients forget the type; what it is can be seen.
  const seen = /^\ufeff?\s*\{/.test(text) ? 'json' : /^\ufeff?\s*</.test(text) ? 'xml' : undefined;
  const representation = named ?? seen;
  if (!representation) throw ucwaError(415, '', '', 'The body is neither JSON nor XML.');
  try {
    const input = readInputText(text, representation);
    if (isTooDeep(input)) throw new WireError('', 'the body is nested too deeply');
    return storable(input) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw ucwaError(400, 'BadRequest', 'DeserializationFailure', error.message);
  }
}

/** Fields checked with a `v.object`, whose spelling they get. Throws 400 `ParameterValidationFailure` naming the one that is wrong. */
export function checkInput<Output>(schema: InputSchema<Output>, input: Record<string, unknown>): Output {
  const reading = readWire(schema, spellNames(input, Object.keys(schema.entries)));
  if (reading.ok) return reading.value;
  throw validationFailure(reading.path || 'input', reading.reason);
}

/**
 * The input of a request: the fields of its query and of its body (which wins), checked. The schema is a `v.object`.
 * Throws 400 `ParameterValidationFailure` naming the field that is wrong, 400 `DeserializationFailure`, 415.
 */
export async function readInput<Output>(c: Context, schema: InputSchema<Output>): Promise<Output> {
  const known = Object.keys(schema.entries);
  const query = spellNames(storable(queryInput(c)) as Record<string, unknown>, known);
  const body = c.req.method === 'GET' ? {} : await readBody(c);
  return checkInput(schema, { ...query, ...spellNames(body, known) });
}
