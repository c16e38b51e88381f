// One run: a gateway, people who write, a signed-in user, and everything that goes wrong; then calm, and the count.
import { join } from 'node:path';
import { lookAt } from './calm.ts';
import { chooseDisturbance, type Place, type Scene } from './disturbances.ts';
import { type SoakGateway, type StoredText, startSoakGateway } from './gateway.ts';
import { createInstall } from './install.ts';
import { olderVersions } from './older-versions.ts';
import { countUnread, judge, type Verdict } from './oracle.ts';
import { gatherPeople, type Mail, type People, ucwaUser, user } from './people.ts';
import type { SoakPlan, SoakResult } from './plan.ts';
import { startSoakProxy } from './proxy.ts';
import { type Chance, createChance } from './random.ts';
import { nameFor, ownerOf, type Usage, useInstall } from './user.ts';
import { createWatch, type FaultCount } from './watch.ts';

type Say = (text: string) => void;
type Faults = Map<string, FaultCount>;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const message = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function settle(
  plan: SoakPlan,
  gateway: SoakGateway,
  faults: Faults,
  chance: Chance,
  say: Say,
): Promise<Place[]> {
  const places: Place[] = [];
  for (let index = 0; index < plan.installs; index += 1) {
    const proxy = await startSoakProxy(gateway.url, chance.branch(`way ${index}`), createWatch(faults));
    const install = await createInstall(join(plan.folder, `install-${index}`), plan.extension);
    const place: Place = { install, proxy, upgrades: [], nextStop: 0 };
    places.push(place);
    await install.signIn(proxy.url);
    await install.hasMessages();
    for (const version of olderVersions) {
      place.upgrades.push(await install.upgrade(version));
      say(`  install ${index + 1} updated from version ${version}: ${JSON.stringify(place.upgrades.at(-1))}`);
    }
    // An account over UCWA is newer than these versions.
    // What one of two had, the other does not get: such a server keeps no history. So it is in one browser only.
    if (plan.hasUcwa && index === 0) await install.signInOverUcwa(proxy.url);
  }
  return places;
}

type Disturbing = Pick<SoakPlan, 'minutes' | 'longestPauseSeconds'>;

async function disturb(scene: Scene, plan: Disturbing, chance: Chance, say: Say): Promise<Record<string, number>> {
  const disturbed: Record<string, number> = {};
  const endMs = Date.now() + plan.minutes * 60_000;
  for (let index = 0; Date.now() < endMs; index += 1) {
    // Each has chances of its own: how far one got before something broke does not change the next.
    const own = chance.branch(`disturbance ${index}`);
    await pause(own.between(300, Math.max(300, plan.longestPauseSeconds * 1_000)));
    const { name, run } = chooseDisturbance(own);
    say(`  ${Math.round((endMs - Date.now()) / 1000)} s left: ${name}`);
    try {
      await run(scene, own);
      disturbed[name] = (disturbed[name] ?? 0) + 1;
    } catch (error) {
      say(`    could not be done: ${message(error)}`);
    }
  }
  return disturbed;
}

const mailOf = (people: People, kinds: readonly string[]): Map<string, Mail> =>
  new Map(kinds.map((kind) => [kind, people.mail.get(ownerOf(kind)) ?? { acknowledged: [], unknown: [] }]));

function judgeAll(
  looks: readonly Awaited<ReturnType<typeof lookAt>>[],
  usages: readonly Usage[],
  mail: ReadonlyMap<string, Mail>,
  atServer: ReadonlyMap<string, StoredText[]>,
): Verdict[] {
  return looks.flatMap((look, index) =>
    look.looks.map(({ account: { kind }, stored, shown }) => {
      const inAccount = <T extends { conversation: string }>(one: T): T => ({
        ...one,
        conversation: nameFor(kind, one.conversation),
      });
      const unreadOf = (one: typeof stored) => [...countUnread(one).values()].reduce((sum, count) => sum + count, 0);
      return judge({
        about: `install ${index + 1}, ${kind}`,
        owner: nameFor(kind, ownerOf(kind)),
        acknowledged: (mail.get(kind)?.acknowledged ?? []).map(inAccount),
        unknown: (mail.get(kind)?.unknown ?? []).map(inAccount),
        typed: usages[index]?.typed.get(kind)?.taken ?? [],
        typedByAll: usages.flatMap(({ typed }) => typed.get(kind)?.unsure ?? []),
        atServer: (atServer.get(ownerOf(kind)) ?? []).map(({ content }) => content),
        ...{ stored, shown, badge: look.badge },
        unreadElsewhere: look.looks.reduce(
          (sum, other) => (other.stored === stored ? sum : sum + unreadOf(other.stored)),
          0,
        ),
      });
    }),
  );
}

const addUp = (all: readonly Record<string, number>[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
};

/** Runs one soak; `say` is told what happens. */
export async function soak(plan: SoakPlan, say: Say): Promise<SoakResult> {
  const { folder: _folder, extension: _extension, databaseUrl, ...told } = plan;
  const chance = createChance(plan.seed);
  const startedAt = new Date();
  const kinds = plan.hasUcwa ? ['skype', 'ucwa'] : ['skype'];
  const owners = kinds.map(ownerOf);
  const faults: Faults = new Map();
  const gateway = await startSoakGateway(plan.folder, databaseUrl);
  let places: Place[] = [];
  try {
    const people = await gatherPeople(gateway.url, chance, owners);
    const writing = [people.write(user, plan.rate)];
    places = await settle(plan, gateway, faults, chance, say);
    // What was said before the first application is nobody's promise.
    if (plan.hasUcwa) writing.push(people.write(ucwaUser, plan.rate));
    const conversations = new Map(kinds.map((kind) => [kind, people.conversations.get(ownerOf(kind)) ?? []]));
    const usages = places.map(({ install, proxy }, index) =>
      useInstall(install, proxy.url, conversations, chance.branch(`user ${index}`)),
    );
    for (const { proxy } of places) proxy.faultShare = plan.faultShare;
    const scene: Scene = { places, gateway, stoppedAt: new Map() };
    const disturbed = await disturb(scene, plan, chance, say);
    for (const { proxy } of places) proxy.faultShare = 0;
    await Promise.all([...writing, ...usages].map((one) => one.stop()));
    const mail = mailOf(people, kinds);
    const count = (list: keyof Mail) => [...mail.values()].reduce((sum, one) => sum + one[list].length, 0);
    say(`calm: ${count('acknowledged')} messages acknowledged, ${count('unknown')} without an answer`);
    const looks = [];
    for (const { install, proxy } of places) looks.push(await lookAt(install, proxy.url, mail, say));
    const askedForUser = [...usages, ...looks].reduce((sum, one) => sum + one.asked, 0);
    const atServer = await gateway.close(owners);
    for (const [index, { looks: found }] of looks.entries()) {
      // An account that is gone has no verdict, and nothing found in nothing is not clean.
      const wanted = plan.hasUcwa && index === 0 ? kinds : ['skype'];
      const gone = wanted.filter((kind) => !found.some(({ account }) => account.kind === kind));
      if (gone.length > 0) throw new Error(`install ${index + 1} has lost its account: ${gone.join(', ')}`);
    }
    return {
      ...told,
      ...{ database: databaseUrl === undefined ? 'embedded' : 'server', startedAt: startedAt.toISOString() },
      tookSeconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
      ...{ sent: count('acknowledged'), unanswered: count('unknown'), disturbed, askedForUser },
      stoppedAt: Object.fromEntries(scene.stoppedAt),
      faults: Object.fromEntries(faults),
      replies: addUp(places.map(({ proxy }) => ({ ...proxy.replies }))),
      incidents: addUp(looks.map((look) => look.incidents)),
      upgrades: places.flatMap(({ upgrades }) => upgrades),
      gatewayEndedByItself: gateway.endedByItself,
      verdicts: judgeAll(looks, usages, mail, atServer),
    };
  } finally {
    for (const { install, proxy } of places) {
      await install.close().catch(() => undefined);
      await proxy.close();
    }
    await gateway.abandon();
  }
}
