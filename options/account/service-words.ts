// Services of an account in words: what it is, how much is left, from when to when.
import { text } from '../../extension/text.ts';
import type { AccountService } from '../../src/service/account-operations.ts';
import { day } from './names.ts';

export type ServiceState = 'active' | 'ended' | 'inactive';

/** Whether a service can be used; an inactive one whose end has come has ended. */
export function stateOf({ isActive, endsAtMs }: AccountService, nowMs: number): ServiceState {
  if (isActive) return 'active';
  return endsAtMs !== undefined && endsAtMs <= nowMs ? 'ended' : 'inactive';
}

/** True when there is something to tell: a service that is or was used, or something left. */
export function isOwned({ isActive, startsAtMs, money, minutes, balanceText }: AccountService): boolean {
  const hasLeft = (money?.amount ?? 0) !== 0 || (minutes?.left ?? 0) > 0 || balanceText !== undefined;
  return isActive || startsAtMs !== undefined || hasLeft;
}

/** What a service is called. */
export function nameOfService({ name, kind }: AccountService): string {
  return name || text(`optionsService_${kind}`);
}

function balanceWords({ money, balanceText, minutes }: AccountService): string | undefined {
  if (money) {
    const format = new Intl.NumberFormat(undefined, { style: 'currency', currency: money.currency });
    return text('optionsServiceBalance', format.format(money.amount));
  }
  if (balanceText) return text('optionsServiceBalance', balanceText);
  if (!minutes) return undefined;
  const number = new Intl.NumberFormat();
  return minutes.quota === undefined
    ? text('optionsServiceMinutes', number.format(minutes.left))
    : text('optionsServiceMinutesOf', number.format(minutes.left), number.format(minutes.quota));
}

/** The sentences about a service, the most useful first. */
export function serviceFacts(service: AccountService, nowMs: number): string[] {
  const { startsAtMs, endsAtMs, resetsAtMs } = service;
  const hasEnded = endsAtMs !== undefined && endsAtMs <= nowMs;
  const isComing = startsAtMs !== undefined && startsAtMs > nowMs;
  return [
    balanceWords(service),
    resetsAtMs !== undefined && resetsAtMs > nowMs && text('optionsServiceResets', day(resetsAtMs)),
    startsAtMs !== undefined && text(isComing ? 'optionsServiceBegins' : 'optionsServiceSince', day(startsAtMs)),
    endsAtMs !== undefined && text(hasEnded ? 'optionsServiceEnded' : 'optionsServiceUntil', day(endsAtMs)),
  ].filter((fact) => typeof fact === 'string');
}
