import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/service/error.ts';
import { reason } from '../support/scripted-pool.ts';
import { ChannelLife } from './life.ts';
import { block, bo, event, linesOf, messagesOf, pool, resource, textsOf } from './support.ts';

const lost = { isLost: true };

describe('the event channel', () => {
  it('asks where the server says, with the smallest times it takes', async () => {
    const life = await ChannelLife.open();
    life.give(1);
    life.give(2);
    await life.poll();
    await life.poll();
    await life.poll();
    expect(life.pool.asked).toEqual([`GET ${life.address(1)}`, `GET ${life.address(2)}`]);
    expect(life.pool.web.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([25_000, 25_000]);
  });

  it('asks for the same package until it is committed, and tells the same again', async () => {
    const life = await ChannelLife.open();
    await life.openChat();
    const { wire } = life;
    life.give(2, wire.conversationEvents(wire.message(1, 'Hi'), wire.inChat('bo', 'deleted')));
    const dead = await life.channel.poll();
    life.pool.nowMs += 3_000;
    const alive = await life.poll();
    expect(textsOf(dead.events)).toEqual(['Hi']);
    const ids = (batch: typeof dead) => messagesOf(batch.events).map(({ id }) => id);
    expect(ids(alive)).toEqual(ids(dead));
    expect(textsOf(life.events)).toEqual(['Hi']);
  });

  it('a silence that is cut short is an empty batch, and the same address is asked again', async () => {
    const life = await ChannelLife.open();
    life.pool.on('GET', life.address(1), lost, { json: life.package(1) });
    await life.poll();
    expect(await life.poll()).toEqual({ events: [], unreadable: [] });
    expect(await life.poll()).toMatchObject({ channel: { next: `${life.application}/events?ack=2` } });
  });

  it('asks once more when a late request of its own took its place, and says so when it was somebody else', async () => {
    const life = await ChannelLife.open();
    const replaced = reason(409, 'Conflict', 'PGetReplaced');
    life.pool.on('GET', life.address(1), replaced, { json: life.package(1) });
    await life.poll();
    expect(await life.poll()).toMatchObject({ channel: { next: `${life.application}/events?ack=2` } });
    life.pool.on('GET', life.address(2), replaced);
    await expect(life.poll()).rejects.toMatchObject({ kind: 'replaced' });
    expect(life.pool.asked).toHaveLength(4);
  });

  it('does not follow a channel that leads to a foreign place, and commits nothing of it', async () => {
    const life = await ChannelLife.open();
    await life.poll();
    const json = { _links: { next: { href: 'https://evil.example/events?ack=2' } } };
    life.pool.on('GET', life.address(1), { json });
    await expect(life.poll()).rejects.toMatchObject({ kind: 'forbidden' });
    expect(life.state.next).toContain('ack=1');
    expect(life.pool.securityEvents).toEqual([
      { kind: 'foreign-origin', where: 'href', origin: 'https://evil.example' },
    ]);
  });

  it.each([
    ['no JSON', { html: '<h1>proxy</h1>' }],
    ['no way to go on', { json: { sender: [] } }],
  ])('says that it cannot read an answer with %s', async (_what, answer) => {
    const life = await ChannelLife.open();
    await life.poll();
    life.pool.on('GET', life.address(1), answer);
    await expect(life.poll()).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('begins anew with what it cannot read in its store', async () => {
    const life = await ChannelLife.open();
    life.stored = { next: 7 };
    life.give(1);
    await life.poll();
    await life.poll();
    expect(life.pool.asked).toEqual([`GET ${life.address(1)}`]);
  });

  it('one event that cannot be read stops nothing', async () => {
    const life = await ChannelLife.open();
    await life.openChat();
    const { wire } = life;
    life.give(2, wire.conversationEvents({ link: {} }, wire.message(1, 'Still here')));
    await life.poll();
    expect(textsOf(life.events)).toEqual(['Still here']);
    expect(life.unreadable).toMatchObject([{ what: 'event' }]);
  });

  describe('invitations', () => {
    async function invited(): Promise<{ life: ChannelLife; accept: string }> {
      const life = await ChannelLife.open();
      const accept = `${life.application}/communication/messagingInvitations/602/accept`;
      const { wire } = life;
      life.give(
        1,
        wire.communicationEvents(
          wire.invitation('started', { text: 'Hi', links: { accept } }),
          wire.conversationEvent('added', 'Incoming'),
        ),
      );
      await life.pollPast(1);
      life.pool.on('GET', life.address(2), lost);
      return { life, accept };
    }
    const acceptsOf = (life: ChannelLife) => life.pool.asked.filter((entry) => entry.endsWith('/accept')).length;

    it('are accepted with the next poll, once', async () => {
      const { life, accept } = await invited();
      life.pool.on('POST', accept, { status: 204 });
      await life.poll();
      await life.poll();
      expect(acceptsOf(life)).toBe(1);
      expect(life.state.actions).toEqual([]);
    });

    it('are accepted again when the worker died before it could note it', async () => {
      const { life, accept } = await invited();
      life.pool.on('POST', accept, { status: 204 }, reason(404, 'NotFound'));
      await life.channel.poll();
      await life.poll();
      expect(acceptsOf(life)).toBe(2);
      expect(life.state.actions).toEqual([]);
    });

    it('stay to be accepted while the server cannot be reached', async () => {
      const { life, accept } = await invited();
      life.pool.on('POST', accept, lost, { status: 204 });
      await expect(life.poll()).rejects.toMatchObject({ kind: 'network' });
      await life.poll();
      expect(acceptsOf(life)).toBe(2);
    });
  });

  describe('news about people', () => {
    const presence = (life: ChannelLife, name: string) =>
      block(
        'people',
        life.pool.paths.people,
        event('contactPresence', life.pool.paths.contactPart(`sip:${name}@example.org`, 'contactPresence'), 'updated', {
          in: { rel: 'contact', href: life.pool.paths.contact(`sip:${name}@example.org`) },
        }),
      );

    it('are looked at before the next request for events, each once', async () => {
      const life = await ChannelLife.open();
      const heard = { contact: bo, isConnected: true, status: 'online' as const, capabilities: [], heardAtMs: 1 };
      life.readNews = async () => ({ events: [{ type: 'presence', presence: heard }], unreadable: [] });
      life.give(1, presence(life, 'bo'), presence(life, 'bo'));
      await life.pollPast(1);
      expect(life.news).toEqual([
        {
          sender: 'people',
          type: 'updated',
          link: { rel: 'contactPresence', href: `${pool}${life.pool.paths.contactPart(bo, 'contactPresence')}` },
          in: { rel: 'contact', href: `${pool}${life.pool.paths.contact(bo)}` },
        },
      ]);
      expect(life.events).toEqual([{ type: 'presence', presence: heard }]);
    });

    it('are tried again while that may help, and given up with an incident', async () => {
      const life = await ChannelLife.open();
      life.readNews = async () => {
        throw new ServiceError('server', 'the server answered 500');
      };
      life.give(1, presence(life, 'bo'));
      await life.pollPast(1);
      expect(life.news).toHaveLength(3);
      expect(life.unreadable).toEqual([{ what: 'people', path: '', reason: 'the server answered 500' }]);
    });

    it('wait while the server cannot be reached, without being forgotten', async () => {
      const life = await ChannelLife.open();
      life.give(1, presence(life, 'bo'), presence(life, 'cy'));
      await life.poll();
      await life.poll();
      life.readNews = async ({ link }) => {
        if (link.href.includes('cy@')) throw new ServiceError('network', 'gone');
        return { events: [], unreadable: [] };
      };
      await life.poll();
      await expect(life.poll()).rejects.toMatchObject({ kind: 'network' });
      expect(life.state.lookups).toMatchObject([{ kind: 'people', href: expect.stringContaining('cy@') }]);
    });

    it('begin anew when the server has dropped everything', async () => {
      const life = await ChannelLife.open();
      await life.openChat();
      const resume = { _links: { resume: { href: `${life.application}/events?ack=3` } } };
      life.pool.on('GET', life.address(2), { json: resume });
      life.give(3);
      await life.pollPast(3);
      expect(life.restored).toBe(1);
      expect(linesOf(life.events)).toEqual([]);
    });
  });

  describe('the errors of participantMessaging', () => {
    async function joining(...answers: Parameters<ChannelLife['pool']['on']>[2][]) {
      const life = await ChannelLife.open();
      await life.openChat();
      const href = `${life.wire.family.conversation}/modalities/5`;
      life.pool.on('GET', href, ...answers);
      life.give(2, life.wire.conversationEvents(event('participantMessaging', href, 'added')));
      await life.pollPast(2);
      return { life, asked: life.pool.asked.filter((entry) => entry === `GET ${href}`).length };
    }

    it('500 InvalidExchangeServerVersion is reported, and what is known stays', async () => {
      const { life, asked } = await joining(reason(500, 'ServiceFailure', 'InvalidExchangeServerVersion'));
      expect(asked).toBe(1);
      expect(life.unreadable).toMatchObject([
        { what: 'owner', reason: expect.stringContaining('InvalidExchangeServerVersion') },
      ]);
      expect(linesOf(life.events)).toEqual([]);
    });

    it('409 AlreadyExists is done', async () => {
      const { life, asked } = await joining(reason(409, 'Conflict', 'AlreadyExists'));
      expect([asked, life.unreadable]).toEqual([1, []]);
    });

    it.each(['None', 'TooManyGroups'])(
      '409 %s ends the use of the resource: who is here counts as in the chat',
      async (subcode) => {
        const { life } = await joining(reason(409, 'Conflict', subcode));
        expect(life.state.hasNoModalities).toBe(true);
        life.give(3, life.wire.conversationEvents(life.wire.inChat('bo', 'deleted')));
        await life.pollPast(3);
        expect(linesOf(life.events)).toEqual([]);
      },
    );

    it('410 CannotRedirect is not asked again: the application is given up', async () => {
      const life = await ChannelLife.open();
      await life.openChat();
      const href = `${life.wire.family.conversation}/modalities/5`;
      life.pool.on('GET', href, reason(410, 'Gone', 'CannotRedirect'));
      life.give(2, life.wire.conversationEvents(event('participantMessaging', href, 'added')));
      await life.poll();
      await expect(life.poll()).rejects.toMatchObject({ kind: 'server', subcode: 'CannotRedirect' });
      await expect(life.poll()).rejects.toMatchObject({ kind: 'session-lost' });
    });

    it('404 is nobody', async () => {
      const { life } = await joining(reason(404, 'NotFound'));
      expect([life.unreadable, linesOf(life.events)]).toEqual([[], []]);
    });
  });

  describe('a new application', () => {
    it('ends what was open without a line, and loses no text', async () => {
      const life = await ChannelLife.open();
      await life.openChat();
      const accept = `${life.application}/communication/messagingInvitations/602/accept`;
      const { wire } = life;
      const other = { ...wire.family, conversation: `${life.application}/communication/conversations/2c2` };
      const second = new (wire.constructor as new (family: typeof other) => typeof wire)(other);
      const from = resource('participant', `${other.conversation}/participants/cy`, {
        uri: 'sip:cy@example.org',
        name: 'Cy',
      });
      life.give(
        2,
        wire.communicationEvents(
          second.invitation('started', { text: 'Unheard', links: { accept }, embedded: { from } }),
        ),
      );
      await life.poll();
      const before = life.events.length;
      life.pool.paths.application = '/ucwa/oauth/v1/applications/2';
      life.stored = { ...(life.stored as object), application: `${pool}/ucwa/oauth/v1/applications/1` };
      await life.poll();
      const told = life.events.slice(before);
      expect(linesOf(told)).toEqual([]);
      expect(messagesOf(told)).toMatchObject([{ conversation: 'sip:cy@example.org', raw: { content: 'Unheard' } }]);
      const closed = told.find((entry) => entry.type === 'conversation' && entry.conversation.id === bo);
      expect(closed).toMatchObject({ conversation: { members: [{ id: 'sip:ana@example.org' }, { id: bo }] } });
      expect(JSON.stringify(closed)).not.toContain('isInChat');
      expect(life.state.conversations).toEqual({});
    });
  });
});

describe('many people at once', () => {
  it('do not keep an invitation waiting until all of them are looked at', async () => {
    const life = await ChannelLife.open();
    const { wire } = life;
    const hrefs = Array.from({ length: 50 }, (_, number) => `${life.application}/people/${number}/presence`);
    const updates = hrefs.map((href) => event('contactPresence', href, 'updated'));
    life.give(1, block('people', life.pool.paths.people, ...updates));
    const accept = `${life.application}/communication/messagingInvitations/602/accept`;
    life.pool.on('POST', accept, { status: 204 });
    life.give(2, wire.communicationEvents(wire.invitation('started', { text: 'Hi', links: { accept } })));
    await life.poll();
    await life.poll();
    await life.poll();
    expect(life.news).toHaveLength(20);
    await life.poll();
    expect(life.pool.asked).toContain(`POST ${accept}`);
    expect(life.news).toHaveLength(40);
    await life.poll();
    expect(life.news).toHaveLength(50);
  });
});
