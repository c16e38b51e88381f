import { type Context, Hono } from 'hono';
import { joinLinkBody, shortIdBody } from '../../src/skype/wire/join.ts';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { authenticateSkypeToken } from '../identity/principal.ts';
import { makeSecret } from '../identity/tokens.ts';
import { serviceCookieAttributes, serviceUrl } from '../service-url.ts';
import { findByCode, type JoinableThread, linkNotFound, obtainCode } from './join-links.ts';
import { deadLinkPage, joinPage } from './join-page.ts';

type RequestContext = Context<GatewayEnv>;
type Routes = Hono<GatewayEnv>;

const pages = `/${serviceHosts.join}`;

/** The link for the caller, where the caller's client reaches the pages. A base address from the request is not repeated. */
async function makeLink(context: GatewayContext, c: RequestContext): Promise<JoinableThread & { url: string }> {
  const principal = await authenticateSkypeToken(context, c.req.raw.headers);
  const { threadId } = await readJson(c, joinLinkBody);
  const code = await obtainCode(context, principal, threadId);
  return { tid: threadId, code, topic: '', url: `${serviceUrl(context, c.req.raw, serviceHosts.join)}/${code}` };
}

async function requireByCode(context: GatewayContext, code: string): Promise<JoinableThread> {
  const thread = await findByCode(context, code);
  if (!thread) throw linkNotFound();
  return thread;
}

function addCurrent(context: GatewayContext, routes: Routes): void {
  const base = `/${serviceHosts.joinApi}/v1/meetings`;
  routes.post(base, async (c) => c.json({ url: (await makeLink(context, c)).url }));
  routes.get(`${base}/:code`, async (c) => {
    const { tid } = await requireByCode(context, c.req.param('code'));
    return c.json({ threadId: tid });
  });
}

function addOld(context: GatewayContext, routes: Routes): void {
  routes.post(`/${serviceHosts.scheduler}/threads`, async (c) => {
    const { code, url, tid } = await makeLink(context, c);
    return c.json({ Blob: code, Id: code, JoinUrl: url, ThreadId: tid });
  });
  const resolve = async (c: RequestContext) => {
    const { shortId } = await readJson(c, shortIdBody);
    const { code, tid } = await requireByCode(context, shortId);
    return c.json({ Action: 'Chat', ChatBlob: code, FlowId: '1', Id: code, Resource: tid });
  };
  routes.post(`${pages}/api/v2/conversation`, resolve);
  routes.post(`${pages}/api/v2/conversation/`, resolve);
}

async function showPage(context: GatewayContext, c: RequestContext, code: string): Promise<Response> {
  const thread = await findByCode(context, code);
  if (!thread) return deadLinkPage();
  const base = serviceUrl(context, c.req.raw, serviceHosts.join);
  const attributes = serviceCookieAttributes(context, c.req.raw, serviceHosts.join);
  return joinPage({
    topic: thread.topic,
    url: `${base}/${thread.code}`,
    code: thread.code,
    host: new URL(base).host,
    // Clients hand these back as headers when a guest joins. Nothing depends on them: joining uses no cookie of the browser.
    cookies: ['csrf_token', 'launcher_session_id'].map((name) => `${name}=${makeSecret(context, 32)}; ${attributes}`),
  });
}

/** Making, resolving and opening join links (skype.md 6.5). */
export function createLinkRoutes(context: GatewayContext): Routes {
  const routes: Routes = new Hono<GatewayEnv>();
  addCurrent(context, routes);
  addOld(context, routes);
  for (const path of [`${pages}/:code`, `${pages}/launch/:code`]) {
    routes.get(path, (c) => showPage(context, c, c.req.param('code') ?? ''));
  }
  return routes;
}
