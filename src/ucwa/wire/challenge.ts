// The challenge of a 401 (ucwa.md 3.1). Several challenges may be folded into one header value, the order of parameters is not
// fixed, the list of grants has commas inside its quotes, `href` comes quoted and bare.

/** The grants this product knows about (ucwa.md 3.2). */
export const grantTypes = {
  password: 'password',
  windows: 'urn:microsoft.rtc:windows',
  passive: 'urn:microsoft.rtc:passive',
} as const;

export type Challenge = { tokenService?: string; grants: string[] };

const token = /(?:"((?:[^"\\]|\\.)*)"|([^\s,"=]+))/y;

type Parameter = { scheme: string; name: string; value: string };

/** Scheme, name and value of every parameter. One pass: each character is looked at once or twice. */
function* parametersOf(header: string): Generator<Parameter> {
  let scheme = '';
  let at = 0;
  while (at < header.length) {
    token.lastIndex = at;
    const word = token.exec(header);
    if (!word) {
      at += 1;
      continue;
    }
    at = token.lastIndex;
    const equals = /\s*=\s*/y;
    equals.lastIndex = at;
    if (word[2] === undefined || !equals.test(header)) {
      // A word without a value begins a challenge; a quoted one stands nowhere.
      scheme = word[2]?.toLowerCase() ?? scheme;
      continue;
    }
    // A bare value may hold equals signs (the query of an address).
    const value = /"((?:[^"\\]|\\.)*)"|([^\s,"]*)/y;
    value.lastIndex = equals.lastIndex;
    const found = value.exec(header);
    at = Math.max(value.lastIndex, equals.lastIndex);
    const text = found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2] ?? '';
    yield { scheme, name: word[2].toLowerCase(), value: text };
  }
}

/** What the `MsRtcOAuth` challenge in a `WWW-Authenticate` value offers; no grants when there is none. */
export function readChallenge(headerValue: string): Challenge {
  const challenge: Challenge = { grants: [] };
  for (const { scheme, name, value } of parametersOf(headerValue)) {
    if (scheme !== 'msrtcoauth') continue;
    if (name === 'href' && value !== '') challenge.tokenService = value;
    if (name === 'grant_type')
      challenge.grants = value
        .split(',')
        .map((grant) => grant.trim())
        .filter((grant) => grant !== '');
  }
  return challenge;
}

/** The value of `WWW-Authenticate` for these grants. */
export const writeChallenge = ({ tokenService = '', grants }: Challenge): string =>
  `MsRtcOAuth href="${tokenService}",grant_type="${grants.join(',')}"`;
