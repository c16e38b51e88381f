import { checkAddress } from '../../markup/address.ts';
import { childOf, childText, type XmlElement } from '../../markup/xml.ts';
import type { MessageContent, SharedObject } from '../../model/message.ts';

type SharedKind = Extract<MessageContent, { object: SharedObject }>['kind'];

const kinds: readonly SharedKind[] = ['picture', 'video', 'audio', 'file'];

const kindOfMessageType = new Map<string, SharedKind>([
  ['RichText/UriObject', 'picture'],
  ['RichText/Media_GenericFile', 'file'],
  ['RichText/Media_Video', 'video'],
  ['RichText/Media_AudioMsg', 'audio'],
  ['RichText/Media_FlikMsg', 'video'],
]);

/** Is this the type of a message that shares an object? */
export const isSharedObjectType = (messageType: string): boolean => kindOfMessageType.has(messageType);

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

/** Reads a `URIObject` (skype.md 7.2, 7.7); undefined when it names no object in the web. A moji may have nothing but a thumbnail. */
export function decodeSharedObject(messageType: string, root: XmlElement | undefined): MessageContent | undefined {
  if (root?.name !== 'uriobject') return undefined;
  const { attributes } = root;
  const uri = webAddress(attributes.get('uri'));
  const thumbnailUri = webAddress(attributes.get('url_thumbnail'));
  if (uri === undefined && !(thumbnailUri && messageType === 'RichText/Media_FlikMsg')) return undefined;
  const told = attributes.get('type')?.split('.')[0]?.toLowerCase();
  const sizeBytes = readSize(childOf(root, 'filesize')?.attributes.get('v'));
  const durationMs = readSize(attributes.get('duration_ms'));
  return {
    kind: kinds.find((kind) => kind === told) ?? kindOfMessageType.get(messageType) ?? 'file',
    object: {
      name: nameOf(root),
      ...(uri === undefined ? {} : { uri }),
      ...(thumbnailUri === undefined ? {} : { thumbnailUri }),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(durationMs === undefined ? {} : { durationMs }),
    },
  };
}
