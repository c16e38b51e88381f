// Every name of a field with text in the wire schemas, found by walking the schemas themselves.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Schema = {
  type: string;
  entries?: Record<string, Schema>;
  item?: Schema;
  wrapped?: Schema;
  key?: Schema;
  value?: Schema;
  options?: unknown[];
  items?: Schema[];
  pipe?: unknown[];
  getter?: () => Schema;
};

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'schema';

/** The schemas directly inside another one, without those of its own fields. */
function insideOf(schema: Schema): Schema[] {
  const more = [schema.item, schema.wrapped, schema.value, ...(schema.options ?? []), ...(schema.items ?? [])];
  // The first of a pipe is the schema itself.
  const piped = (schema.pipe ?? []).slice(1);
  return [...more, ...piped].filter(isSchema);
}

const takesText = (schema: Schema): boolean =>
  schema.type === 'string' || schema.type === 'unknown' || schema.type === 'any' || insideOf(schema).some(takesText);

function walk(schema: Schema, names: Set<string>, seen: Set<Schema>): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  for (const [name, field] of Object.entries(schema.entries ?? {})) {
    if (takesText(field)) names.add(name);
    walk(field, names, seen);
  }
  for (const inside of insideOf(schema)) walk(inside, names, seen);
}

/** The names of the fields with text of every schema that the modules of a folder export, in the order of the alphabet. */
export async function textFieldsOf(folder: string): Promise<string[]> {
  const names = new Set<string>();
  const seen = new Set<Schema>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const exported = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, unknown>;
    for (const value of Object.values(exported)) if (isSchema(value)) walk(value, names, seen);
  }
  return [...names].sort();
}
