// The fields of a message that the gateway hands on as their sender gave them (skype.md 7.1): what they may be, and how they are kept.
import type { MessageBody } from '../../src/skype/wire/message.ts';
import { tooLarge } from '../errors.ts';
import { storable, storableText } from '../storage/storable.ts';

/** Fields of a message that are handed on as they came (skype.md 7.1). */
export type MessageExtras = {
  readonly skypeemoteoffset?: string;
  readonly contentformat?: string;
  readonly counterpartymessageid?: string;
  readonly eventId?: string;
  readonly isVideoCall?: string;
  readonly origincontextid?: string;
  readonly skypeguid?: string;
  readonly 'Has-Mentions'?: string;
  readonly amsreferences?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
};

const longestText = 256;
const longestProperties = 4096;
const mostReferences = 20;

/** Texts of which the gateway understands nothing; the names are those of the wire. */
const texts = [
  'skypeemoteoffset',
  'contentformat',
  'counterpartymessageid',
  'eventId',
  'isVideoCall',
  'origincontextid',
  'skypeguid',
] as const;

/** What only the gateway says about a message. */
const ownProperties: ReadonlySet<string> = new Set(['edittime', 'deletetime']);

/** `isVideoCall` is the one word in capitals. */
const kept = (value: string | boolean): string =>
  storableText((typeof value === 'string' ? value : String(value).toUpperCase()).slice(0, longestText));

function propertiesOf(body: MessageBody): Pick<MessageExtras, 'properties'> {
  const given = Object.entries(body.properties ?? {}).filter(([name]) => !ownProperties.has(name));
  if (given.length === 0) return {};
  const properties = storable(Object.fromEntries(given)) as Record<string, unknown>;
  if (JSON.stringify(properties).length > longestProperties) throw tooLarge();
  return { properties };
}

/**
 * The fields of a body that are kept with the message, each in its type on the wire: texts as texts also when they came as numbers
 * (skype.md 13.4), `Has-Mentions` as a word, `amsreferences` as a list, `properties` as an object without what is the gateway's to
 * say. Throws 413 when the properties are too long.
 */
export function extrasOf(body: MessageBody): MessageExtras {
  const mentions = body['Has-Mentions'];
  const plain = texts.flatMap((name) => {
    const value = body[name];
    return value === undefined || value === null || value === '' ? [] : [[name, kept(value)]];
  });
  return {
    ...Object.fromEntries(plain),
    ...(mentions === undefined || mentions === null
      ? {}
      : { 'Has-Mentions': String(mentions).toLowerCase() === 'true' ? 'true' : 'false' }),
    ...(body.amsreferences ? { amsreferences: body.amsreferences.slice(0, mostReferences).map(kept) } : {}),
    ...propertiesOf(body),
  };
}
