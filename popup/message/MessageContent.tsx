import './content.css';
import { isPreferenceOn } from '../../extension/preferences.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { text } from '../../extension/text.ts';
import { Icon } from '../../extension/ui/Icon.tsx';
import {
  audioIcon,
  fileIcon,
  type IconShape,
  linkIcon,
  personIcon,
  pictureIcon,
  placeIcon,
  videoIcon,
} from '../../extension/ui/icons.ts';
import { knownName, listed, type People, personName, properName } from '../../extension/ui/names.ts';
import type { AccountId } from '../../src/model/account.ts';
import type { MessageContent as Content, Message, SharedObject } from '../../src/model/message.ts';
import { contentWords } from '../list/last-line.ts';
import { fileSize } from '../times.ts';
import { type MarkupLook, MarkupView, readAddress } from './MarkupView.tsx';
import { firstWebLink } from './tree-facts.ts';

/** How messages of an account are shown: names, and what the account's flags switch on. */
export type MessageLook = MarkupLook & {
  account: AccountId;
  people: People;
  showsLinkCards: boolean;
  showsLargeEmoticons: boolean;
};

/** The look that an account's preferences ask for; everything is on while they are not known. */
export function lookOf({ account, people, preferences }: OpenConversation): MessageLook {
  const isOn = (key: 'emoticons' | 'largeEmoticons' | 'linkPreviews') =>
    !preferences || isPreferenceOn(key, preferences);
  return {
    account: account.id,
    people,
    own: account.user,
    // Quotes often give the identifier without the prefix of its kind.
    nameOf: (id) => knownName(people, account.id, id) ?? knownName(people, account.id, `8:${id}`),
    showsEmoticons: isOn('emoticons'),
    showsLargeEmoticons: isOn('emoticons') && isOn('largeEmoticons'),
    showsLinkCards: isOn('linkPreviews'),
  };
}

/** What a message says, of whatever kind it is. */
export function MessageContent({ message, look }: { message: Pick<Message, 'content'>; look: MessageLook }) {
  const { content } = message;
  switch (content.kind) {
    case 'text':
      return (
        <>
          <MarkupView tree={content.body} look={look} />
          {look.showsLinkCards && <LinkCard content={content} />}
        </>
      );
    case 'file':
    case 'picture':
    case 'video':
    case 'audio':
      return <SharedFile kind={content.kind} object={content.object} />;
    case 'files':
      return content.files.map((file) => (
        <Card key={file.name} icon={fileIcon} title={file.name || contentWords('file')} detail={sizeOf(file)} />
      ));
    case 'contacts': {
      const names = content.contacts.map(({ id, name }) => personName(look.people, look.account, id, name));
      return <Card icon={personIcon} title={listed(names)} detail={contentWords('contacts')} />;
    }
    case 'location':
      return <Place place={content} />;
    case 'card':
      return content.text || <Placeholder>{contentWords('card')}</Placeholder>;
    case 'deleted':
      return <Placeholder>{text('popupContent_deleted')}</Placeholder>;
    default:
      return <Placeholder>{text('popupContent_unknown')}</Placeholder>;
  }
}

function Placeholder({ children }: { children: string }) {
  return <em class="placeholder">{children}</em>;
}

const objectIcons: Record<'file' | 'picture' | 'video' | 'audio', IconShape> = {
  file: fileIcon,
  picture: pictureIcon,
  video: videoIcon,
  audio: audioIcon,
};

function sizeOf({ sizeBytes }: { sizeBytes?: number }): string {
  return sizeBytes === undefined ? '' : fileSize(sizeBytes);
}

function SharedFile({ kind, object }: { kind: keyof typeof objectIcons; object: SharedObject }) {
  const name = properName(object.name);
  const detail = [name && contentWords(kind), sizeOf(object)].filter(Boolean).join(' · ');
  return <Card icon={objectIcons[kind]} title={name ?? contentWords(kind)} detail={detail} />;
}

type CardProps = { icon: IconShape; title: string; detail?: string };

function Card({ icon, title, detail }: CardProps) {
  return (
    <span class="card">
      <Icon shape={icon} />
      <span class="card-words">
        <span class="card-title" dir="auto">
          {title}
        </span>
        {detail && <span class="card-detail">{detail}</span>}
      </span>
    </span>
  );
}

function Place({ place }: { place: Extract<Content, { kind: 'location' }> }) {
  const { latitude, longitude } = place;
  const query = new URLSearchParams({ mlat: String(latitude), mlon: String(longitude) });
  const given = place.mapUrl ? readAddress(place.mapUrl) : undefined;
  const map = given?.protocol === 'https:' ? given.href : `https://www.openstreetmap.org/?${query}`;
  return (
    <>
      <Card icon={placeIcon} title={place.address || contentWords('location')} />
      <a href={map} target="_blank" rel="noopener noreferrer">
        {text('popupShowMap')}
      </a>
    </>
  );
}

/** A card made of nothing but the address: showing it asks no server anything. */
function LinkCard({ content }: { content: Extract<Content, { kind: 'text' }> }) {
  const url = readAddress(firstWebLink(content.body)?.href ?? '');
  if (!url) return null;
  const path = `${url.pathname}${url.search}`;
  return (
    <a class="card link-card" href={url.href} target="_blank" rel="noopener noreferrer">
      <Icon shape={linkIcon} />
      <span class="card-words">
        <span class="card-title cut">{url.host.replace(/^www\./, '')}</span>
        {path !== '/' && <span class="card-detail cut">{readablePath(path)}</span>}
      </span>
    </a>
  );
}

function readablePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
