import { text } from '../../extension/text.ts';
import type { Device } from '../../src/service/account-operations.ts';
import { dateAndTime, timeAgo } from '../times.ts';

/** What a device is called: its kind, and its own name where that says more. Names of whole products only say the product. */
export function deviceName({ kind, name }: Device): string {
  const what = text(`optionsDeviceKind_${kind}`);
  return name ? text('optionsDeviceName', name, what) : what;
}

/** When it was used and signed in, and which version it is. */
export function deviceFacts({ isOwn, version, registeredAtMs, lastActiveAtMs }: Device, nowMs: number): string[] {
  return [
    !isOwn && lastActiveAtMs !== undefined && text('optionsDeviceActive', timeAgo(lastActiveAtMs, nowMs)),
    registeredAtMs !== undefined && text('optionsDeviceSince', dateAndTime(registeredAtMs)),
    version !== '' && text('optionsDeviceVersion', version),
  ].filter((fact) => typeof fact === 'string');
}
