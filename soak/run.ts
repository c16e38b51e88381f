// npm run soak: tries for some minutes to make Skylark lose, double or garble a message, or show a wrong badge.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleExtension } from '../scripts/bundle.ts';
import { startPostgresCluster } from '../test/support/postgres-cluster.ts';
import type { SoakPlan } from './plan.ts';
import { describe, isClean } from './report.ts';
import { soak } from './soak.ts';

const usage = `Usage: npm run soak -- [--minutes N] [--seed S] [--rate N] [--faults SHARE] [--pause N]
                      [--installs N] [--without-ucwa] [--postgres] [--built FOLDER] [--json FILE]

  --minutes N      how long people write and things go wrong (default 5)
  --seed S         repeats the choices of an earlier run (default: by chance, and printed)
  --rate N         messages a second that people write, up to what the gateway takes (default 20)
  --faults SHARE   share of replies that something happens to, 0 to 1 (default 0.05)
  --pause N        longest pause between two things done to the processes, in seconds (default 3): with a short one much is fetched
                   by catching up, with a long one more comes by polls
  --installs N     how many browsers the user is signed in with (default 2)
  --without-ucwa   only accounts over the Skype protocol (default: the first browser has one over UCWA, too)
  --postgres       the gateway keeps its data in a PostgreSQL server, started for the run (default: embedded)
  --built FOLDER   the built extension (default: it is built for the run)
  --json FILE      writes counts and findings there
`;

type Asked = Omit<SoakPlan, 'folder' | 'extension' | 'databaseUrl'> & {
  isOnServer: boolean;
  built: string | undefined;
  json: string | undefined;
};

function readArguments(): Asked | undefined {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string' },
      rate: { type: 'string', default: '20' },
      faults: { type: 'string', default: '0.05' },
      pause: { type: 'string', default: '3' },
      installs: { type: 'string', default: '2' },
      'without-ucwa': { type: 'boolean', default: false },
      postgres: { type: 'boolean', default: false },
      built: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const number = (name: 'minutes' | 'rate' | 'faults' | 'pause' | 'installs', most: number) => {
    const value = Number(values[name]);
    if (!(value > 0 && value <= most))
      throw new Error(`--${name} takes a number above 0, at most ${most}. Try --help.`);
    return value;
  };
  return {
    minutes: number('minutes', 600),
    rate: number('rate', 2_000),
    faultShare: number('faults', 1),
    longestPauseSeconds: number('pause', 600),
    installs: Math.round(number('installs', 4)),
    hasUcwa: !values['without-ucwa'],
    isOnServer: values.postgres,
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed),
    built: values.built && resolve(values.built),
    json: values.json && resolve(values.json),
  };
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (!asked) {
    console.log(usage);
    return 0;
  }
  const { json, built, isOnServer, ...plan } = asked;
  console.log(`seed ${plan.seed}, ${plan.minutes} minutes`);
  const folder = await mkdtemp(join(tmpdir(), 'skylark-soak-'));
  const cluster = isOnServer ? await startPostgresCluster() : undefined;
  try {
    const databaseUrl = await cluster?.createDatabase();
    if (!built) await bundleExtension(join(folder, 'dist'));
    const place = { folder, extension: built ?? join(folder, 'dist', 'chrome'), databaseUrl };
    const result = await soak({ ...plan, ...place }, (text) => console.log(text));
    for (const line of describe(result)) console.log(line);
    if (json) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
    console.log(`seed ${plan.seed}, ${plan.minutes} minutes`);
    console.log(isClean(result) ? 'nothing lost, doubled, torn or wrong' : 'FOUND SOMETHING');
    return isClean(result) ? 0 : 1;
  } finally {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(130));

process.exit(
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 2;
  }),
);
