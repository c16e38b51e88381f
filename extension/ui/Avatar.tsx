import './avatar.css';
import type { VisiblePresence } from '../../src/model/presence.ts';
import { Icon } from './Icon.tsx';
import { groupIcon, personIcon } from './icons.ts';
import { PresenceDot } from './PresenceDot.tsx';

const colours = 8;

/** A colour number that stays the same for the same identifier, whatever the name becomes. */
export function colourOf(id: string): number {
  let sum = 7;
  for (const character of id) sum = (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum % colours;
}

/** Up to two letters that stand for a name; empty when the name has none. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  const first = words[0];
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => (word ? (Array.from(word)[0] ?? '') : ''))
    .join('\u200c')
    .toLocaleUpperCase();
}

/** Where a page that may show pictures of people tells them: the address of the one that is here, by identifier. */
export const faces: { pictureOf?: (id: string) => string | undefined } = {};

type AvatarProps = {
  /** Identifier of the person or conversation, for the colour only. */
  id: string;
  name: string;
  kind?: 'person' | 'group';
  size?: 'small' | 'medium' | 'large';
  presence?: VisiblePresence;
};

/** A picture where the page has one, or initials on a stable colour; with a presence dot where there is one. */
export function Avatar({ id, name, kind = 'person', size = 'medium', presence = 'unknown' }: AvatarProps) {
  const picture = faces.pictureOf?.(id);
  const initials = kind === 'person' && !picture ? initialsOf(name) : '';
  return (
    <span class={`avatar avatar-${size}`}>
      <span class={`avatar-face avatar-colour-${colourOf(id)}`} data-initials={initials} aria-hidden="true">
        {picture ? (
          <img class="avatar-picture" src={picture} alt="" />
        ) : (
          !initials && <Icon shape={kind === 'group' ? groupIcon : personIcon} isSmall={size === 'small'} />
        )}
      </span>
      <PresenceDot presence={presence} />
    </span>
  );
}
