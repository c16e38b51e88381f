// Errors and the `reason` of events (ucwa.md 9): the same object in answers and in the event channel.
import { childOf, childrenOf, childText, type XmlElement } from '../../markup/xml.ts';
import { readJsonText } from './json.ts';
import { type Representation, representationOf } from './media-type.ts';
import { WireError } from './wire-error.ts';
import { escapeXml, parseXmlText, ucwaNamespace, writeAttributes, xmlDeclaration } from './xml.ts';

export type Reason = {
  code: string;
  subcode?: string;
  message?: string;
  /** For 400: which fields were wrong. */
  parameters?: { name: string; reason?: string }[];
  /** To be logged, never to be interpreted. */
  debugInfo?: string;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function make(
  code: string,
  parts: Partial<Record<'subcode' | 'message' | 'debugInfo', string | undefined>>,
  parameters: { name: string; reason?: string }[],
): Reason {
  const { subcode, message, debugInfo } = parts;
  return {
    code,
    ...(subcode ? { subcode } : {}),
    ...(message ? { message } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(debugInfo ? { debugInfo } : {}),
  };
}

function readJsonParameters(value: unknown): { name: string; reason?: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item === 'string') return [{ name: item }];
    if (typeof item !== 'object' || item === null || !('name' in item) || typeof item.name !== 'string') return [];
    const reason = 'reason' in item ? textOf(item.reason) : undefined;
    return [{ name: item.name, ...(reason === undefined ? {} : { reason }) }];
  });
}

/** Reads a reason in parsed JSON; undefined when it has no code. */
export function readJsonReason(value: unknown): Reason | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, subcode, message, debugInfo, parameters } = value as Record<string, unknown>;
  const codeText = textOf(code);
  if (codeText === undefined) return undefined;
  const debug = typeof debugInfo === 'object' && debugInfo !== null ? JSON.stringify(debugInfo) : textOf(debugInfo);
  const parts = { subcode: textOf(subcode), message: textOf(message), debugInfo: debug };
  return make(codeText, parts, readJsonParameters(parameters));
}

/** Reads an element `reason`; undefined when it has no code. */
export function readXmlReason(element: XmlElement): Reason | undefined {
  const code = childText(element, 'code');
  if (code === '') return undefined;
  const parameters = (childOf(element, 'parameters')?.children ?? []).flatMap((child) => {
    const name = child.attributes.get('name') ?? childText(child, 'name');
    const reason = child.attributes.get('reason') ?? childText(child, 'reason');
    return name === '' ? [] : [{ name, ...(reason === '' ? {} : { reason }) }];
  });
  const parts = {
    subcode: childText(element, 'subcode'),
    message: childText(element, 'message'),
    debugInfo: childText(element, 'debuginfo'),
  };
  return make(code, parts, parameters);
}

/** The reason in the body of an error; undefined when it has none or was not made by UCWA (ucwa.md 1.2). Never throws. */
export function readReason(text: string, contentType: string): Reason | undefined {
  const representation = representationOf(contentType);
  try {
    if (representation === 'json') return readJsonReason(readJsonText(text));
    if (representation !== 'xml') return undefined;
    const root = parseXmlText(text);
    return root.name === 'reason' ? readXmlReason(root) : childrenOf(root, 'reason').map(readXmlReason)[0];
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** The element `reason`, without declaration. */
export function writeXmlReason(reason: Reason, xmlns?: string): string {
  const element = (name: string, text: string | undefined) =>
    text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`;
  const parameters = (reason.parameters ?? [])
    .map((parameter) => `<parameter${writeAttributes({ name: parameter.name, reason: parameter.reason })}/>`)
    .join('');
  return [
    `<reason${writeAttributes({ xmlns })}>`,
    element('code', reason.code),
    element('subcode', reason.subcode),
    element('message', reason.message),
    element('debugInfo', reason.debugInfo),
    parameters === '' ? '' : `<parameters>${parameters}</parameters>`,
    '</reason>',
  ].join('');
}

/** The body of an error. */
export const writeReason = (reason: Reason, representation: Representation): string =>
  representation === 'json' ? JSON.stringify(reason) : `${xmlDeclaration}${writeXmlReason(reason, ucwaNamespace)}`;
