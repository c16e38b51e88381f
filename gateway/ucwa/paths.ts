// Addresses of resources, and back. No other file builds or takes apart a path: that is how both families stay possible.
import type { Context } from 'hono';
import { applicationsPath, type FamilyName, type Place, patternOf } from './path-table.ts';

export type { FamilyName, Place };

/** What can stand in a path. Contacts and participants are addresses without `sip:` (`bo@example.org`). */
export type IdName =
  | 'app'
  | 'ack'
  | 'contact'
  | 'group'
  | 'membership'
  | 'subscription'
  | 'conversation'
  | 'participant'
  | 'invitation'
  | 'message';

export type Ids = Partial<Readonly<Record<IdName, string | number>>>;

export type PathsFamily = {
  readonly family: FamilyName;
  /** `/ucwa/oauth/v1/applications` */
  readonly applications: string;
  /** The address of a resource, from the root, with its query where it has one. Ids that the place does not need are left out. */
  href(place: Place, ids: Ids): string;
  /** The Hono pattern of a place, without query. Places may share one: `stopMessaging` and `cancel`, `contactPhoto` and `photo`. */
  route(place: Place): string;
  /** An id in the path or, for the places that carry it there, in the query; undefined when it is absent or none of ours. */
  idOf(c: Context, name: IdName): string | undefined;
};

/** Names of ids in queries where they differ from ours. */
const queryNames: Partial<Record<IdName, string>> = { group: 'groupId', subscription: 'presenceSubscriptionId' };

/** The reference pages number people; our numbers are the address itself, so that nobody can guess one from another. */
const isNumbered = (name: string): boolean => name === 'contact' || name === 'participant';

const numberOf = (address: string): string => BigInt(`0x1${Buffer.from(address, 'utf8').toString('hex')}`).toString();

function addressOfNumber(text: string): string | undefined {
  if (!/^\d{1,1000}$/.test(text)) return undefined;
  const hex = BigInt(text).toString(16);
  if (!hex.startsWith('1') || hex.length % 2 === 0) return undefined;
  const address = Buffer.from(hex.slice(1), 'hex').toString('utf8');
  return address.includes('@') ? address : undefined;
}

/** Real servers leave the `@` of an address as it is. */
const segmentOf = (text: string): string => encodeURIComponent(text).replaceAll('%40', '@').replaceAll('%2C', ',');

/** The addresses of one family. */
export function createPaths(family: FamilyName): PathsFamily {
  const write = (name: string, value: string): string =>
    family === 'reference' && isNumbered(name) ? numberOf(value) : segmentOf(value);
  return {
    family,
    applications: applicationsPath[family],
    href(place, ids) {
      return patternOf(family, place).replace(/:([a-z]+)/g, (_, name: IdName) => {
        const id = ids[name];
        if (id === undefined) throw new Error(`the address of ${place} needs the id "${name}"`);
        return write(name, String(id));
      });
    },
    route: (place) => patternOf(family, place).replace(/\?.*$/, ''),
    idOf(c, name) {
      const text = c.req.param(name) ?? c.req.query(queryNames[name] ?? name);
      if (text === undefined) return undefined;
      const id = family === 'reference' && isNumbered(name) ? addressOfNumber(text) : text;
      return id?.toLowerCase() === id || !isNumbered(name) ? id : id?.toLowerCase();
    },
  };
}
