// Pictures of people, where the setting wants pictures without asking: what is stored is shown, what is not is fetched from the
// account's own server, for those only who are on screen.
import { onChanges } from '../extension/changes.ts';
import { faces } from '../extension/ui/Avatar.tsx';
import { stored } from '../extension/ui/stored.ts';
import { cell } from './cell.ts';
import { isOnServer } from './message/places.ts';
import { picturesComeAlone } from './message/stored-object.ts';
import { ask } from './worker.ts';

type Place = { account: string; uri: string };

/** Where each person's picture lies; those without one are not in it. */
const places = cell<ReadonlyMap<string, Place>>(new Map());
/** Addresses for this page, by the picture's own. */
const shown = cell<ReadonlyMap<string, string>>(new Map());
const tried = new Set<string>();

async function readPlaces(): Promise<void> {
  const database = await stored();
  const [accounts, contacts] = await Promise.all([database.getAll('accounts'), database.getAll('contacts')]);
  const servers = new Map(accounts.map(({ id, server }) => [id, server]));
  const found = new Map<string, Place>();
  for (const { account, id, avatarUrl } of contacts) {
    const server = servers.get(account);
    // Some services name a picture by its owner, and know themselves where it is.
    const isFetched = server && avatarUrl && (avatarUrl.startsWith('photo:') || isOnServer(server, avatarUrl));
    if (isFetched) found.set(id, { account, uri: avatarUrl });
  }
  places.value = found;
}

async function bring({ account, uri }: Place): Promise<void> {
  const database = await stored();
  const known = await database.get('objects', [account, uri]);
  const isHere = known !== undefined || (await ask('object.fetch', { account, uri })).ok;
  const row = known ?? (isHere ? await database.get('objects', [account, uri]) : undefined);
  if (row) shown.value = new Map([...shown.value, [uri, URL.createObjectURL(row.content)]]);
}

function pictureOf(id: string): string | undefined {
  if (!picturesComeAlone()) return undefined;
  const place = places.value.get(id);
  if (!place) return undefined;
  const url = shown.value.get(place.uri);
  if (!url && !tried.has(place.uri)) {
    tried.add(place.uri);
    // What cannot be fetched is left: initials are there.
    bring(place).catch(() => undefined);
  }
  return url;
}

faces.pictureOf = pictureOf;
picturesComeAlone();
const readAgain = () => void readPlaces().catch(() => undefined);
onChanges((stores) => {
  if (stores.has('contacts') || stores.has('accounts')) readAgain();
});
readAgain();
