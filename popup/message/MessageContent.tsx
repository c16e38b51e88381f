import { fileSize } from '../../extension/ui/sizes.ts';
import './content.css';
import type { ComponentChildren } from 'preact';
import type { MessageRow } from '../../extension/database.ts';
import { text } from '../../extension/text.ts';
import { fileIcon } from '../../extension/ui/icons.ts';
import type { MessageContent as Content } from '../../src/model/message.ts';
import { contentWords } from '../list/last-line.ts';
import { part } from '../part.ts';
import { ContactCards } from './ContactCards.tsx';
import { LinkCard } from './LinkCard.tsx';
import type { MessageLook } from './look.ts';
import { MarkupView, readAddress } from './MarkupView.tsx';
import { ObjectCard } from './ObjectCard.tsx';
import { Place } from './Place.tsx';
import { leadsToPeerToPeer } from './peer-to-peer.ts';
import { SharedFile } from './SharedFile.tsx';
import { firstWebLink } from './tree-facts.ts';

export { lookOf, type MessageLook } from './look.ts';

const cardPart = part(() => import('./CardView.tsx'));

type MessageContentProps = { message: Pick<MessageRow, 'id' | 'conversation' | 'content' | 'raw'>; look: MessageLook };

/** What a message says, of whatever kind it is. */
export function MessageContent({ message, look }: MessageContentProps) {
  const { content } = message;
  switch (content.kind) {
    case 'text':
      return <Words content={content} raw={message.raw.content} look={look} />;
    case 'file':
    case 'picture':
    case 'video':
    case 'audio': {
      const { account, owner } = look;
      const { kind, object } = content;
      return <SharedFile kind={kind} object={object} message={message} account={account} server={owner.server} />;
    }
    case 'files':
      return <Files files={content.files} />;
    case 'contacts':
      return <ContactCards contacts={content.contacts} look={look} />;
    case 'location':
      return <Place place={content} />;
    case 'card': {
      const View = cardPart.content?.CardView;
      const { conversation, raw } = message;
      if (View) return <View raw={raw.content} text={content.text} conversation={conversation} look={look} />;
      return content.text || <Placeholder>{contentWords('card')}</Placeholder>;
    }
    case 'deleted':
      return <Placeholder>{text('popupContent_deleted')}</Placeholder>;
    default:
      return <Placeholder>{text('popupContent_unknown')}</Placeholder>;
  }
}

function Placeholder({ children }: { children: string }) {
  return <em class="placeholder">{children}</em>;
}

/** Something that Skylark explains beside what was said. */
export function Explanation({ children }: { children: ComponentChildren }) {
  return <span class="explanation">{children}</span>;
}

type WordsProps = { content: Extract<Content, { kind: 'text' }>; raw: string; look: MessageLook };

function Words({ content, raw, look }: WordsProps) {
  const url = readAddress(firstWebLink(content.body)?.href ?? '');
  return (
    <>
      <MarkupView tree={content.body} look={look} />
      {url && <LinkCard url={url} look={look} />}
      {leadsToPeerToPeer(raw) && <Explanation>{text('popupPeerToPeer')}</Explanation>}
    </>
  );
}

function Files({ files }: Pick<Extract<Content, { kind: 'files' }>, 'files'>) {
  return (
    <>
      {files.map(({ name, sizeBytes }, index) => (
        <ObjectCard
          key={index}
          icon={fileIcon}
          title={name || contentWords('file')}
          detail={sizeBytes === undefined ? undefined : fileSize(sizeBytes)}
        />
      ))}
      <Explanation>{text('popupFilesElsewhere')}</Explanation>
    </>
  );
}
