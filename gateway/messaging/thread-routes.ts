import { Hono } from 'hono';
import { isThreadId } from '../../src/skype/identifiers.ts';
import { threadBody, threadMemberBody, threadMembersBody } from '../../src/skype/wire/thread.ts';
import type { GatewayEnv } from '../context.ts';
import { originOf } from '../origin.ts';
import { callerOf } from './caller.ts';
import { requireOwnConversation } from './conversation-access.ts';
import { horizonsOf } from './horizons.ts';
import { threadLink, withOrigin } from './links.ts';
import { bringMembers, putMember, removeMember } from './members.ts';
import type { MessagingContext } from './messaging-context.ts';
import { propertyOf } from './properties.ts';
import { cidOfPath, mriOfPath, readBody, readObject, readOptionalBody } from './requests.ts';
import { requireMembership } from './thread-changes.ts';
import { createThread, setThreadProperty } from './threads.ts';
import { threadResource } from './wire-resources.ts';

/** Group threads (skype.md 6.1, 6.3). */
export function createThreadRoutes(context: MessagingContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();

  routes.post('/v1/threads', async (c) => {
    const caller = await callerOf(context, c);
    const tid = await createThread(context, caller, await readBody(c, threadBody));
    return c.json({}, 201, { Location: originOf(context, c.req.raw) + threadLink(tid) });
  });

  routes.get('/v1/threads/:cid', async (c) => {
    const caller = await callerOf(context, c);
    const { thread, own } = await requireMembership(context.database, caller.userId, cidOfPath(c));
    return c.json(withOrigin(threadResource(thread, own.role), originOf(context, c.req.raw)));
  });

  routes.put('/v1/threads/:cid/properties', async (c) => {
    const caller = await callerOf(context, c);
    const [name, value] = propertyOf(c.req.query('name'), await readObject(c));
    await setThreadProperty(context, caller, cidOfPath(c), name, value);
    return c.json({});
  });

  routes.post('/v1/threads/:cid/members', async (c) => {
    const caller = await callerOf(context, c);
    const { members } = await readBody(c, threadMembersBody);
    await bringMembers(context, caller, cidOfPath(c), members);
    return c.json({});
  });

  routes.put('/v1/threads/:cid/members/:mri', async (c) => {
    const caller = await callerOf(context, c);
    const { role } = await readOptionalBody(c, threadMemberBody);
    await putMember(context, caller, cidOfPath(c), mriOfPath(c), role);
    return c.json({});
  });

  routes.delete('/v1/threads/:cid/members/:mri', async (c) => {
    const caller = await callerOf(context, c);
    await removeMember(context, caller, cidOfPath(c), mriOfPath(c));
    return c.json({});
  });

  // A 1:1 has horizons too: how far the other has read.
  routes.get('/v1/threads/:cid/consumptionhorizons', async (c) => {
    const caller = await callerOf(context, c);
    const cid = cidOfPath(c);
    if (isThreadId(cid)) {
      const { thread } = await requireMembership(context.database, caller.userId, cid);
      return c.json(horizonsOf(thread, caller.userId));
    }
    const { conversation, own } = await requireOwnConversation(context.database, caller, cid);
    return c.json({ ...horizonsOf(conversation, caller.userId), id: own.cid });
  });

  return routes;
}
