// The page's connection to the stored chat data. Pages only read; the worker writes.
import { openDatabase, type SkylarkDatabase } from '../database.ts';

let opened: Promise<SkylarkDatabase> | undefined;

/** The database, opened once per page and again when the browser or an upgrade closed it. */
export function stored(): Promise<SkylarkDatabase> {
  if (!opened) {
    const opening = openDatabase(() => {
      if (opened === opening) opened = undefined;
    });
    opened = opening;
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
  }
  return opened;
}
