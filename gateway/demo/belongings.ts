// What the people of the demo have besides a profile: addresses and numbers, contact groups, services, settings. Given once,
// ever: what somebody changed or removed since does not come back.
import { createGroup, setGroupMember } from '../account/contact-groups.ts';
import { changeContactPoints, type PointChange, verifyContactPoint } from '../account/contact-points.ts';
import { type Entitlement, grantService } from '../account/entitlements.ts';
import { setAutoBuddy } from '../account/people-settings.ts';
import type { GatewayContext } from '../context.ts';
import type { UserIdentity } from '../identity/users.ts';
import { setUserProperty, showOwnProperties } from '../messaging/account-view.ts';
import { createMessagingContext } from '../messaging/messaging-context.ts';

type Cast = ReadonlyMap<string, UserIdentity>;
type Points = readonly PointChange[];

const mobile = (address: string): PointChange => ({
  ...{ kind: 'phone', address, label: 'Phone_Other', country: 'UK-44', countryName: 'UK' },
});
const email = (address: string, isSearchable: boolean): PointChange => ({
  ...{ kind: 'email', address, label: 'Email_Other', isSearchable },
});

const points: Readonly<Record<string, Points>> = {
  'fred.2': [email('fred.adams@example.com', true), email('fred@work.example', false), mobile('07700 900321')],
  'joe.4': [email('joe.bloggs@example.com', true), mobile('07700 900123')],
  'anna.7': [email('anna.cooper@example.com', false), mobile('07700 900456')],
  'mary.9': [email('mary.major@example.com', true)],
};

/** These stay as they were typed in. */
const unverified: ReadonlySet<string> = new Set(['fred@work.example']);

const groups: readonly (readonly [owner: string, name: string, members: readonly string[]])[] = [
  ['fred.2', 'Work', ['joe.4', 'anna.7']],
  ['fred.2', 'Bots', ['concierge']],
  ['joe.4', 'Friends', ['fred.2']],
];

/** The samples of the notes (skype.md 9.5), the package in the year in which the demo begins. */
function servicesAt(nowMs: number): readonly Entitlement[] {
  const year = new Date(nowMs).getUTCFullYear();
  const plan = 'api_300-region-landline-world';
  return [
    { id: 'pstn', service: 'pstn', isActive: true, balance: 500, currency: 'GBP' },
    {
      ...{ id: 'voicemail', service: 'voicemail', isActive: true },
      ...{ startsAtMs: Date.UTC(2016, 0, 1), endsAtMs: Date.UTC(2036, 0, 1) },
    },
    {
      ...{ id: 'pstn_transfer', service: 'pstn_transfer', isActive: true },
      ...{ startsAtMs: Date.UTC(2016, 0, 1), endsAtMs: Date.UTC(2016, 0, 1) },
    },
    {
      ...{ id: `package.${plan}-60`, service: 'package', isActive: true, balance: 60, quota: 60 },
      ...{ startsAtMs: Date.UTC(year, 0, 1), endsAtMs: Date.UTC(year + 2, 0, 1), resetsAtMs: Date.UTC(year, 1, 1) },
      attributes: { monthly_minutes: 60, package: `${plan}-60` },
      data: {
        calling_plan: plan,
        href: `/offers/calling-legacy/skus/package-${plan}-60/subscriptions/package-${plan}-60-1m`,
        nameFormatted: 'World minutes, 60 minutes, 1 month',
      },
    },
  ];
}

function personOf(cast: Cast, name: string): UserIdentity {
  const user = cast.get(name);
  if (!user) throw new Error(`The demo user ${name} is missing.`);
  return user;
}

async function givePoints(context: GatewayContext, { userId }: UserIdentity, own: Points): Promise<void> {
  await changeContactPoints(context, userId, own);
  for (const { kind, address } of own)
    if (!unverified.has(address)) await verifyContactPoint(context.database, userId, kind, address);
}

async function giveGroups(context: GatewayContext, cast: Cast): Promise<void> {
  for (const [owner, name, members] of groups) {
    const own = personOf(cast, owner);
    const { id } = await createGroup(context, own, name);
    for (const member of members) await setGroupMember(context, own, id, personOf(cast, member).mri, true);
  }
}

async function describeBot(context: GatewayContext, bot: UserIdentity): Promise<void> {
  await context.database.query(
    `insert into bot_details (user_id, developer, extra, star_rating, supported_locales)
     values ($1, 'Skylark', 'It lives on this gateway and sends nothing anywhere.', 5, '["en-US", "en-GB"]')
     on conflict do nothing`,
    [bot.userId],
  );
}

const doneProperty = 'demo-belongings';

/** Gives everybody what is theirs, unless that was done before. Needs all people, and their contacts. */
export async function giveBelongingsOnce(context: GatewayContext, cast: Cast): Promise<void> {
  const bot = personOf(cast, 'concierge');
  if ((await showOwnProperties(context.database, bot.userId))[doneProperty]) return;
  await setUserProperty(createMessagingContext(context), bot.userId, doneProperty, 'true');
  for (const [name, own] of Object.entries(points)) await givePoints(context, personOf(cast, name), own);
  await giveGroups(context, cast);
  const fred = personOf(cast, 'fred.2');
  await setAutoBuddy(context.database, fred.userId, true);
  for (const [place, service] of servicesAt(context.now()).entries())
    await grantService(context.database, fred.userId, service, place);
  await describeBot(context, bot);
}
