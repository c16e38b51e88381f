// Requests of pages: a page names a resource and a link of it, never an address and never a token. Links are capabilities, so that what
// a page asks for is what the server offers at this moment.
import { ServiceError } from '../../service/error.ts';
import type { DirectReply, DirectRequest } from '../../service/operations.ts';
import { directConversationLink } from '../channel/conversation-link.ts';
import type { UcwaConnection } from './connection.ts';
import { keepContacts } from './contact-list.ts';
import { idOf } from './contact-resource.ts';
import { requireLink } from './links.ts';
import { findContact } from './people.ts';
import { changeSession, requireSession } from './session.ts';

/** Taken out of the query: says which conversation or contact is meant. */
type Parameters = { rel: string; query: Record<string, string> };

const decode = (part: string): string => new URLSearchParams(`part=${part}`).get('part') ?? '';

function readPath(path: string): Parameters {
  const [, rel = '', search = ''] = /^\/([A-Za-z]+)(?:\?(.*))?$/.exec(path) ?? [];
  if (rel === '') throw new ServiceError('invalid', 'the path names no link');
  const query: Record<string, string> = {};
  for (const pair of search.split('&').filter((part) => part !== '')) {
    const [name = '', ...value] = pair.split('=');
    query[decode(name)] = decode(value.join('='));
  }
  return { rel, query };
}

async function contactLink(connection: UcwaConnection, uri: string | undefined, rel: string): Promise<string> {
  const id = idOf(uri);
  if (id === undefined) throw new ServiceError('invalid', 'no contact is named');
  const session = await requireSession(connection.options.session);
  const known = session.contacts[id];
  if (known) return requireLink(known, rel);
  const found = await findContact(connection, id);
  if (found) await keepContacts(connection, session, [found]);
  return requireLink(found?.links, rel);
}

async function linkFor(
  connection: UcwaConnection,
  place: string,
  { rel, query }: Parameters,
): Promise<{ href: string; query: Parameters['query'] }> {
  if (place === 'conversation') {
    const { conversation, ...others } = query;
    if (conversation === undefined) throw new ServiceError('invalid', 'no conversation is named');
    return { href: await directConversationLink(connection, conversation, rel), query: others };
  }
  if (place === 'contact') {
    const { uri, ...others } = query;
    return { href: await contactLink(connection, uri, rel), query: others };
  }
  const { links } = await requireSession(connection.options.session);
  const owner =
    place === 'me' || place === 'people' || place === 'communication' || place === 'application'
      ? links[place]
      : undefined;
  if (!owner) throw new ServiceError('invalid', 'there is no such place');
  return { href: requireLink(owner, rel), query };
}

// The channel brings the user back into the chat of a conference that a conversation of two has become, but not against their will.
async function noteLeaving(connection: UcwaConnection, path: string): Promise<void> {
  const { rel, query } = readPath(path);
  if (rel !== 'stopMessaging' && rel !== 'addMessaging') return;
  const { session: store, nowMs } = connection.options;
  const { applicationHref } = await requireSession(store);
  const href = await directConversationLink(connection, query.conversation ?? '', 'self');
  await changeSession(store, applicationHref, ({ leaving: { [href]: _, ...others } }) => ({
    leaving: rel === 'stopMessaging' ? { ...others, [href]: nowMs() } : others,
  }));
}

// The token and the address are ours to say.
const allowedHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'if-match', 'if-none-match']);

/**
 * Follows one link: of `me`, `people`, `communication` or the `application` itself; of a `conversation` (named by `?conversation=`) or of
 * a `contact` (named by `?uri=`). The path is `/<rel>`, with `self` for the resource itself; the rest of the query is added to the link.
 * @throws ServiceError `not-found` when the link is not there now, `invalid` for what cannot be asked, and what refusals stand for
 */
export async function sendDirect(connection: UcwaConnection, request: DirectRequest): Promise<DirectReply> {
  const { place, method, path, json, form, headers = {} } = request;
  const target = await linkFor(connection, place, readPath(path));
  const passed = Object.entries(headers).filter(([name]) => allowedHeaders.has(name.toLowerCase()));
  const body = form && { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() };
  if (place === 'conversation') await noteLeaving(connection, request.path);
  const { text, location } = await connection.send({
    method,
    ...target,
    ...(json === undefined ? {} : { json }),
    ...(body && { body }),
    headers: Object.fromEntries(passed),
  });
  return { text, ...(location !== undefined && { location }) };
}
