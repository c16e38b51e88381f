// The links that other clients write into their messages for people whose own client cannot show what was shared: a picture's
// (`api.asm.skype.com/s/i?{id}`) and a file's (`login.skype.com/login/sso?go=webclient.xmm&docid={id}`).
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
function explain(what: string): Promise<Response> {
  return showHtmlPage({
    title: `A shared ${what}`,
    body: html`<h1>Somebody has shared a ${what}</h1>
<p>It belongs to a conversation, and only the people in it can see it.</p>
<p>Open Skylark from your browser’s toolbar, sign in, and look for the message this link came with.</p>`,
  });
}

/** What the links lead to: the bytes for those who may have them, a page that says where to look for everybody else. */
export function createLinkRoutes(context: GatewayContext, renditions: Renditions): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  async function open(c: Context<GatewayEnv>, id: string, what: string, view: string): Promise<Response> {
    const object = await findShared(context, c, id);
    if (!object?.isComplete) return explain(what);
    return viewResponse(context, renditions, object, { view, range: c.req.header('range') });
  }

  routes.get(`/${serviceHosts.objects}/s/i`, (c) => {
    const [id = ''] = new URL(c.req.url).search.slice(1).split(/[&=]/);
    return open(c, id, 'picture', 'original');
  });
  routes.get(`/${serviceHosts.login}/login/sso`, (c) => open(c, c.req.query('docid') ?? '', 'file', 'original'));
  return routes;
}
