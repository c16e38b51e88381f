import * as v from 'valibot';
import { amount, maybe, maybeList, truth } from './fields.ts';

/** Description of a bot (skype.md 8.4). */
export const botDescription = v.object({
  agentId: v.string(),
  agentType: maybe(v.string()),
  displayName: maybe(v.string()),
  description: maybe(v.string()),
  developer: maybe(v.string()),
  extra: maybe(v.string()),
  isTrusted: maybe(truth),
  capabilities: maybeList(v.string()),
  supportedLocales: maybeList(v.string()),
  starRating: maybe(amount),
  webpage: maybe(v.string()),
  tos: maybe(v.string()),
  privacyStatement: maybe(v.string()),
  userTileSmallUrl: maybe(v.string()),
  userTileMediumUrl: maybe(v.string()),
  userTileLargeUrl: maybe(v.string()),
  userTileExtraLargeUrl: maybe(v.string()),
  userTileStaticUrl: maybe(v.string()),
});

export type BotDescription = v.InferOutput<typeof botDescription>;

/** Reply of `GET /v1/agents`; an unknown id gives an empty list. */
export const botList = v.object({ agentDescriptions: v.array(botDescription), continuationToken: maybe(v.string()) });
