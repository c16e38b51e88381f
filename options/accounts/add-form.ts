import type { Account } from '../../src/model/account.ts';
import type { PageModel } from '../model.ts';

/** How far a form is: its kind can be changed, cannot be now, or is settled. */
export type Progress = 'open' | 'busy' | 'settled';

/** What every form of adding is given. */
export type AddFormProps = {
  model: PageModel;
  /** It was opened by a button, so its first field gets the focus. */
  takesFocus: boolean;
  /** The sign-in began: keep the form. */
  onStarted: () => void;
  onAdded: (account: Account) => void;
  onProgress: (progress: Progress) => void;
  /** Closes the form; absent where it cannot be closed. */
  onCancel?: (() => void) | undefined;
};
