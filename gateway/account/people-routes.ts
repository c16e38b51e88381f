import { Hono } from 'hono';
import * as v from 'valibot';
import { autoBuddySetting, contactPoint, peopleSettings } from '../../src/skype/wire/people.ts';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';
import { checked, readJson } from '../body.ts';
import type { GatewayContext, GatewayEnv } from '../context.ts';
import { badRequest } from '../errors.ts';
import { authenticateMember } from './caller.ts';
import { changeContactPoints, type PointChange, type PointKind, readShortCircuitProfile } from './contact-points.ts';
import { listPeopleSettings, setAutoBuddy } from './people-settings.ts';

const applications = v.nullish(v.array(v.object({ Name: v.string() })));

function pointSchema(address: RegExp, expected: string, label: RegExp) {
  return v.array(
    v.object({
      ...contactPoint.entries,
      Name: v.pipe(v.string(), v.trim(), v.maxLength(254), v.regex(address, expected)),
      Label: v.nullish(v.pipe(v.string(), v.regex(label, 'expected a label of this kind'))),
      Country: v.nullish(v.pipe(v.string(), v.maxLength(16))),
      CountryName: v.nullish(v.pipe(v.string(), v.maxLength(64))),
      AddSearchableApplications: applications,
      DeleteSearchableApplications: applications,
    }),
  );
}

/** The attributes that a client can change; the others of the profile follow from these. */
const changeable: Readonly<Record<string, { kind: PointKind; schema: ReturnType<typeof pointSchema> }>> = {
  'PersonalContactProfile.Emails': {
    kind: 'email',
    schema: pointSchema(/^[^\s@<>"]+@[^\s@<>"]+$/, 'expected an e-mail address', /^Email_[A-Za-z]{1,20}$/),
  },
  'PersonalContactProfile.Phones': {
    kind: 'phone',
    schema: pointSchema(/^\+?[\d().\s-]{3,32}$/, 'expected a telephone number', /^Phone_[A-Za-z]{1,20}$/),
  },
};

const profileBody = v.object({
  Attributes: v.pipe(v.array(v.object({ Name: v.string(), Value: v.unknown() })), v.minLength(1), v.maxLength(20)),
});

type Point = v.InferOutput<ReturnType<typeof pointSchema>>[number];

function isSearchableAfter(point: Point): boolean | undefined {
  if (point.AddSearchableApplications?.some(({ Name }) => Name === 'Skype')) return true;
  if (point.DeleteSearchableApplications?.some(({ Name }) => Name === 'Skype')) return false;
  return point.Searchable ?? undefined;
}

/** The notes have no way to remove an entry; ours is the state "Removed". Any other state is for the gateway to say. */
function changeOf(kind: PointKind, point: Point): PointChange {
  return {
    kind,
    address: point.Name,
    isRemoved: point.State === 'Removed',
    label: point.Label ?? undefined,
    isSearchable: isSearchableAfter(point),
    country: point.Country ?? undefined,
    countryName: point.CountryName ?? undefined,
  };
}

function changesIn(attribute: { readonly Name: string; readonly Value?: unknown }): PointChange[] {
  const target = Object.hasOwn(changeable, attribute.Name) ? changeable[attribute.Name] : undefined;
  if (!target) throw badRequest(`"${attribute.Name}" cannot be changed.`);
  const points = checked(target.schema, attribute.Value, `The value of ${attribute.Name}`);
  return points.map((point) => changeOf(target.kind, point));
}

/** The people settings and the short-circuit profile (skype.md 9.4). */
export function createPeopleRoutes(context: GatewayContext): Hono<GatewayEnv> {
  const routes = new Hono<GatewayEnv>();
  const settings = `/${serviceHosts.people}/people/account/settings`;
  routes.get(settings, async (c) => {
    const { userId } = await authenticateMember(context, c);
    return c.json(await listPeopleSettings(context.database, userId));
  });
  routes.post(settings, async (c) => {
    const { userId } = await authenticateMember(context, c);
    const { Settings } = await readJson(c, peopleSettings);
    const unknown = Settings.find(({ Name }) => Name !== autoBuddySetting);
    if (unknown) throw badRequest(`There is no setting "${unknown.Name}".`);
    for (const { Value } of Settings) await setAutoBuddy(context.database, userId, Value);
    return c.json(await listPeopleSettings(context.database, userId));
  });

  const profile = `/${serviceHosts.peopleProfile}/profile/mine/System.ShortCircuitProfile.json`;
  routes.get(profile, async (c) => {
    const { userId } = await authenticateMember(context, c);
    return c.json(await readShortCircuitProfile(context.database, userId));
  });
  routes.post(profile, async (c) => {
    const { userId } = await authenticateMember(context, c);
    const { Attributes } = await readJson(c, profileBody);
    await changeContactPoints(context, userId, Attributes.flatMap(changesIn));
    return c.json(await readShortCircuitProfile(context.database, userId));
  });
  return routes;
}
