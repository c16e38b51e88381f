import { preferenceTable } from '../../extension/preferences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Choice } from '../../extension/ui/Choice.tsx';
import { failureWords, type RowProps } from './row.ts';

const optionsOf = <Value extends string>(choices: Record<Value, unknown>) =>
  (Object.keys(choices) as Value[]).map((value) => ({ value, label: text(`optionsWho_${value}`) }));

/** Who may call. */
export function CallPolicyChoice({ preferences, isDisabled }: RowProps) {
  return (
    <Choice
      label={text('optionsPreference_calls')}
      description={text('optionsPreference_calls_about')}
      options={optionsOf(preferenceTable.calls.choices)}
      value={preferences.chosen('calls')}
      isBusy={preferences.isSaving('calls')}
      isDisabled={isDisabled}
      failure={failureWords(preferences, 'calls')}
      onChange={(who) => void preferences.change('calls', who)}
    />
  );
}

/** Who may send video and share screens. A state that no document explains is said to be unknown, and left alone. */
export function VideoChoiceRow({ preferences, isDisabled }: RowProps) {
  const chosen = preferences.chosen('video');
  return (
    <div>
      <Choice
        label={text('optionsPreference_video')}
        description={text('optionsPreference_video_about')}
        options={optionsOf(preferenceTable.video.choices)}
        value={chosen}
        isBusy={preferences.isSaving('video')}
        isDisabled={isDisabled}
        failure={failureWords(preferences, 'video')}
        onChange={(who) => void preferences.change('video', who)}
      />
      {!chosen && (
        <div class="unknown-setting">
          <Banner tone="warning" title={text('optionsUnknownSetting')}>
            {text('optionsUnknownSettingAbout')}
          </Banner>
        </div>
      )}
    </div>
  );
}
