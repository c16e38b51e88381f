// The link that other clients write into a message for people whose own client cannot show the picture that was shared:
// `api.asm.skype.com/s/i?{id}` (skype.md 7.7).
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { ProtocolError } from '../errors.ts';
import { showHtmlPage } from '../identity/html-page.ts';
import { findReadable, type StoredObject } from './object-store.ts';
import { authenticateReader } from './reader.ts';
import type { Renditions } from './renditions.ts';
import { viewResponse } from './views.ts';

/** The object, if whoever opens the link is signed in here and may read it. */
async function findShared(
  context: GatewayContext,
  c: Context<GatewayEnv>,
  id: string,
): Promise<StoredObject | undefined> {
  try {
    return await findReadable(context.database, await authenticateReader(context, c), id);
  } catch (error) {
    if (error instanceof ProtocolError && error.status === 401) return undefined;
    throw error;
  }
}

/** The same page for everybody who is not let in, whether there is something behind the link or not. */
function explain(): Promise<Response> {
  return showHtmlPage({
    title: 'A shared picture',
    body: html`<h1>Somebody has shared a picture</h1>
<p>It belongs to a conversation, and only the people in it can see it.</p>
<p>Open Skylark from your browser’s toolbar, sign in, and look for the message this link came with.</p>`,
  });
}

/** What the link leads to: the picture for those who may see it, a page that says where to look for everybody else. */
export function createLinkRoutes(context: GatewayContext, renditions: Renditions): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  routes.get(`/${serviceHosts.objects}/s/i`, async (c) => {
    const [id = ''] = new URL(c.req.url).search.slice(1).split(/[&=]/);
    const object = await findShared(context, c, id);
    if (!object?.isComplete) return explain();
    const view = object.contentType.startsWith('image/') ? 'imgpsh_fullsize' : 'original';
    return viewResponse(context, renditions, object, { view, range: c.req.header('range') });
  });
  return routes;
}
