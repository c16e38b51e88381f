import { useEffect, useState } from 'preact/hooks';
import type { SkylarkDatabase, StoreName } from '../../extension/database.ts';
import { follow } from '../../extension/ui/follow.ts';

/** What is read from the database, for the life of a component; undefined until the first read. `inputs` start it anew. */
export function useFollowed<T>(
  stores: readonly StoreName[],
  read: (database: SkylarkDatabase) => Promise<T>,
  inputs: readonly unknown[],
): T | undefined {
  const [value, setValue] = useState<{ now: T } | undefined>(undefined);
  const [fault, setFault] = useState<Error | undefined>(undefined);
  useEffect(() => {
    const following = follow(
      stores,
      read,
      (now) => {
        setFault(undefined);
        setValue({ now });
      },
      setFault,
    );
    return following.stop;
  }, inputs);
  if (fault && !value) throw fault;
  return value?.now;
}
