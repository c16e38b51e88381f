// A browser with Skylark in it: workers that live and die, alarms that wake them, pages that command them, a clock on the wall that
// may be set, and what is on its disk. The extension API must be there before anything of the extension is.
import '../support/extension.ts';
import '../../background/adding-part.ts';
import '../../background/ucwa-part.ts';
import { offered } from '../../background/parts.ts';
import { type ServiceFactories, serviceFactories } from '../../background/services.ts';
import { openDatabase, type SkylarkSchema } from '../../extension/database.ts';
import type { Account } from '../../src/model/account.ts';
import type { Transport } from '../../src/service/transport.ts';
import { extension } from '../support/extension.ts';
import { Life, startWorker } from '../support/mortal-worker.ts';
import { beginMs, type Turns } from './turns.ts';

const alarmMs = 30_000;

type Reply = { ok: true; value: unknown } | { ok: false; error: { kind: string; message: string } };
type Rows = { [Name in keyof SkylarkSchema]: SkylarkSchema[Name] extends { value: infer Row } ? Row[] : never };
type Disk = Map<string, { rawObjectStores: Map<string, { getAllValues(): unknown[] }> }>;

export class Browser {
  readonly turns: Turns;
  readonly account: Account;
  /** What workers reported as their own faults. */
  readonly faults: unknown[] = [];
  lives = 0;
  restarts = 0;
  /** How far the clock on the wall is from the time that passes. */
  aheadMs = 0;
  readonly #transport: Transport;
  #current: ReturnType<typeof startWorker> | undefined;

  constructor(turns: Turns, account: Account, transport: Transport) {
    this.turns = turns;
    this.account = account;
    this.#transport = transport;
  }

  get nowMs(): number {
    return beginMs + this.turns.nowMs + this.aheadMs;
  }

  /** A new profile in which the account is signed in. */
  async install(prepare: () => Promise<void>): Promise<void> {
    extension.reset();
    const database = await openDatabase();
    await database.put('accounts', this.account);
    await database.put('sessions', {
      ...{ account: this.account.id, state: 'connecting', sinceMs: 1, contactAtMs: 0, failures: 0 },
      ownPresence: 'online',
    });
    database.close();
    await prepare();
    const ring = () => {
      void this.worker.onAlarm();
      this.turns.after(alarmMs, ring);
    };
    this.turns.after(alarmMs, ring);
  }

  get isAlive(): boolean {
    return this.#current !== undefined;
  }

  /** The worker; the browser starts one when it is needed. */
  get worker(): ReturnType<typeof startWorker>['worker'] {
    this.#current ??= this.#start();
    return this.#current.worker;
  }

  #start(): ReturnType<typeof startWorker> {
    const { turns } = this;
    const life = new Life();
    this.lives += 1;
    const factories: ServiceFactories = serviceFactories;
    return startWorker({
      ...{ life, factories, transport: this.#transport },
      loadPart: async (name) => offered(name),
      nowMs: () => this.nowMs,
      random: () => turns.random(),
      wait: (ms, signal) =>
        new Promise((resolve) => {
          const cancel = turns.after(ms, resolve);
          const end = () => {
            cancel();
            resolve();
          };
          if (signal?.aborted) end();
          else signal?.addEventListener('abort', end);
        }),
    });
  }

  kill(): void {
    if (!this.#current) return;
    this.faults.push(...this.#current.life.faults);
    this.#current.life.kill();
    this.#current = undefined;
  }

  /** Ends the browser; what is only in memory is gone. */
  restart(): void {
    this.kill();
    extension.restartBrowser();
    this.restarts += 1;
  }

  /** A page asks the worker. Resolves never, when the worker dies before it has answered. */
  ask(name: string, payload: object): Promise<Reply> {
    const listen = this.worker.onCommand as (
      message: unknown,
      sender: object,
      send: (reply: unknown) => void,
    ) => unknown;
    const sender = { id: extension.ownId, url: `${extension.ownUrl}popup/index.html` };
    const command = { 'skylark-command': name, payload: { account: this.account.id, ...payload } };
    return new Promise((resolve) => void listen(command, sender, (reply) => resolve(reply as Reply)));
  }

  get badge(): string {
    return extension.state.badge;
  }

  /** All rows of a store, as they are on the disk at this moment. */
  rows<Name extends keyof Rows & string>(name: Name): Rows[Name] {
    const disk = (globalThis.indexedDB as unknown as { _databases: Disk })._databases;
    return (disk.get('skylark')?.rawObjectStores.get(name)?.getAllValues() ?? []) as Rows[Name];
  }

  /** Faults of the worker that lives, and of all before it. */
  get allFaults(): unknown[] {
    return [...this.faults, ...(this.#current?.life.faults ?? [])];
  }
}

/** What the badge must say of so many unread messages. */
export const badgeOf = (unread: number): string => (unread > 99 ? '99+' : unread > 0 ? String(unread) : '');
