// The server's half of an end-to-end test, the same for every browser: a real gateway process on a folder of its own.
import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type GatewayProcess, startGatewayProcess } from '../../scripts/gateway-process.ts';
import { RawClient } from '../support/raw-client.ts';

/** The built extension: `chrome` and `firefox`. */
export const dist = inject('dist');
export const root = join(import.meta.dirname, '..', '..');
export const password = 'skylark-demo';

export type GatewayWorld = {
  readonly gateway: GatewayProcess;
  /** A folder of this world's own, deleted at its end. */
  folder: string;
  /** The gateway's data folder, for looking into it while the gateway is stopped. */
  data: string;
  /** Port stays the same over restarts of the gateway. */
  restartGateway(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  stopGateway(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  startGateway(): Promise<void>;
  /** Another user's (or another own) client, speaking the protocol. */
  connect(name: string, status?: string): Promise<RawClient>;
  close(): Promise<void>;
};

/** A gateway data folder with the demo people and no demo life; copied for every world. */
let seeded: Promise<string> | undefined;

async function seedFolder(): Promise<string> {
  const { seedGatewayFolder } = await import('./seed.ts');
  const folder = await mkdtemp(join(tmpdir(), 'skylark-seed-'));
  await seedGatewayFolder(folder);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function createGatewayWorld(gatewayArguments: readonly string[] = []): Promise<GatewayWorld> {
  seeded ??= seedFolder();
  const folder = await mkdtemp(join(tmpdir(), 'skylark-world-'));
  const data = join(folder, 'gateway');
  await cp(await seeded, data, { recursive: true });
  let port = '0';
  const start = () => startGatewayProcess(['--host', '127.0.0.1', '--port', port, '--data', data, ...gatewayArguments]);
  let gateway = await start();
  port = new URL(gateway.url).port;
  return {
    get gateway() {
      return gateway;
    },
    folder,
    data,
    async stopGateway(signal = 'SIGTERM') {
      await gateway.stop(signal);
    },
    async startGateway() {
      gateway = await start();
    },
    async restartGateway(signal = 'SIGTERM') {
      await gateway.stop(signal);
      gateway = await start();
    },
    connect: (name, status) => RawClient.connect(gateway.url, name, password, status),
    async close() {
      await gateway.stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
