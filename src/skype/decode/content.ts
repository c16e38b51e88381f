// From message type and content to what a message says (skype.md 7.2). Content that does not fit its type becomes the
// placeholder `unknown`; the raw content is kept beside it by the caller.
import { checkAddress } from '../../markup/address.ts';
import { parseMarkup, parsePlainText } from '../../markup/message-markup.ts';
import { childOf, childrenOf, childText, parseXml, type XmlElement } from '../../markup/xml.ts';
import type { ContactId } from '../../model/account.ts';
import type { MessageContent } from '../../model/message.ts';
import { mriOfName } from '../identifiers.ts';
import { decodeActivity } from './activity.ts';
import { decodeCall } from './call.ts';
import { decodeSharedObject, isSharedObjectType, readSize } from './shared-object.ts';

/** What the content of a message is read from. `actionOffset` is set for a `/me` message. */
export interface ContentSource {
  type: string;
  content: string;
  sender: ContactId;
  user: ContactId;
  actionOffset?: number;
}

/** Does a message of this type hold text that people edit and delete? */
export const isTextType = (type: string): boolean => type === 'Text' || type === 'RichText' || type === 'RichText/Html';

/** Reads the content of a message. Never throws; answers `deleted` for text that is gone, `unknown` for the rest. */
export function decodeContent(source: ContentSource): MessageContent {
  const { type, content } = source;
  if (isTextType(type)) return decodeText(source);
  if (type.startsWith('ThreadActivity/')) {
    const activity = decodeActivity(type, content, source.sender);
    return activity ? { kind: 'activity', activity } : { kind: 'unknown', type };
  }
  return decodeXmlContent(source, parseXml(content)) ?? { kind: 'unknown', type };
}

function decodeText({ type, content, actionOffset }: ContentSource): MessageContent {
  if (content === '') return { kind: 'deleted' };
  const isAction = actionOffset !== undefined;
  const shown = isAction ? withoutActor(content, actionOffset) : content;
  return { kind: 'text', body: type === 'Text' ? parsePlainText(shown) : parseMarkup(shown), isAction };
}

// The content of an action starts with the sender's name, or with `/me `, up to the offset (skype.md 7.3).
function withoutActor(content: string, offset: number): string {
  const actor = content.slice(0, offset);
  return offset <= 256 && offset < content.length && /^[^<&]*\s$/.test(actor) ? content.slice(offset) : content;
}

function decodeXmlContent(source: ContentSource, root: XmlElement | undefined): MessageContent | undefined {
  if (isSharedObjectType(source.type)) return decodeSharedObject(source.type, root);
  switch (source.type) {
    case 'RichText/Contacts':
      return decodeContacts(root);
    case 'RichText/Location':
      return decodeLocation(root);
    case 'RichText/Files':
      return decodeFiles(root);
    case 'RichText/Media_Card':
      return decodeCard(root);
    case 'Event/Call':
      return decodeCall(root, source.sender, source.user);
    case 'Event/SkypeVideoMessage':
      // Names a video of a service that no server offers any more.
      return root?.attributes.has('sid') ? { kind: 'video', object: { name: '' } } : undefined;
    default:
      return undefined;
  }
}

// The card itself is read where it is shown; its text is for lists and notifications. Beside what the card says of itself
// there is only an advice for clients that know no cards.
function decodeCard(root: XmlElement | undefined): MessageContent | undefined {
  if (root?.name !== 'uriobject') return undefined;
  return { kind: 'card', text: (childText(root, 'description') || childText(root, 'title')).slice(0, 500) };
}

function decodeContacts(root: XmlElement | undefined): MessageContent | undefined {
  const contacts = childrenOf(root, 'c').flatMap(({ attributes }) => {
    const id = attributes.get('s');
    return id ? [{ id: mriOfName(id), name: (attributes.get('f') ?? '').slice(0, 256) }] : [];
  });
  return contacts.length > 0 ? { kind: 'contacts', contacts } : undefined;
}

// Whole numbers are millionths of a degree; a decimal point shows that a client meant degrees.
function readDegrees(text: string | undefined, most: number): number | undefined {
  if (!text || !/^-?\d{1,9}(\.\d{1,12})?$/.test(text)) return undefined;
  const degrees = text.includes('.') ? Number(text) : Number(text) / 1_000_000;
  return Math.abs(degrees) <= most ? degrees : undefined;
}

function decodeLocation(root: XmlElement | undefined): MessageContent | undefined {
  const latitude = readDegrees(root?.attributes.get('latitude'), 90);
  const longitude = readDegrees(root?.attributes.get('longitude'), 180);
  if (root?.name !== 'location' || latitude === undefined || longitude === undefined) return undefined;
  const mapUrl = checkAddress(childOf(root, 'a')?.attributes.get('href') ?? '');
  const address = (root.attributes.get('address') || root.text.trim()).slice(0, 500);
  return { kind: 'location', latitude, longitude, address, ...(mapUrl?.startsWith('http') ? { mapUrl } : {}) };
}

function decodeFiles(root: XmlElement | undefined): MessageContent | undefined {
  const files = childrenOf(root, 'file').map((file) => {
    const sizeBytes = readSize(file.attributes.get('size'));
    return { name: file.text.trim().slice(0, 256), ...(sizeBytes === undefined ? {} : { sizeBytes }) };
  });
  return files.length > 0 ? { kind: 'files', files } : undefined;
}
