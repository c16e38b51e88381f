import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { PresenceDot } from '../../extension/ui/PresenceDot.tsx';
import type { MarkupTree } from '../../src/markup/tree.ts';
import type { Account, ContactId } from '../../src/model/account.ts';
import { showPresence } from '../../src/model/presence.ts';
import { nowMs } from '../clock.ts';
import { MarkupView } from '../message/MarkupView.tsx';
import type { PersonView } from './person-view.ts';
import { capabilityWords } from './person-words.ts';
import { presenceWords } from './presence-words.ts';

type PersonFaceProps = {
  account: Account;
  contact: ContactId;
  name: string;
  view: PersonView;
  mood: MarkupTree | undefined;
  isBot: boolean;
};

/** The presence in words, with what it says beside it. */
function presenceFacts({ presence, contact }: PersonView, isOwn: boolean, isBot: boolean): string {
  if (isOwn) return text('popupPersonYourself');
  if (contact?.isBlocked) return text('popupPersonBlocked');
  const shown = showPresence(presence);
  // A bot answers whether it is connected or not.
  if (isBot && (shown === 'disconnected' || shown === 'unknown')) return text('popupPersonBot');
  return [isBot && text('popupPersonBot'), presenceWords(presence, nowMs.value)].filter(Boolean).join(' · ');
}

/** Face, name, mood, presence and what the person's devices can do. */
export function PersonFace({ account, contact, name, view, mood, isBot }: PersonFaceProps) {
  const isOwn = contact === account.user;
  const shown = isOwn || view.contact?.isBlocked ? 'unknown' : showPresence(view.presence);
  const capabilities = view.presence?.isConnected && !isOwn ? capabilityWords(view.presence.capabilities) : [];
  const look = { showsEmoticons: true, own: account.user, nameOf: () => undefined };
  return (
    <div class="person-face">
      <Avatar id={contact} name={name} size="large" />
      <div class="person-who">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p class="person-presence">
          <PresenceDot presence={shown} isQuiet />
          <span>{presenceFacts(view, isOwn, isBot)}</span>
        </p>
        {mood ? (
          <p class="person-mood" dir="auto">
            <MarkupView tree={mood} look={look} />
          </p>
        ) : (
          view.contact?.mood && (
            <p class="person-mood" dir="auto">
              {view.contact.mood}
            </p>
          )
        )}
        {view.contact?.location && !isOwn && (
          <p class="person-place soft" dir="auto">
            {text('popupPersonLocation', view.contact.location)}
          </p>
        )}
        {capabilities.length > 0 && (
          <ul class="person-marks" aria-label={text('popupPersonCapabilities')}>
            {capabilities.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
