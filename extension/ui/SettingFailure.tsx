import './setting.css';
import { Icon } from './Icon.tsx';
import { warningIcon } from './icons.ts';

/** What went wrong with a setting, next to it. The place is always there, so that a screen reader hears it appear. */
export function SettingFailure({ words, id }: { words?: string | undefined; id?: string }) {
  return (
    <div id={id} class="setting-failure" role="alert">
      {words && (
        <>
          <Icon shape={warningIcon} isSmall />
          <span>{words}</span>
        </>
      )}
    </div>
  );
}
