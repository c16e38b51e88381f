import { badRequest, tooLarge } from '../errors.ts';
import { storableText } from '../storage/storable.ts';
import type { Limits } from './limits.ts';

const namePattern = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** A property name from a query, lower or mixed case as it came. Throws 400 when it is no name. */
export function checkPropertyName(name: string): string {
  if (!namePattern.test(name))
    throw badRequest('The property name is missing or has characters that a name cannot have.');
  return name;
}

/** The value as text: properties are strings on the wire even when clients send booleans (skype.md 0.3 rule 7). */
export function propertyText(limits: Pick<Limits, 'propertyLength'>, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  if (text.length > limits.propertyLength) throw tooLarge();
  return storableText(text);
}

/** The properties with one more; throws 400 when they become too many, 413 when the value is too long. */
export function checkProperties(
  limits: Pick<Limits, 'properties' | 'propertyLength'>,
  existing: Readonly<Record<string, string>>,
  name: string,
  value: unknown,
): Record<string, string> {
  const properties = { ...existing, [checkPropertyName(name)]: propertyText(limits, value) };
  if (Object.keys(properties).length > limits.properties) throw badRequest('There are too many properties.');
  return properties;
}

/**
 * The value of a property PUT: clients name the property in the query and send `{name: value}`; the oldest form has it in the
 * body as `{name, value...}` (skype.md 6.1, disagreement 1). Throws 400 when the body lacks it.
 */
export function propertyOf(query: string | undefined, body: Readonly<Record<string, unknown>>): [string, unknown] {
  const name = query ?? (typeof body.name === 'string' ? body.name : undefined);
  if (name === undefined) throw badRequest('The property has no name.');
  checkPropertyName(name);
  if (!Object.hasOwn(body, name)) throw badRequest(`The body has no field "${name}".`);
  return [name, body[name]];
}
