// What a run is asked to do, and what it tells at the end: the machine-readable result is exactly this.

import type { UpgradeResult } from './older-versions.ts';
import type { Verdict } from './oracle.ts';
import type { FaultCount } from './watch.ts';

export type SoakPlan = {
  seed: number;
  minutes: number;
  /** Messages a second that people write, in all. */
  rate: number;
  /** Share of replies that something happens to. */
  faultShare: number;
  /** Between two disturbances. */
  longestPauseSeconds: number;
  installs: number;
  /** Whether the first install also has an account over UCWA, of another user. */
  hasUcwa: boolean;
  /** Connection URL of a PostgreSQL server with an empty database; undefined: the embedded one. */
  databaseUrl: string | undefined;
  /** Of this run only. */
  folder: string;
  /** The built extension. */
  extension: string;
};

export type SoakResult = Omit<SoakPlan, 'folder' | 'extension' | 'databaseUrl'> & {
  database: 'embedded' | 'server';
  startedAt: string;
  tookSeconds: number;
  /** What the gateway acknowledged to those who write, all recipients together, and what it left unanswered. */
  sent: number;
  unanswered: number;
  disturbed: Record<string, number>;
  /** Steps of the worker at which it was killed, and how often at each. */
  stoppedAt: Record<string, number>;
  faults: Record<string, FaultCount>;
  /** By which way messages came: how many replies of each kind had any. */
  replies: Record<string, number>;
  /** Incidents the extension recorded, by kind. */
  incidents: Record<string, number>;
  upgrades: UpgradeResult[];
  /** How often an account asked for the user, who signed in again or tried again. */
  askedForUser: number;
  gatewayEndedByItself: number;
  verdicts: Verdict[];
};
