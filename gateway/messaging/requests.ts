// Reads the parts of a request that several routes share. Throws the errors of skype.md 11; knows no domain.
import type { Context } from 'hono';
import * as v from 'valibot';
import { anyObject } from '../../src/skype/wire/fields.ts';
import { checked, readJson } from '../body.ts';
import type { GatewayEnv } from '../context.ts';
import { badRequest, endpointNotFound, misformattedUrl, notFound } from '../errors.ts';
import type { Caller } from './caller.ts';
import { checkCid } from './conversation-access.ts';
import { endpointIdOf } from './endpoints.ts';

type Request = Context<GatewayEnv>;

/** A decoded path parameter. */
function parameter(c: Request, name: string): string {
  const value = c.req.param(name);
  if (value === undefined || value === '') throw misformattedUrl();
  return value;
}

/** The endpoint a path names: `SELF` is the caller's own. Throws 404/729 for what is no endpoint id. */
export function endpointOfPath(c: Request, caller: Caller): string {
  const text = parameter(c, 'endpoint');
  const id = text.toUpperCase() === 'SELF' ? caller.endpointId : endpointIdOf(text);
  if (id === undefined) throw endpointNotFound();
  return id;
}

/** The conversation or thread a path names. Throws 400/201 when it is no identifier. */
export const cidOfPath = (c: Request): string => checkCid(parameter(c, 'cid'));

export const mriOfPath = (c: Request): string => checkCid(parameter(c, 'mri'));

/** The message a path names. Throws 404 when it is no message id. */
export function messageIdOfPath(c: Request): number {
  const text = parameter(c, 'message');
  const id = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw notFound('There is no such message.');
  return id;
}

/** A presence document goes by two names (skype.md 13.6). Throws 404 for any other. */
export function checkDocumentName(c: Request): void {
  if (!['messagingService', 'endpointMessagingService'].includes(parameter(c, 'document'))) throw notFound();
}

/** A whole number in the query; undefined when absent. Throws 400 for anything else. */
export function numberOfQuery(c: Request, name: string): number | undefined {
  const text = c.req.query(name);
  if (text === undefined || text === '') return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw badRequest(`The query parameter "${name}" must be a whole number.`);
  return value;
}

/** A switch in the query; off when absent. Throws 400 for anything but true and false. */
export function truthOfQuery(c: Request, name: string): boolean {
  const text = (c.req.query(name) ?? 'false').toLowerCase();
  if (text !== 'true' && text !== 'false') throw badRequest(`The query parameter "${name}" must be true or false.`);
  return text === 'true';
}

const plainObject = v.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'It must be a JSON object.',
);

const absentOrObject = v.optional(plainObject, {});

/** The body as an object of the given schema. Throws 400 that names what is wrong. */
export async function readBody<Output>(c: Request, schema: v.GenericSchema<unknown, Output>): Promise<Output> {
  return checked(schema, await readJson(c, plainObject));
}

/** The same where clients may send nothing: an empty body is an empty object. */
export async function readOptionalBody<Output>(c: Request, schema: v.GenericSchema<unknown, Output>): Promise<Output> {
  return checked(schema, await readJson(c, absentOrObject));
}

/** The body as a free object; an empty body is an empty object. */
export const readObject = (c: Request): Promise<Record<string, unknown>> => readOptionalBody(c, anyObject);
