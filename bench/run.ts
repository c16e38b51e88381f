// npm run bench: measures Skylark against baselines taken in the same run, prints a table and, on demand, writes it as JSON.
// A bar that is missed is said, and fails nothing.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark, Size } from './bench.ts';
import { badge } from './extension/badge.ts';
import { catchUpBench } from './extension/catch-up.ts';
import { ingest } from './extension/ingest.ts';
import { hostileMarkup } from './extension/markup.ts';
import { memory } from './extension/memory.ts';
import { popup } from './extension/popup.ts';
import { scriptSizes } from './extension/scripts.ts';
import { clearLab } from './extension/stage.ts';
import { isBarMet, type Result } from './figures.ts';
import { stopPostgres, usePostgres } from './gateway/database.ts';
import { fanOut } from './gateway/fan-out.ts';
import { growth } from './gateway/growth.ts';
import { heldPolls } from './gateway/held-polls.ts';
import { overload } from './gateway/overload.ts';
import { sends } from './gateway/sends.ts';
import { startUp } from './gateway/start-up.ts';
import { describeMachine } from './machine.ts';
import { tableOf } from './table.ts';

const benchmarks: readonly Benchmark[] = [
  scriptSizes,
  popup,
  badge,
  ingest,
  catchUpBench,
  hostileMarkup,
  memory,
  startUp,
  sends,
  fanOut,
  heldPolls,
  overload,
  growth,
];

const usage = `Usage: npm run bench -- [--only NAME,...] [--quick] [--postgres] [--json FILE]

${benchmarks.map(({ name, question }) => `  ${name.padEnd(16)}${question}`).join('\n')}

  --only NAME,...  some of them
  --quick          fewer repetitions and smaller crowds: for a look, not for publishing
  --postgres       gateways have a PostgreSQL server, started for the run (default: the embedded database)
  --json FILE      writes machine, figures and bars there
`;

type Asked = { chosen: readonly Benchmark[]; size: Size; hasPostgres: boolean; json: string | undefined };

function readArguments(): Asked | undefined {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      postgres: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const names = values.only?.split(',');
  const unknown = names?.find((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) throw new Error(`There is no benchmark "${unknown}". Try --help.`);
  return {
    chosen: names ? benchmarks.filter(({ name }) => names.includes(name)) : benchmarks,
    hasPostgres: values.postgres,
    size: values.quick ? 'quick' : 'full',
    json: values.json && resolve(values.json),
  };
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) {
    console.log(usage);
    return 0;
  }
  const machine = { ...describeMachine(), gatewayDatabase: asked.hasPostgres ? 'PostgreSQL' : 'embedded' };
  for (const [name, value] of Object.entries(machine)) console.log(`${name.padEnd(17)}${value}`);
  if (asked.hasPostgres) await usePostgres();
  const all: Record<string, Result[]> = {};
  for (const { name, question, run } of asked.chosen) {
    console.log(`\n${name}: ${question}`);
    const results = await run(asked.size, (text) => console.log(`  … ${text}`));
    all[name] = results;
    console.log(tableOf(results));
  }
  await clearLab();
  await stopPostgres();
  const results = Object.values(all).flat();
  const judged = results.filter((result) => isBarMet(result) !== undefined);
  const met = judged.filter((result) => isBarMet(result)).length;
  console.log(`\n${met} of ${judged.length} bars met`);
  if (asked.json)
    await writeFile(asked.json, `${JSON.stringify({ machine, size: asked.size, results: all }, null, 2)}\n`);
  return 0;
}

process.exit(
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }),
);
