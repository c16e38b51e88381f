// After a commit the worker announces which stores changed, never the values; open pages re-read. Nobody has to listen.
import type { StoreName } from './database.ts';

const channelName = 'skylark-changes';

/** Tells every open page of the extension, and not the caller, that these stores changed. */
export function announceChanges(stores: readonly StoreName[]): void {
  if (stores.length === 0) return;
  const channel = new BroadcastChannel(channelName);
  channel.postMessage([...stores]);
  channel.close();
}

/** Calls back with the names of changed stores until the returned function is called. */
export function onChanges(listener: (stores: ReadonlySet<StoreName>) => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (Array.isArray(event.data)) listener(new Set(event.data as StoreName[]));
  };
  return () => channel.close();
}
