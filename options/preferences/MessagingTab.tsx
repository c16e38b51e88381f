import { text } from '../../extension/text.ts';
import type { PageModel } from '../model.ts';
import { AccountPreferences } from './AccountPreferences.tsx';
import { PreferenceRows } from './PreferenceRows.tsx';

/** How messages look and behave. */
export function MessagingTab({ model }: { model: PageModel }) {
  return (
    <AccountPreferences model={model} about={text('optionsMessagingAbout')}>
      {(preferences, isDisabled) => (
        <PreferenceRows tab="messaging" preferences={preferences} isDisabled={isDisabled} />
      )}
    </AccountPreferences>
  );
}
