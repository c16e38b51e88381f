// Reads what a server answered to an operation of a page. Pages ask in JSON only, so that none of them carries the XML reader.
import { ServiceError } from '../../service/error.ts';
import type { DirectReply } from '../../service/operations.ts';
import { readJsonResource, readJsonText } from '../wire/json.ts';
import type { Resource } from '../wire/resource-form.ts';
import { WireError } from '../wire/wire-error.ts';

/** The resource of a reply. @throws ServiceError `unreadable` that names what was wrong. */
export function readReply(reply: DirectReply): Resource {
  try {
    return readJsonResource(readJsonText(reply.text));
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause;
    throw new ServiceError('unreadable', `the server answered something unexpected: ${cause.message}`, { cause });
  }
}

/** A text property without white space around it; empty when there is none. */
export function textOf({ properties }: Resource, name: string): string {
  const value = properties[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** The texts of an array property, or of one that came as a single text. */
export function textsOf({ properties }: Resource, name: string): string[] {
  const value = properties[name];
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => (typeof item === 'string' && item.trim() ? [item.trim()] : []));
}
