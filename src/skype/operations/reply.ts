// Reads what a server answered to an operation of a page.
import type * as v from 'valibot';
import { ServiceError } from '../../service/error.ts';
import type { DirectReply } from '../../service/operations.ts';
import { type Reading, readWire } from '../wire/read.ts';

/** The JSON of a reply. @throws ServiceError `unreadable` when it is none. */
export function readJson(reply: DirectReply): unknown {
  try {
    return JSON.parse(reply.text || '{}');
  } catch (cause) {
    throw new ServiceError('unreadable', 'the server answered no JSON', { cause });
  }
}

/** The JSON of a reply, read with a wire schema. @throws ServiceError `unreadable` that names the place. */
export function readReply<const S extends v.GenericSchema>(schema: S, reply: DirectReply): v.InferOutput<S> {
  const read: Reading<v.InferOutput<S>> = readWire(schema, readJson(reply));
  if (read.ok) return read.value;
  throw new ServiceError('unreadable', `the server answered something unexpected at "${read.path}"`);
}

/** The items of a list that can be read; one bad item does not take the others along. */
export function readItems<const S extends v.GenericSchema>(
  schema: S,
  items: readonly unknown[] | null | undefined,
): v.InferOutput<S>[] {
  return (items ?? []).flatMap((item) => {
    const read: Reading<v.InferOutput<S>> = readWire(schema, item);
    return read.ok ? [read.value] : [];
  });
}
