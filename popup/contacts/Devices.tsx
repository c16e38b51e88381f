import { text } from '../../extension/text.ts';
import type { PersonView } from './person-view.ts';
import { capabilityWords, deviceKind, devicesNow } from './person-words.ts';

/** Names that clients give themselves, not their devices. */
const ofClients = new Set(['skype', 'messagingservice', '']);

/** The devices on which a person is connected now: what kind, what they are called, what they can do. */
export function Devices({ view }: { view: PersonView }) {
  const devices = devicesNow(view.endpoints, view.presence);
  if (devices.length === 0 || view.contact?.isBlocked) return null;
  return (
    <section class="person-section">
      <h3>{text('popupPersonDevices')}</h3>
      <ul class="person-devices">
        {devices.map((device) => {
          const kind = deviceKind(device.clientType);
          const name = ofClients.has(device.name.toLowerCase()) ? undefined : device.name;
          const marks = capabilityWords(device.capabilities);
          return (
            <li key={device.endpoint}>
              <span class="person-device cut">
                <bdi>{name ?? kind}</bdi>
              </span>
              <span class="soft">{[name && kind, ...marks].filter(Boolean).join(' · ')}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
