// A page of the measured extension from which the benchmarks fill its database and time its own code.
import { fillDatabase } from './fill.ts';
import { timeIngest, timeRawPuts } from './ingest.ts';
import { timeMarkup, timeOneMarkup } from './markup.ts';
import { countUnread, markAllRead, reconciledAtMs } from './unread.ts';

Object.assign(globalThis, {
  desk: { countUnread, fillDatabase, markAllRead, reconciledAtMs, timeIngest, timeRawPuts, timeMarkup, timeOneMarkup },
});

export type Desk = {
  countUnread: typeof countUnread;
  markAllRead: typeof markAllRead;
  reconciledAtMs: typeof reconciledAtMs;
  fillDatabase: typeof fillDatabase;
  timeIngest: typeof timeIngest;
  timeRawPuts: typeof timeRawPuts;
  timeMarkup: typeof timeMarkup;
  timeOneMarkup: typeof timeOneMarkup;
};
