// The bots of this gateway, described as the notes do (skype.md 8.4). A bot is a user of kind `bot`; what only bots have is in
// `bot_details`, and a bot without a row there has the empty values.
import type { BotDescription } from '../../src/skype/wire/bot.ts';
import type { Queryable } from '../storage/database.ts';
import { avatarLink } from './avatar-link.ts';

type BotRow = {
  name: string;
  display_name: string;
  about: string | null;
  avatar_url: string | null;
  developer: string | null;
  extra: string | null;
  webpage: string | null;
  tos: string | null;
  privacy_statement: string | null;
  star_rating: number | null;
  capabilities: string[] | null;
  supported_locales: string[] | null;
};

function describe(row: BotRow, origin: string): BotDescription {
  const tile = avatarLink(origin, row) ?? '';
  return {
    agentId: row.name,
    agentType: 'Participant',
    displayName: row.display_name,
    description: row.about ?? '',
    developer: row.developer ?? '',
    extra: row.extra ?? '',
    // Nobody but the administrator can add a bot.
    isTrusted: true,
    capabilities: row.capabilities ?? [],
    supportedLocales: row.supported_locales ?? [],
    starRating: row.star_rating ?? 0,
    webpage: row.webpage ?? '',
    tos: row.tos ?? '',
    privacyStatement: row.privacy_statement ?? '',
    userTileSmallUrl: tile,
    userTileMediumUrl: tile,
    userTileLargeUrl: tile,
    userTileExtraLargeUrl: tile,
    userTileStaticUrl: tile,
  };
}

/** Every bot by name, or the one with this name (any letter case) or UUID, as a list of none or one. Links start with `origin`. */
export async function describeBots(queryable: Queryable, origin: string, id?: string): Promise<BotDescription[]> {
  const rows = await queryable.query<BotRow>(
    `select users.name, users.display_name, users.about, users.avatar_url, bot_details.* from users
     left join bot_details on bot_details.user_id = users.id
     where users.kind = 'bot' and ($1::text is null or users.name_key = lower($1) or users.person_id = lower($1))
     order by users.name_key`,
    [id ?? null],
  );
  return rows.map((row) => describe(row, origin));
}
