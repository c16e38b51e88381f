import { checkAddress } from '../../markup/address.ts';
import { childOf, childText, type XmlElement } from '../../markup/xml.ts';
import type { MessageContent, SharedObject } from '../../model/message.ts';

type SharedKind = Extract<MessageContent, { object: SharedObject }>['kind'];

const kindOfType: Record<string, SharedKind> = { picture: 'picture', video: 'video', audio: 'audio', file: 'file' };

const kindOfMessageType: Record<string, SharedKind> = {
  'RichText/UriObject': 'picture',
  'RichText/Media_GenericFile': 'file',
  'RichText/Media_Video': 'video',
  'RichText/Media_AudioMsg': 'audio',
  'RichText/Media_FlikMsg': 'video',
};

/** Is this the type of a message that shares an object? */
export const isSharedObjectType = (messageType: string): boolean => messageType in kindOfMessageType;

const longestName = 256;

/** A whole number of bytes; undefined for anything else. */
export function readSize(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function webAddress(text: string | undefined): string | undefined {
  const address = text === undefined ? undefined : checkAddress(text);
  return address?.startsWith('http') ? address : undefined;
}

function nameOf(root: XmlElement): string {
  const original = childOf(root, 'originalname')?.attributes.get('v');
  const photo = childOf(root, 'meta')?.attributes.get('originalname');
  const title = childText(root, 'title').replace(/^Title: /, '');
  return (original || photo || title).slice(0, longestName);
}

/** Reads a `URIObject` (skype.md 7.2, 7.7); undefined when it names no object in the web. */
export function decodeSharedObject(messageType: string, root: XmlElement | undefined): MessageContent | undefined {
  const uri = root?.name === 'uriobject' ? webAddress(root.attributes.get('uri')) : undefined;
  const kind = kindOfType[(root?.attributes.get('type') ?? '').split('.')[0]?.toLowerCase() ?? ''];
  if (!root || uri === undefined) return undefined;
  const thumbnailUri = webAddress(root.attributes.get('url_thumbnail'));
  const sizeBytes = readSize(childOf(root, 'filesize')?.attributes.get('v'));
  return {
    kind: kind ?? kindOfMessageType[messageType] ?? 'file',
    object: {
      name: nameOf(root),
      uri,
      ...(thumbnailUri === undefined ? {} : { thumbnailUri }),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    },
  };
}
