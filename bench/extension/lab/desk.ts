// A page of the measured extension from which the benchmarks fill its database and time its own code.
import { fillDatabase } from './fill.ts';
import { timeIngest, timeRawPuts } from './ingest.ts';
import { timeMarkup } from './markup.ts';

Object.assign(globalThis, { desk: { fillDatabase, timeIngest, timeRawPuts, timeMarkup } });

export type Desk = {
  fillDatabase: typeof fillDatabase;
  timeIngest: typeof timeIngest;
  timeRawPuts: typeof timeRawPuts;
  timeMarkup: typeof timeMarkup;
};
