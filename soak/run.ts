// npm run soak: tries for some minutes to make Skylark lose, double or garble a message, or show a wrong badge.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleExtension } from '../scripts/bundle.ts';
import { type SoakResult, soak } from './soak.ts';

const usage = `Usage: npm run soak -- [--minutes N] [--seed S] [--rate N] [--faults SHARE] [--installs N] [--json FILE]

  --minutes N      how long people write and things go wrong (default 5)
  --seed S         repeats the choices of an earlier run (default: by chance, and printed)
  --rate N         messages a second that people write to the user (default 20)
  --faults SHARE   share of replies that something happens to, 0 to 1 (default 0.05)
  --installs N     how many browsers the user is signed in with (default 1)
  --json FILE      writes counts and findings there
`;

function readArguments() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string' },
      rate: { type: 'string', default: '20' },
      faults: { type: 'string', default: '0.05' },
      installs: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const number = (name: 'minutes' | 'rate' | 'faults' | 'installs', most: number) => {
    const value = Number(values[name]);
    if (!(value > 0 && value <= most))
      throw new Error(`--${name} takes a number above 0, at most ${most}. Try --help.`);
    return value;
  };
  return {
    minutes: number('minutes', 600),
    rate: number('rate', 500),
    faultShare: number('faults', 1),
    installs: Math.round(number('installs', 4)),
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed),
    json: values.json && resolve(values.json),
  };
}

function print({ seed, minutes, disturbed, happened, verdicts }: SoakResult): void {
  const counts = (title: string, all: Record<string, number>) => {
    console.log(`\n${title}`);
    for (const [name, count] of Object.entries(all).sort())
      console.log(`  ${name.padEnd(32)}${String(count).padStart(6)}`);
  };
  counts('what was done to the processes', disturbed);
  counts('what was done to replies', happened);
  for (const [index, { examples, ...verdict }] of verdicts.entries()) {
    counts(`found, install ${index + 1}`, verdict);
    for (const example of examples) console.log(`  ! ${example}`);
  }
  console.log(`\nseed ${seed}, ${minutes} minutes`);
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) {
    console.log(usage);
    return 0;
  }
  console.log(`seed ${asked.seed}, ${asked.minutes} minutes`);
  const folder = await mkdtemp(join(tmpdir(), 'skylark-soak-'));
  try {
    await bundleExtension(join(folder, 'dist'));
    const result = await soak({ ...asked, folder, extension: join(folder, 'dist', 'chrome') }, (text) =>
      console.log(text),
    );
    print(result);
    if (asked.json) await writeFile(asked.json, `${JSON.stringify(result, null, 2)}\n`);
    const isClean = result.verdicts.every(({ examples }) => examples.length === 0);
    console.log(isClean ? 'nothing lost, doubled, torn or wrong' : 'FOUND SOMETHING');
    return isClean ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exit(
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 2;
  }),
);
