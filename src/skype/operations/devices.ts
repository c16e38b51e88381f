// The user's own endpoints: where the account is signed in (skype.md 3.3, 4).
import type { Device, DeviceKind, DeviceOperations } from '../../service/account-operations.ts';
import type { SendDirect } from '../../service/operations.ts';
import { cleanName } from '../decode/clean-name.ts';
import { endpointOfLink } from '../identifiers.ts';
import { parseIsoTime } from '../timestamps.ts';
import { type EndpointEntry, endpointEntry } from '../wire/endpoint.ts';
import { ownPresenceReply } from '../wire/presence.ts';
import { kindOfFailure } from './failure-kind.ts';
import { readItems, readJson, readReply } from './reply.ts';

const kinds: Readonly<Record<string, DeviceKind>> = {
  ...{ '1': 'web', website: 'web', '10': 'console', '11': 'windows', '12': 'windows', '13': 'mac', '14': 'linux' },
  ...{ '15': 'windowsPhone', '16': 'ios', '17': 'android' },
};

/** Production says no more of a version than the first part of it that a person can read. */
const longestVersion = 40;

function deviceOf({ id, isSelf, privateInfo, publicInfo, registeredAt, lastActiveAt }: EndpointEntry): Device {
  const registeredAtMs = parseIsoTime(registeredAt);
  const lastActiveAtMs = parseIsoTime(lastActiveAt);
  return {
    id,
    kind: kinds[(publicInfo?.typ ?? publicInfo?.type ?? '').toLowerCase()] ?? 'unknown',
    name: cleanName(privateInfo?.epname),
    version: cleanName(publicInfo?.version).slice(0, longestVersion),
    isOwn: isSelf === true,
    ...(registeredAtMs !== undefined && { registeredAtMs }),
    ...(lastActiveAtMs !== undefined && { lastActiveAtMs }),
  };
}

/** What every server tells: which endpoints there are, and no more (skype.md 4). */
async function listLinks(send: SendDirect): Promise<Device[]> {
  const path = '/users/ME/presenceDocs/messagingService?view=expanded';
  const { endpointPresenceDocs } = readReply(ownPresenceReply, await send({ place: 'messaging', method: 'GET', path }));
  const ids = (endpointPresenceDocs ?? []).flatMap(({ link }) => endpointOfLink(link) ?? []);
  return [...new Set(ids)].map((id) => ({ id, kind: 'unknown', name: '', version: '', isOwn: false }));
}

export function createDeviceOperations(send: SendDirect): DeviceOperations {
  return {
    async list() {
      try {
        const reply = readJson(await send({ place: 'messaging', method: 'GET', path: '/users/ME/endpoints' }));
        return readItems(endpointEntry, Array.isArray(reply) ? reply : []).map(deviceOf);
      } catch (error) {
        const kind = kindOfFailure(error);
        if (kind !== 'not-found' && kind !== 'invalid') throw error;
        return listLinks(send);
      }
    },

    async signOut(device) {
      const path = `/users/ME/endpoints/${encodeURIComponent(device)}?signOut=true`;
      try {
        await send({ place: 'messaging', method: 'DELETE', path });
      } catch (error) {
        // It was gone already, which is what was asked for; an own session that is lost shows with the next question.
        if (!/^(not-found|session-lost)$/.test(kindOfFailure(error) ?? '')) throw error;
      }
    },
  };
}
