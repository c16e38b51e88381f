// The XML of the SOAP login (skype.md 3.2, flow B). Reading knows no entities beyond the five of XML and numbers, no document
// type and nothing outside the text it is given.
import { escapeMarkup } from '../../src/markup/entities.ts';
import { parseXml, type XmlElement } from '../../src/markup/xml.ts';

const longestEnvelope = 64 * 1024;

export type SecurityTokenRequest = { readonly username: string; readonly password: string };

const localName = (element: XmlElement): string => element.name.replace(/^.*:/, '');

/** The first element at a path of local names (lower case) below `root`. */
function find(root: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let found = root;
  for (const name of path) found = found?.children.find((child) => localName(child) === name);
  return found;
}

/** Whether a request for a token, of one or several, is meant for our token edge. */
function isForEdge(body: XmlElement | undefined): boolean {
  const list = find(body, 'requestmultiplesecuritytokens') ?? body;
  const asked = list?.children.filter((child) => localName(child) === 'requestsecuritytoken') ?? [];
  return asked.some(
    (request) => find(request, 'appliesto', 'endpointreference', 'address')?.text.trim() === 'wl.skype.com',
  );
}

/** Reads a request for a security token; undefined when it is none. */
export function readSecurityTokenRequest(source: string): SecurityTokenRequest | undefined {
  if (source.length > longestEnvelope || /<!(?:DOCTYPE|ENTITY)/i.test(source)) return undefined;
  const envelope = parseXml(source.trim());
  if (!envelope || localName(envelope) !== 'envelope' || !isForEdge(find(envelope, 'body'))) return undefined;
  const credentials = find(envelope, 'header', 'security', 'usernametoken');
  const [username, password] = [find(credentials, 'username')?.text.trim(), find(credentials, 'password')?.text];
  return username && password ? { username, password } : undefined;
}

const head = '<?xml version="1.0" encoding="utf-8"?>';
const spaces = [
  'xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"',
  'xmlns:wsse="http://schemas.xmlsoap.org/ws/2003/06/secext"',
  'xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"',
  'xmlns:wst="http://schemas.xmlsoap.org/ws/2004/04/trust"',
  'xmlns:wsp="http://schemas.xmlsoap.org/ws/2002/12/policy"',
  'xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/03/addressing"',
].join(' ');

const envelope = (content: string): string => `${head}<S:Envelope ${spaces}>${content}</S:Envelope>`;

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** The answer with a security token; one client needs exactly this nesting. */
export function securityTokenEnvelope(token: string, createdAtMs: number, lifeMs: number): string {
  const time = (ms: number) => new Date(ms).toISOString();
  const life = element('wsu:Created', time(createdAtMs)) + element('wsu:Expires', time(createdAtMs + lifeMs));
  const secret = `<wsse:BinarySecurityToken Id="Compact0">${escapeMarkup(token)}</wsse:BinarySecurityToken>`;
  const address = element('wsa:EndpointReference', element('wsa:Address', 'wl.skype.com'));
  const response =
    element('wst:TokenType', 'urn:passport:compact') +
    element('wsp:AppliesTo', address) +
    element('wst:LifeTime', life) +
    element('wst:RequestedSecurityToken', secret);
  const collection = element('wst:RequestSecurityTokenResponse', response);
  return envelope(element('S:Body', element('wst:RequestSecurityTokenResponseCollection', collection)));
}

/** A refusal. It stands directly in the envelope, where every client finds it. */
export function faultEnvelope(code: string, text: string): string {
  const fault = element('faultcode', escapeMarkup(code)) + element('faultstring', escapeMarkup(text));
  return envelope(element('S:Fault', fault));
}
