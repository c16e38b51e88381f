import { text } from '../../extension/text.ts';
import type { PageModel } from '../model.ts';
import { AccountPreferences } from './AccountPreferences.tsx';
import { PreferenceRows } from './PreferenceRows.tsx';

/** Who may reach the account, and how. */
export function PrivacyTab({ model }: { model: PageModel }) {
  return (
    <AccountPreferences model={model} about={text('optionsPrivacyAbout')}>
      {(preferences, isDisabled) => <PreferenceRows tab="privacy" preferences={preferences} isDisabled={isDisabled} />}
    </AccountPreferences>
  );
}
