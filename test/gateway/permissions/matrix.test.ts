// Every route there is, asked by everybody who is not the one it belongs to: the refusal is the documented one, nothing has changed, and no
// reply has a word of what is not for the one who asked. Afterwards the same request by its owner works.
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../gateway/app.ts';
import { serviceHosts } from '../../../src/skype/wire/service-hosts.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { type Answer, bodyOf, closedRoutes, rows } from './rows.ts';
import { everybody, mark, setStage, type Who } from './scene.ts';

async function listRoutes(): Promise<string[]> {
  const gateway = await startTestGateway();
  const { routes } = createApp(gateway.context);
  await gateway.close();
  // The messaging API answers under its host name too; once is enough.
  const own = routes.filter(
    ({ method, path }) =>
      method !== 'ALL' &&
      !path.startsWith(`/${serviceHosts.messaging}/`) &&
      // UCWA has tickets and refusals of its own: ucwa.test.ts.
      !/^\/(ucwa|autodiscover|webticket)\//.test(path),
  );
  return [...new Set(own.map(({ method, path }) => `${method} ${path}`))].sort();
}

type Reply = { status: number; text: string };

function told({ status, text }: Reply, answer: Answer): string {
  if (typeof answer === 'number') return String(status);
  const { errorCode } = JSON.parse(text) as { errorCode?: number };
  return `${status}/${errorCode}`;
}

const isRefusal = (answer: Answer): boolean => answer !== 'own' && answer !== 'yes';
/** Fred hears that there is nothing behind an address of previews; that is for him to hear. */
const isNothingThere = (name: string): boolean => name.includes('/v1/url/');

describe('a route', () => {
  const stage = setStage();

  it('has a row in the table, and a row a route', async () => {
    expect(Object.keys(rows).sort()).toEqual(await listRoutes());
  });

  it.each(closedRoutes)('is not for others: %s', async (name, row) => {
    const { scene } = stage;
    stage.pass(5_000);
    await row.prepare?.(scene);
    const [method = ''] = name.split(' ');
    const path = row.path(scene);
    const body = bodyOf(row, scene);
    const ask = (who: Who | 'fred') => scene.ask(who, method, path, body);

    const before = await scene.state();
    const refused = everybody.filter((who) => isRefusal(row.answers[who]));
    const heard: Record<string, string> = {};
    for (const who of refused) {
      const reply = await ask(who);
      expect(reply.text, who).not.toContain(mark);
      expect(reply.text, who).not.toMatch(/node_modules|\.ts:\d/);
      heard[who] = told(reply, row.answers[who]);
    }
    expect(heard).toEqual(Object.fromEntries(refused.map((who) => [who, String(row.answers[who])])));
    expect(await scene.state()).toBe(before);

    for (const who of everybody.filter((one) => row.answers[one] === 'own')) {
      const reply = await ask(who);
      expect(reply.status, who).toBeLessThan(500);
      expect(reply.text, who).not.toContain(mark);
    }
    const owner = await ask('fred');
    expect(owner.status, owner.text).toBeLessThan(isNothingThere(name) ? 405 : 400);
    for (const who of everybody.filter((one) => row.answers[one] === 'yes')) {
      const reply = await ask(who);
      expect(reply.status, `${who}: ${reply.text}`).toBeLessThan(300);
    }
  });
});
