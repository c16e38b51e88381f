import * as v from 'valibot';
import type { Resource } from './resource-form.ts';
import { WireError } from './wire-error.ts';

/** Reads a value with a schema of this folder. Throws WireError naming the first place that did not fit. */
export function readValue<const S extends v.GenericSchema>(schema: S, value: unknown, what = ''): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [what, v.getDotPath(issue) ?? ''].filter((part) => part !== '').join('.');
  throw new WireError(path, issue.message);
}

/** The properties of a resource, read with the schema of its kind. Throws WireError naming the first that did not fit. */
export const readProperties = <const S extends v.GenericSchema>(schema: S, resource: Resource): v.InferOutput<S> =>
  readValue(schema, resource.properties, resource.rel);
