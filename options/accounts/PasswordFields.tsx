import type { Ref } from 'preact';
import { useId, useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { IconButton } from '../../extension/ui/Button.tsx';
import { hiddenIcon, shownIcon } from '../icons.ts';

type PasswordFieldsProps = {
  userName: string;
  onUserName: (userName: string) => void;
  password: string;
  onPassword: (password: string) => void;
  isBusy: boolean;
  /** What is said about both fields, elsewhere: the id of it. */
  problemId?: string | undefined;
  passwordRef: Ref<HTMLInputElement>;
};

/** User name and password, as a password manager knows them. The password can be shown. */
export function PasswordFields(props: PasswordFieldsProps) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  const { userName, password, isBusy, problemId } = props;
  const shared = {
    class: 'field-input',
    readOnly: isBusy,
    autoCapitalize: 'off' as const,
    spellcheck: false,
    'aria-invalid': problemId ? (true as const) : undefined,
  };
  return (
    <>
      <div class="field">
        <label class="field-label" for={`${id}-name`}>
          {text('optionsUserName')}
        </label>
        <input
          {...shared}
          id={`${id}-name`}
          type="text"
          autoComplete="username"
          value={userName}
          aria-describedby={[problemId, `${id}-hint`].filter(Boolean).join(' ')}
          onInput={(event) => props.onUserName(event.currentTarget.value)}
        />
        <p id={`${id}-hint`} class="field-hint">
          {text('optionsUserNameHint')}
        </p>
      </div>
      <div class="field">
        <label class="field-label" for={`${id}-password`}>
          {text('optionsPassword')}
        </label>
        <div class="password">
          <input
            {...shared}
            id={`${id}-password`}
            ref={props.passwordRef}
            {...(isShown ? { type: 'text' } : { type: 'password' })}
            autoComplete="current-password"
            value={password}
            aria-describedby={problemId}
            onInput={(event) => props.onPassword(event.currentTarget.value)}
          />
          <IconButton
            icon={isShown ? hiddenIcon : shownIcon}
            label={text(isShown ? 'optionsPasswordHide' : 'optionsPasswordShow')}
            onClick={() => setShown(!isShown)}
          />
        </div>
      </div>
    </>
  );
}
