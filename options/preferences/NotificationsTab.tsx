import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Choice } from '../../extension/ui/Choice.tsx';
import { Switch } from '../../extension/ui/Switch.tsx';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { AccountPreferences } from './AccountPreferences.tsx';
import { PreferenceRows } from './PreferenceRows.tsx';
import type { PreferenceModel } from './preference-model.ts';
import { QuietHoursSetting } from './QuietHours.tsx';

const details = ['text', 'sender', 'none'] as const;

/** Two switches decide together: this browser's, and the account's. The tab says which of them keeps things quiet. */
export function NotificationsTab({ model }: { model: PageModel }) {
  return (
    <>
      <Section title={text('optionsThisBrowser')} about={text('optionsThisBrowserAbout')}>
        <div class="card">
          <DesktopSwitch model={model} />
          <DetailChoice model={model} />
          <QuietHoursSetting nowMs={model.nowMs.value} />
        </div>
      </Section>
      <AccountPreferences model={model} about={text('optionsNotificationsAbout')}>
        {(preferences, isDisabled) => (
          <>
            <Verdict model={model} preferences={preferences} />
            <PreferenceRows tab="notifications" preferences={preferences} isDisabled={isDisabled} />
          </>
        )}
      </AccountPreferences>
    </>
  );
}

function DesktopSwitch({ model: { notifications, settings } }: { model: PageModel }) {
  const problem = notifications.problem.value;
  const words = () => {
    if (problem === 'denied') return text('optionsDesktop_denied');
    if (problem === 'withdrawn') return text('optionsDesktop_withdrawn');
    if (settings.hasFailed.value) return text('optionsOwnFailed');
    return problem && text('optionsNotSaved', errorSentence(problem));
  };
  return (
    <Switch
      label={text('optionsDesktop')}
      description={text('optionsDesktop_about')}
      isOn={notifications.isOn.value}
      isBusy={notifications.isSaving.value}
      failure={words()}
      // Nothing may be awaited before this: the browser shows its question only inside the click.
      onChange={(isOn) => void notifications.turn(isOn)}
    />
  );
}

function DetailChoice({ model: { settings, notifications } }: { model: PageModel }) {
  return (
    <Choice
      label={text('optionsDetail')}
      description={text('optionsDetail_about')}
      options={details.map((value) => ({ value, label: text(`optionsDetail_${value}`) }))}
      value={settings.value.value?.notificationDetail}
      onChange={async (notificationDetail) => {
        if (await settings.change({ notificationDetail })) await notifications.tell();
      }}
    />
  );
}

/** What the two switches come to, in one sentence. */
function Verdict({ model, preferences }: { model: PageModel; preferences: PreferenceModel }) {
  const isBrowserOn = model.notifications.isOn.value;
  const isAccountOn = preferences.isOn('notifications');
  const which = isBrowserOn ? (isAccountOn ? 'shown' : 'account') : isAccountOn ? 'browser' : 'both';
  return <Banner tone={which === 'shown' ? 'success' : 'info'}>{text(`optionsVerdict_${which}`)}</Banner>;
}
