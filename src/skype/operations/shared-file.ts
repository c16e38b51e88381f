// Messages about files (skype.md 7.2, 7.7). They name the object by its production address, whoever runs the server: so says the
// protocol, and so everybody's client finds it at the server it is configured for.
import { escapeMarkup } from '../../markup/entities.ts';
import type { ContactId, ConversationId } from '../../model/account.ts';
import { type ChosenFile, type Composed, objectPlace, type Upload } from '../../service/composing.ts';

type Kind = { messagetype: string; type: string; thumbnail: string };

const picture: Kind = { messagetype: 'RichText/UriObject', type: 'Picture.1', thumbnail: 'imgt1' };
const video: Kind = { messagetype: 'RichText/Media_Video', type: 'Video.1', thumbnail: 'thumbnail' };
const audio: Kind = { messagetype: 'RichText/Media_AudioMsg', type: 'Audio.1', thumbnail: 'thumbnail' };
const other: Kind = { messagetype: 'RichText/Media_GenericFile', type: 'File.1', thumbnail: 'thumbnail' };

/** Pictures that every client shows; a drawing with scripts is a file. */
function kindOf(type: string): Kind {
  if (/^image\/(png|jpe?g|gif|webp|bmp)$/.test(type)) return picture;
  if (/^video\/(mp4|webm|quicktime)$/.test(type)) return video;
  return /^audio\/(mpeg|mp4|ogg|wav|webm|aac|x-wav)$/.test(type) ? audio : other;
}

const place = `https://api.asm.skype.com/v1/objects/${objectPlace}`;

function linkOf(kind: Kind): string {
  const address =
    kind === picture
      ? `https://api.asm.skype.com/s/i?${objectPlace}`
      : `https://login.skype.com/login/sso?go=webclient.xmm&amp;docid=${objectPlace}`;
  return `<a href="${address}">${address}</a>`;
}

function contentOf(kind: Kind, { name, sizeBytes, widthPx, heightPx }: ChosenFile): string {
  const title = escapeMarkup(name);
  const size = widthPx && heightPx ? ` width="${widthPx}" height="${heightPx}"` : '';
  const head = `<URIObject type="${kind.type}" uri="${place}" url_thumbnail="${place}/views/${kind.thumbnail}"${size}>`;
  const facts = `<FileSize v="${sizeBytes}"/><OriginalName v="${title}"/>`;
  if (kind === picture) {
    return `${head}<Title/><Description/>${facts}${linkOf(kind)}<meta type="photo" originalName="${title}"/></URIObject>`;
  }
  return `${head}<Title>Title: ${title}</Title><Description>Description: ${title}</Description>${facts}${linkOf(kind)}</URIObject>`;
}

/**
 * The message about a file and what its object is to be. Everybody in the conversation may read it: the members there are by
 * name, as some clients do, and whoever joins by the conversation, as others do (skype.md 7.7).
 */
export function composeFile(
  file: ChosenFile,
  conversation: ConversationId,
  members: readonly ContactId[],
): { composed: Composed; upload: Upload } {
  const kind = kindOf(file.type);
  const permissions = Object.fromEntries([conversation, ...members].map((id) => [id, ['read']]));
  const isPicture = kind === picture;
  return {
    composed: { messagetype: kind.messagetype, content: contentOf(kind, file) },
    upload: {
      object: isPicture
        ? { type: 'pish/image', permissions }
        : { type: 'sharing/file', permissions, filename: file.name },
      part: isPicture ? 'imgpsh' : 'original',
    },
  };
}
