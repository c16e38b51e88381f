import type { PreferenceKey } from '../../extension/preferences.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import type { PreferenceModel } from './preference-model.ts';

/** What every setting on screen gets. */
export type RowProps = { preferences: PreferenceModel; isDisabled: boolean };

/** What to say next to a setting that was not saved; undefined when it was. */
export function failureWords(preferences: PreferenceModel, key: PreferenceKey): string | undefined {
  const kind = preferences.failure(key);
  return kind && text('optionsNotSaved', errorSentence(kind));
}
