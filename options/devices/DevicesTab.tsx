import '../account/account.css';
import './devices.css';
import { useMemo, useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import type { Device, DeviceOperations } from '../../src/service/account-operations.ts';
import { ActionQuestion } from '../ActionQuestion.tsx';
import { AskedContent } from '../AskedContent.tsx';
import { createAction } from '../action.ts';
import { useAsked } from '../asked.ts';
import { ConnectedAccount } from '../ConnectedAccount.tsx';
import { deviceIcon } from '../icons.ts';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { deviceFacts, deviceName } from './device-words.ts';

/** Where the account is signed in, with a way to end it there. */
export function DevicesTab({ model }: { model: PageModel }) {
  return (
    <ConnectedAccount model={model}>
      {(_view, { devices }) =>
        devices ? (
          <DeviceSection operations={devices} nowMs={model.nowMs.value} />
        ) : (
          <Banner>{text('optionsNoDevices')}</Banner>
        )
      }
    </ConnectedAccount>
  );
}

type DeviceSectionProps = { operations: DeviceOperations; nowMs: number };

function DeviceSection({ operations, nowMs }: DeviceSectionProps) {
  const devices = useAsked(() => operations.list(), [operations]);
  const [asked, ask] = useState<Device | undefined>(undefined);
  const signOut = useMemo(
    () =>
      createAction(async (device: string) => {
        try {
          await operations.signOut(device);
        } finally {
          await devices.read();
        }
      }),
    [operations, devices],
  );
  return (
    <Section title={text('optionsDevices')} about={text('optionsDevicesAbout')}>
      <AskedContent asked={devices}>
        {(list) => (
          <>
            {list.length > 0 && (
              <ul class="card">
                {list.map((device) => (
                  <DeviceRow key={device.id} device={device} nowMs={nowMs} onSignOut={() => ask(device)} />
                ))}
              </ul>
            )}
            {list.every(({ isOwn }) => isOwn) && <p class="soft">{text('optionsDevicesNone')}</p>}
          </>
        )}
      </AskedContent>
      {asked && (
        <ActionQuestion
          title={text('optionsDeviceSignOutTitle', deviceName(asked))}
          answer={text('optionsDeviceSignOut')}
          action={signOut}
          with={[asked.id]}
          onClose={() => {
            signOut.forgetFailure();
            ask(undefined);
          }}
        >
          <p>{text('optionsDeviceSignOutAbout')}</p>
        </ActionQuestion>
      )}
    </Section>
  );
}

type DeviceRowProps = { device: Device; nowMs: number; onSignOut: () => void };

function DeviceRow({ device, nowMs, onSignOut }: DeviceRowProps) {
  const facts = deviceFacts(device, nowMs);
  return (
    <li class="fact-row device">
      <Icon shape={deviceIcon} />
      <div class="fact-row-words">
        <h3 class="fact-row-name">
          <bdi>{deviceName(device)}</bdi>
        </h3>
        {facts.length > 0 && <p class="soft">{facts.join(' · ')}</p>}
      </div>
      {device.isOwn ? (
        <span class="mark mark-good">{text('optionsThisDevice')}</span>
      ) : (
        <Button isSmall onClick={onSignOut}>
          {text('optionsDeviceSignOut')}
        </Button>
      )}
    </li>
  );
}
