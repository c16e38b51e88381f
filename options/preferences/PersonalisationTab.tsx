import { text } from '../../extension/text.ts';
import { Choice } from '../../extension/ui/Choice.tsx';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { AccountPreferences } from './AccountPreferences.tsx';
import { PreferenceRows } from './PreferenceRows.tsx';

const themes = ['account', 'system', 'light', 'dark'] as const;

/** Colours: of Skylark in this browser, and of every client that follows the account. */
export function PersonalisationTab({ model }: { model: PageModel }) {
  const { settings } = model;
  return (
    <>
      <Section title={text('optionsThisBrowser')} about={text('optionsThemeAbout')}>
        <div class="card">
          <Choice
            label={text('optionsTheme')}
            options={themes.map((theme) => ({
              value: theme,
              label: text(`optionsTheme_${theme}`),
              ...(theme === 'account' && { description: text('optionsTheme_account_about') }),
            }))}
            value={settings.value.value?.theme}
            failure={settings.hasFailed.value ? text('optionsOwnFailed') : undefined}
            onChange={(theme) => void settings.change({ theme })}
          />
        </div>
      </Section>
      <AccountPreferences model={model} about={text('optionsPersonalisationAbout')}>
        {(preferences, isDisabled) => (
          <PreferenceRows tab="personalisation" preferences={preferences} isDisabled={isDisabled} />
        )}
      </AccountPreferences>
    </>
  );
}
