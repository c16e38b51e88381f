// What an account has bought or been given (skype.md 9.5).
import type { ContactId } from '../../model/account.ts';
import type { AccountService, EntitlementOperations } from '../../service/account-operations.ts';
import { ServiceError } from '../../service/error.ts';
import type { SendDirect } from '../../service/operations.ts';
import { cleanName } from '../decode/clean-name.ts';
import { nameOfMri } from '../identifiers.ts';
import { parseIsoTime } from '../timestamps.ts';
import { type EntitledService, entitledService } from '../wire/entitlement.ts';
import { readItems, readJson } from './reply.ts';

const kinds: Readonly<Record<string, AccountService['kind']>> = {
  pstn: 'telephone',
  voicemail: 'voicemail',
  pstn_transfer: 'transfer',
  package: 'package',
};

/** Decimals of the currencies that do not have two; the core has no `Intl`. */
const decimals: Readonly<Record<string, number>> = Object.fromEntries([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code): [string, number] => [code, 0]),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code): [string, number] => [code, 3]),
]);

/**
 * The notes show only a balance of nothing, so they do not say what its number counts. The text beside it does: its digits are
 * those of the smallest unit ("£1.50" and 150), or of the whole one ("£1.50" and 1.5). Without the text it is the smallest unit;
 * where the text says neither, the text is all that is known.
 */
function readBalance(
  balance: number,
  currency: string,
  formatted: string,
): Pick<AccountService, 'money' | 'balanceText'> {
  const units = 10 ** (decimals[currency] ?? 2);
  const digits = formatted.replace(/\D/g, '');
  const size = Math.abs(balance);
  if (digits === '' || Number(digits) === size) return { money: { amount: balance / units, currency } };
  if (Number(digits) === Math.round(size * units)) return { money: { amount: balance, currency } };
  return { balanceText: formatted };
}

function balanceOf(service: EntitledService, kind: AccountService['kind']): Partial<AccountService> {
  const { balance, quota, attributes } = service;
  if (typeof balance !== 'number') return {};
  if (kind === 'package' || attributes?.monthly_minutes !== undefined) {
    return { minutes: { left: balance, ...(typeof quota === 'number' && { quota }) } };
  }
  const formatted = cleanName(service.balanceFormatted);
  const currency = String(attributes?.currency ?? '').toUpperCase();
  if (/^[A-Z]{3}$/.test(currency)) return readBalance(balance, currency, formatted);
  return formatted ? { balanceText: formatted } : {};
}

/** One service; a date that is none is not shown. */
export function decodeService(service: EntitledService): AccountService {
  const kind = kinds[service.service] ?? 'other';
  const named = service.data?.nameFormatted;
  const times = {
    startsAtMs: parseIsoTime(service.start),
    endsAtMs: parseIsoTime(service.end),
    resetsAtMs: parseIsoTime(service.reset),
  };
  return {
    id: service.id,
    kind,
    name: typeof named === 'string' ? cleanName(named) : '',
    isActive: service.active,
    ...Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined)),
    ...balanceOf(service, kind),
  };
}

/** The services of the signed-in user `user`. */
export function createEntitlementOperations(send: SendDirect, user: ContactId): EntitlementOperations {
  return {
    async list() {
      const path = `/users/${encodeURIComponent(nameOfMri(user))}/services`;
      const headers = { Accept: 'application/json; ver=3.0' };
      const reply = readJson(await send({ place: 'entitlement', method: 'GET', path, headers }));
      if (!Array.isArray(reply)) throw new ServiceError('unreadable', 'the server answered no list of services');
      return readItems(entitledService, reply).map(decodeService);
    },
  };
}
