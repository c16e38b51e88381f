import {
  type PreferenceKey,
  type PreferenceTab,
  preferenceTable,
  type SwitchKey,
} from '../../extension/preferences.ts';
import { text } from '../../extension/text.ts';
import { Switch } from '../../extension/ui/Switch.tsx';
import { CallPolicyChoice, VideoChoiceRow } from './PrivacyChoices.tsx';
import { keysOfTab } from './preference-model.ts';
import { failureWords, type RowProps } from './row.ts';

/** All settings of a tab in their documented order; those that nothing uses any more under a title of their own. */
export function PreferenceRows({ tab, ...row }: RowProps & { tab: PreferenceTab }) {
  const { current, removed } = keysOfTab(tab);
  return (
    <>
      <div class="card">
        {current.map((key) => (
          <PreferenceRow key={key} name={key} {...row} />
        ))}
      </div>
      {removed.length > 0 && (
        <div class="no-longer-used">
          <h3>{text('optionsNoLongerUsed')}</h3>
          <p class="section-about">{text('optionsNoLongerUsedAbout')}</p>
          <div class="card">
            {removed.map((key) => (
              <PreferenceRow key={key} name={key} {...row} />
            ))}
          </div>
        </div>
      )}
    </>
  );
}

function PreferenceRow({ name, ...row }: RowProps & { name: PreferenceKey }) {
  if (name === 'calls') return <CallPolicyChoice {...row} />;
  if (name === 'video') return <VideoChoiceRow {...row} />;
  return <SwitchRow name={name} {...row} />;
}

function SwitchRow({ name, preferences, isDisabled }: RowProps & { name: SwitchKey }) {
  return (
    <Switch
      label={text(`optionsPreference_${name}`)}
      tag={preferenceTable[name].concernsUs ? undefined : text('optionsOtherClients')}
      description={text(`optionsPreference_${name}_about`)}
      isOn={preferences.isOn(name)}
      isBusy={preferences.isSaving(name)}
      isDisabled={isDisabled}
      failure={failureWords(preferences, name)}
      onChange={(isOn) => void preferences.change(name, isOn)}
    />
  );
}
