// Whatever comes instead of a wire form is read or refused with a place and a reason; nothing throws, and what was read once can
// be read again.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readWire } from '../../src/skype/wire/read.ts';
import { anyJson, damaged, runs } from './effort.ts';

const root = join(import.meta.dirname, '..', '..');
const samples: unknown[] = readdirSync(join(root, 'test', 'fixtures', 'seeds'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(join(root, 'test', 'fixtures', 'seeds', file), 'utf8')));

const isSchema = (value: unknown): value is v.GenericSchema =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema' && 'async' in value;

async function schemasOf(service: string): Promise<[string, v.GenericSchema][]> {
  const folder = join(root, 'src', service, 'wire');
  const found: [string, v.GenericSchema][] = [];
  for (const file of readdirSync(folder)) {
    const exported = (await import(join(folder, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) if (isSchema(value)) found.push([`${file} ${name}`, value]);
  }
  return found;
}

const value = fc.oneof(damaged(samples), anyJson);

for (const service of ['skype', 'ucwa']) {
  describe(`every wire schema of ${service}`, async () => {
    const schemas = await schemasOf(service);

    it('is found', () => {
      expect(schemas.length).toBeGreaterThan(10);
    });

    it.each(schemas)('%s reads or refuses anything', (_name, schema) => {
      fc.assert(
        fc.property(value, (given) => {
          const reading = readWire(schema, given);
          if (!reading.ok) {
            expect(typeof reading.path).toBe('string');
            expect(reading.reason.length).toBeGreaterThan(0);
          }
        }),
        runs(40),
      );
    });
  });
}
