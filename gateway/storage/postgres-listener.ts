// The LISTEN connection of the PostgreSQL driver. Owns reconnecting; promises only hints (texts sent while it is away are lost),
// so each handler is called once with an empty text after a reconnect and looks at the tables.
import pg from 'pg';

type Handler = (payload: string) => void;

export type Listener = {
  listen(channel: string, handler: Handler): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

const longestPauseMs = 5_000;

/** Makes the listener; it connects at the first `listen`. Channel names must already be checked. */
export function createListener(connectionString: string): Listener {
  const handlers = new Map<string, Set<Handler>>();
  let connecting: Promise<pg.Client> | undefined;
  let isClosed = false;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString, keepAlive: true });
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '');
    });
    await client.connect();
    client.on('end', () => {
      connecting = undefined;
      if (!isClosed && handlers.size > 0) void reconnect();
    });
    for (const channel of handlers.keys()) await client.query(`listen ${channel}`);
    return client;
  }

  function connected(): Promise<pg.Client> {
    connecting ??= connect().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  }

  async function reconnect(): Promise<void> {
    for (let pauseMs = 50; !isClosed; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await connected();
        for (const set of handlers.values()) for (const handler of set) handler('');
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  return {
    async listen(channel, handler) {
      const set = handlers.get(channel) ?? new Set();
      handlers.set(channel, set.add(handler));
      await (await connected()).query(`listen ${channel}`);
      return async () => {
        set.delete(handler);
        if (set.size > 0 || handlers.get(channel) !== set) return;
        handlers.delete(channel);
        await (await connecting)?.query(`unlisten ${channel}`).catch(() => undefined);
      };
    },
    async close() {
      isClosed = true;
      handlers.clear();
      const client = await connecting?.catch(() => undefined);
      await client?.end();
    },
  };
}
