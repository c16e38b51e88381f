import type { Status } from '../../model/presence.ts';
import { endpointOfLink, personOfLink } from '../identifiers.ts';
import { parseIsoTime } from '../timestamps.ts';
import { endpointDocument } from '../wire/endpoint.ts';
import { statusWords, userPresenceDocument } from '../wire/presence.ts';
import { readWire } from '../wire/read.ts';
import { cleanName } from './clean-name.ts';
import { type DecodeContext, type Decoded, decoded, undecodable } from './context.ts';

const statuses = new Map(statusWords.map((word) => [word.toLowerCase(), word.toLowerCase() as Status]));

function readCapabilities(text: string | null | undefined): string[] {
  return (text ?? '')
    .split('|')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .slice(0, 20);
}

/** Decodes the presence of a person (skype.md 5.4); `resourceLink` must name the same person. */
export function decodePresence(value: unknown, context: DecodeContext, resourceLink?: string | null): Decoded {
  const read = readWire(userPresenceDocument, value);
  if (!read.ok) return undecodable(read.path, read.reason);
  const { selfLink, availability, status, capabilities, lastSeenAt, endpointPresenceDocLinks } = read.value;
  const contact = personOfLink(selfLink);
  if (contact === undefined) return undecodable('selfLink', 'names nobody');
  const linked = resourceLink ? personOfLink(resourceLink) : undefined;
  if (linked !== undefined && linked !== contact) return undecodable('selfLink', 'contradicts the event');
  const chosen = statuses.get(status.toLowerCase());
  if (chosen === undefined) return undecodable('status', 'is not a known word');
  const lastSeenAtMs = parseIsoTime(lastSeenAt);
  return decoded({
    type: 'presence',
    presence: {
      contact,
      isConnected: availability ? availability.toLowerCase() === 'online' : chosen !== 'offline',
      status: chosen,
      capabilities: readCapabilities(capabilities),
      endpoints: (endpointPresenceDocLinks ?? []).flatMap((link) => endpointOfLink(link) ?? []),
      heardAtMs: context.nowMs,
      ...(lastSeenAtMs === undefined ? {} : { lastSeenAtMs }),
    },
  });
}

/** Decodes the document of one running client of a person (skype.md 5.4). */
export function decodeEndpoint(value: unknown, resourceLink?: string | null): Decoded {
  const read = readWire(endpointDocument, value);
  if (!read.ok) return undecodable(read.path, read.reason);
  const { privateInfo, publicInfo } = read.value;
  const link = read.value.selfLink?.includes('/') ? read.value.selfLink : (resourceLink ?? '');
  const contact = personOfLink(link);
  const endpoint = endpointOfLink(link);
  if (contact === undefined || endpoint === undefined) return undecodable('selfLink', 'names no endpoint');
  return decoded({
    type: 'endpoint',
    endpoint: {
      contact,
      endpoint,
      name: cleanName(privateInfo?.epname),
      clientType: publicInfo?.typ ?? publicInfo?.type ?? '',
      capabilities: readCapabilities(publicInfo?.capabilities),
    },
  });
}
