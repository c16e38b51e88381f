// Replies in which one thing names a thief.

export const thief = 'https://thief.example';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What a reply becomes on its way to the extension. */
export type Lie = (request: Request, reply: Response) => Response | Promise<Response>;

const isAddress = (text: string) => /^(?:https?:)?\/\//.test(text);

/** The thief's address with the path that an address had. */
function stolen(value: Json | undefined): Json {
  if (Array.isArray(value)) return [stolen(value[0])];
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stolen(inner)]));
  const text = typeof value === 'string' ? value : '';
  const { pathname, search } = new URL(isAddress(text) ? text : '/v1/objects/x/views/avatar', thief);
  return `${thief}${pathname}${search}`;
}

/** What stands before an address in some fields. */
const prefixes: Record<string, string> = { picture: 'URL@' };
/** What must be away for a field to be looked at. */
const rivals: Record<string, readonly string[]> = { backwardLink: ['syncState'] };

/** Puts the thief's address under a name into every object of a document, but for those whose names are free. */
function tell(value: Json, name: string): Json {
  if (Array.isArray(value)) return value.map((inner) => tell(inner, name));
  if (typeof value !== 'object' || value === null) return value;
  const told: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    if (!rivals[name]?.includes(key)) told[key] = key === 'services' ? inner : tell(inner, name);
  }
  const address = stolen(value[name]);
  return { ...told, [name]: typeof address === 'string' ? (prefixes[name] ?? '') + address : address };
}

async function changeJson(reply: Response, change: (json: Json) => Json): Promise<Response> {
  const text = await reply.text();
  const headers = new Headers(reply.headers);
  headers.delete('content-length');
  let changed = text;
  try {
    changed = JSON.stringify(change(JSON.parse(text) as Json));
  } catch {
    // No JSON: there is no field to lie in.
  }
  return new Response(reply.status === 204 ? null : changed, { status: reply.status, headers });
}

/** In every object of every reply the field of this name is an address of the thief. */
export const lieInField =
  (name: string): Lie =>
  (_request, reply) =>
    changeJson(reply, (json) => tell(json, name));

/** Every reply has this header. */
export const lieInHeader =
  (name: string, value = `${thief}/v1/users/ME/endpoints/SELF`): Lie =>
  (_request, reply) => {
    const headers = new Headers(reply.headers);
    headers.set(name, value);
    return new Response(reply.body, { status: reply.status, headers });
  };

/** Replies to the requests that fit are the answer that a place has moved: a status, and where it would be. */
export const moveAway =
  (pattern: RegExp, status: number): Lie =>
  (request, reply) => {
    const { pathname } = new URL(request.url);
    if (!pattern.test(`${request.method} ${pathname}`)) return reply;
    const body = JSON.stringify({ errorCode: status === 404 ? 752 : status, message: 'elsewhere' });
    return new Response(body, { status, headers: { Location: `${thief}${pathname}` } });
  };
