import { text } from '../../extension/text.ts';
import { Switch } from '../../extension/ui/Switch.tsx';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { AccountPreferences } from './AccountPreferences.tsx';
import { PreferenceRows } from './PreferenceRows.tsx';

/** How messages look and behave. */
export function MessagingTab({ model }: { model: PageModel }) {
  return (
    <>
      <AccountPreferences model={model} about={text('optionsMessagingAbout')}>
        {(preferences, isDisabled) => (
          <PreferenceRows tab="messaging" preferences={preferences} isDisabled={isDisabled} />
        )}
      </AccountPreferences>
      <Section title={text('optionsThisBrowser')} about={text('optionsPicturesAbout')}>
        <div class="card">
          <PictureSwitch model={model} />
        </div>
      </Section>
    </>
  );
}

function PictureSwitch({ model: { settings } }: { model: PageModel }) {
  return (
    <Switch
      label={text('optionsPictures')}
      description={text('optionsPictures_about')}
      isOn={settings.value.value?.showPictures === 'always'}
      isDisabled={settings.value.value === undefined}
      failure={settings.hasFailed.value ? text('optionsOwnFailed') : undefined}
      onChange={(isOn) => void settings.change({ showPictures: isOn ? 'always' : 'ask' })}
    />
  );
}
