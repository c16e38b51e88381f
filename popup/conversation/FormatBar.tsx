import { text } from '../../extension/text.ts';
import { Icon } from '../../extension/ui/Icon.tsx';
import type { IconShape } from '../../extension/ui/icons.ts';
import { boldIcon, codeIcon, italicIcon, strikeIcon } from './composer-icons.ts';
import type { Mark } from './marks.ts';

const buttons: { mark: Mark; icon: IconShape; label: string; keys: string }[] = [
  { mark: '*', icon: boldIcon, label: 'composerBold', keys: 'B' },
  { mark: '_', icon: italicIcon, label: 'composerItalic', keys: 'I' },
  { mark: '~', icon: strikeIcon, label: 'composerStrike', keys: 'Shift+X' },
  { mark: 'code', icon: codeIcon, label: 'composerCode', keys: 'E' },
];

const isMac = /Mac/.test(navigator.platform);

/** The marks as buttons, for those who do not know the keys. */
export function FormatBar({ onMark }: { onMark: (mark: Mark) => void }) {
  return (
    <div class="composer-format" role="toolbar" aria-label={text('composerFormatting')}>
      {buttons.map(({ mark, icon, label, keys }) => (
        <button
          key={mark}
          type="button"
          class="icon-button"
          aria-label={text(label)}
          title={`${text(label)} (${isMac ? '⌘' : 'Ctrl+'}${keys})`}
          // The field keeps its selection.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onMark(mark)}
        >
          <Icon shape={icon} isSmall />
        </button>
      ))}
      <span class="composer-hint soft" aria-hidden="true">
        <b>*b*</b> <i>_i_</i> <s>~s~</s> <code>`c`</code>
      </span>
    </div>
  );
}
