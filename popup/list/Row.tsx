import './row.css';
import type { ComponentChildren } from 'preact';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { mutedIcon } from '../../extension/ui/icons.ts';
import { presenceName } from '../../extension/ui/PresenceDot.tsx';
import type { VisiblePresence } from '../../src/model/presence.ts';
import { nowMs } from '../clock.ts';
import { fullTime, listTime } from '../times.ts';
import type { LastLine } from './last-line.ts';

export type RowProps = {
  id: string;
  name: string;
  line: LastLine;
  /** Absent for a group, which has no presence. */
  presence?: VisiblePresence | undefined;
  /** Name of the own account, where several share the list. */
  mark?: string | undefined;
  isMuted?: boolean;
  isUnread?: boolean;
  /** When something last happened; 0 when that is not known. */
  atMs?: number;
  /** At the end of the second line. */
  children?: ComponentChildren;
  isFocusable?: boolean;
  isCurrent?: boolean;
  onOpen: () => void;
  onFocus?: () => void;
};

/** A row of the list: a face, a name, one line of text. A single button, reached by the arrow keys. */
export function Row({ id, name, line, presence, mark, atMs = 0, ...props }: RowProps) {
  const saysPresence = presence === 'disconnected' || presence === 'unknown';
  return (
    <button
      type="button"
      class={`row${props.isUnread ? ' row-unread' : ''}`}
      data-row
      tabIndex={props.isFocusable ? 0 : -1}
      aria-current={props.isCurrent || undefined}
      onClick={props.onOpen}
      onFocus={props.onFocus}
    >
      <span title={presence && presenceName(presence)} class="row-face">
        <Avatar id={id} name={name} kind={presence ? 'person' : 'group'} presence={presence ?? 'unknown'} />
        {saysPresence && <span class="unseen">{presenceName(presence)}</span>}
      </span>
      <span class="row-words">
        <span class="row-top">
          <span class="row-name cut">
            <bdi>{name}</bdi>
          </span>
          {props.isMuted && (
            <span class="row-muted" title={text('popupMuted')}>
              <Icon shape={mutedIcon} isSmall />
              <span class="unseen">{text('popupMuted')}</span>
            </span>
          )}
          {mark && <span class="row-account cut">{mark}</span>}
          {atMs > 0 && (
            <time class="row-time" title={fullTime(atMs)}>
              {listTime(atMs, nowMs.value)}
            </time>
          )}
        </span>
        <span class="row-bottom">
          <span class={`row-line cut row-line-${line.tone}`}>
            {line.prefix && <bdi class="row-prefix">{text('popupPrefix', line.prefix)}</bdi>} <bdi>{line.text}</bdi>
          </span>
          {props.children}
        </span>
      </span>
    </button>
  );
}
