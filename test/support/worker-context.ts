// What one part of the worker is given when it is tested alone: a browser, a database in memory, and nobody to ask.
import { createContext, type Surroundings } from '../../background/context.ts';
import { openDatabase } from '../../extension/database.ts';
import { extension } from './extension.ts';

/** @param given the time, and whatever else is to be other than usual */
export function createLoneContext(given: Pick<Surroundings, 'nowMs'> & Partial<Surroundings>) {
  return createContext({
    browser: extension.api,
    transport: async () => Promise.reject(new Error('no requests here')),
    loadPart: async () => Promise.reject(new Error('no parts here')),
    openDatabase,
    random: () => 0.5,
    wait: async () => {},
    version: '0',
    report: () => {},
    ...given,
  });
}
