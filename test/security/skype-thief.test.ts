// A server of the Skype protocol that names a thief, in every field of every schema and in every header, one at a time, for a whole
// day of everything that Skylark does: no request and no sign-in window ever goes to the thief, and what Skylark would have followed
// is recorded as a security incident. A field that the schemas gain and these lists do not know fails the test.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lie, lieInField, lieInHeader, moveAway, thief } from './lies.ts';
import { type Day, SkypeTown } from './skype-day.ts';
import { textFieldsOf } from './wire-fields.ts';

/**
 * Fields that hold an address, a path or a host, with where the lie is noticed. None: nothing is ever asked by the field, it is shown
 * or only its last part is read. `object`: it is asked at a click, and refused then.
 */
const addresses: Record<string, readonly string[]> = {
  JoinUrl: [],
  ackrequired: [],
  avatarUrl: ['object'],
  avatar_url: ['object'],
  backwardLink: ['object', 'syncState'],
  clouds: ['clouds'],
  conversationLink: [],
  endpointPresenceDocLinks: [],
  favicon: [],
  forwardLink: [],
  from: [],
  homepage: ['object'],
  href: [],
  issuer: [],
  link: [],
  picture: ['object'],
  privacyStatement: ['object'],
  resourceLink: [],
  selfLink: [],
  services: ['services'],
  syncState: ['object', 'syncState'],
  targetLink: [],
  thumbnail: ['object'],
  tos: ['object'],
  url: ['object'],
  userLink: [],
  userTile: [],
  userTileExtraLargeUrl: [],
  userTileLargeUrl: [],
  userTileMediumUrl: [],
  userTileSmallUrl: [],
  userTileStaticUrl: [],
  user_pic: [],
  webpage: ['object'],
  website: ['object'],
};

/** Fields of the sign-in's own description: with one of them foreign there is no sign-in, and nothing to steal. */
const signInAddresses = ['issuer', 'authorization_endpoint', 'token_endpoint', 'revocation_endpoint'];

/** Every other field with text. None of them is ever an address; a long run plays them as well. */
const words = `
  About Acl Action Age Blob ChatBlob Cid City Country CountryName DisplayName FlowId Gender Has-Mentions
  HasSearchableApplications Id Label Language Name OriginalArrivalTime Payload Province Puid Rank Resource
  Searchable SkypeName Source State SuggestedVerifyMethod ThreadId TraceGraph Value about access_token age agent
  agentId agentType alerts amsreferences attributes auth-certificate auth_certificate authorized availability
  balance balanceFormatted birthday blocked capabilities category channelType cid city clearedat client
  clientmessageid code company composetime consumptionhorizon contactType contacts content content_full_length
  content_length content_type contentformat contenttype continuationToken conversationType conversationid
  conversations conversationstatus count counterpartymessageid country countryCode createdat creation_time
  creator creatorcid data deletetime description developer displayName display_name display_name_source
  displayname edittime emails end endpointFeatures epname errorCode errorSubCode eventId eventMessages expiresIn
  extra favorite first firstname flowId friendlyName gender greeting height historydisclosed holdSeconds id
  imdisplayname integerValue interestedResources invite_list isSelf isTrusted isVideoCall is_favorite isactive
  jobtitle joiningenabled language lastActiveAt lastSeenAt lastimreceivedtime lastjoinat lastleaveat lastname
  linkedMri longId membercount members message messages messagetype moderatedthread mood mri name nickname
  nodeInfo number optionBin optionInt optionName optionStr originalarrivaltime origincontextid partner
  passwordHash payload person_id phoneHome phoneMobile phoneOffice properties province quota region registeredAt
  report_abuse reset resource resourceType richMood role scope scopes sender service shortId signinname site
  size skylarkmentions skypeId skypeNameVersion skypeeditedid skypeemoteoffset skypeguid skypeid skypetoken
  starRating start state status status_code suggested supportedLocales surname template text threadId
  threadtopic time timeout title topic totalCount typ type ui_version username usernames value version width
`
  .trim()
  .split(/\s+/);

/** Headers with addresses that browsers or clients know, and that Skylark has no use for. */
const headers = [
  ...['Content-Location', 'Link', 'Refresh', 'Alt-Svc', 'X-Skype-Location', 'Origin-Agent-Cluster', 'ETag'],
  ...['Retry-After', 'Set-Cookie', 'SourceMap', 'Report-To', 'NEL', 'Access-Control-Allow-Origin'],
];

const isLong = Number(process.env.SKYLARK_FUZZ ?? 1) > 1;

let town: SkypeTown;
beforeAll(async () => {
  town = await SkypeTown.open();
}, 60_000);
afterAll(() => town?.close());

const spend = (lie: Lie, contents?: readonly string[]): Promise<Day> => town.spend(lie, contents);
const told = (places: readonly string[]) => places.map((place) => `${place}: ${thief}`);

describe('the lists', () => {
  it('know every field with text of every schema', async () => {
    const fields = await textFieldsOf(join(import.meta.dirname, '../../src/skype/wire'));
    expect([...Object.keys(addresses), ...words].sort()).toEqual(fields);
  });
});

describe('an honest server', () => {
  it('is asked for everything, and there is nothing to record', async () => {
    const day = await spend((_, reply) => reply);
    expect(day).toMatchObject({ strayed: [], incidents: [], wasOnline: true });
    expect(day.asked).toBeGreaterThan(40);
  });
});

describe('a server that names a thief', () => {
  const alone = Object.entries(addresses).filter(([name]) => name !== 'issuer');
  it.each(alone)(
    'in "%s" leads nobody there',
    async (name, places) => {
      const day = await spend(lieInField(name));
      expect(day.strayed).toEqual([]);
      expect(day.incidents).toEqual(told(places));
      expect(day.asked).toBeGreaterThan(10);
    },
    60_000,
  );

  it.each(signInAddresses)('as the %s of its sign-in gets no account', async (name) => {
    const day = await spend(lieInField(name));
    expect(day).toMatchObject({ strayed: [], wasOnline: false, asked: 1 });
  });

  it('in the Location of every reply leads nobody there', async () => {
    const day = await spend(lieInHeader('Location'));
    expect(day.strayed).toEqual([]);
    expect(day.incidents).toEqual(told(['Location']));
  }, 60_000);

  it('in every other header leads nobody there', async () => {
    const lies = headers.map((name) => lieInHeader(name));
    const day = await spend(async (request, reply) => {
      let changed = reply;
      for (const lie of lies) changed = await lie(request, changed);
      return changed;
    });
    expect(day).toMatchObject({ strayed: [], incidents: [], wasOnline: true });
  }, 60_000);

  it('in the header that hands out the registration leads nobody there', async () => {
    for (const value of [
      `registrationToken=x; expires=9999999999; endpointId=${thief}`,
      `registrationToken=${thief}; expires=9999999999; endpointId={x}`,
    ])
      expect((await spend(lieInHeader('Set-RegistrationToken', value))).strayed).toEqual([]);
  }, 60_000);

  it.each([/^POST \S+\/endpoints$/, /\/poll$/, /^GET /, /^(POST|PUT) \/(?!oauth)/])(
    'and says that what answers to %s is there now (404 with a Location)',
    async (pattern) => {
      expect((await spend(moveAway(pattern, 404))).strayed).toEqual([]);
    },
    60_000,
  );

  const messages = [
    `<URIObject type="Picture.1" uri="${thief}/v1/objects/a" url_thumbnail="${thief}/v1/objects/a/views/imgt1"><a href="${thief}/i">i</a><OriginalName v="a.png"/></URIObject>`,
    `<URIObject type="File.1" uri="${thief}/v1/objects/b" url_thumbnail="${thief}/t"><OriginalName v="b"/><meta type="file" originalName="b"/></URIObject>`,
    `<URIObject type="SWIFT.1" uri="${thief}/v1/objects/c"><Swift b64="${Buffer.from(
      JSON.stringify({
        type: 'message/card',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.hero',
            content: {
              images: [{ url: `${thief}/v1/objects/c/views/imgo` }],
              buttons: [{ type: 'openUrl', title: 'Go', value: `${thief}/b` }],
              media: [{ url: `${thief}/v1/objects/m` }],
              tap: { type: 'openUrl', value: `${thief}/tap` },
            },
          },
        ],
      }),
    ).toString('base64')}"/></URIObject>`,
    `<a href="${thief}/v1/objects/d">d</a> <b style="background:url(${thief}/s)">e</b> <img src="${thief}/p.png"/> <ss type="${thief}">f</ss>`,
    `<quote author="x" conversation="${thief}" guid="${thief}"><legacyquote>g</legacyquote>h</quote>`,
    `${thief}/v1/objects/i?plain`,
  ];

  it('in a message leads nobody there, whatever the user presses', async () => {
    const day = await spend((_, reply) => reply, messages);
    expect(day.strayed).toEqual([]);
    expect(day.incidents).toEqual(told(['object']));
  }, 60_000);

  it(`in any other field leads nobody there${isLong ? '' : ' (some of them; a long run has all)'}`, async () => {
    const some = isLong ? words : ['content', 'displayName', 'mood', 'message', 'extra', 'nodeInfo'];
    for (const name of some) expect((await spend(lieInField(name))).strayed, name).toEqual([]);
  }, 6_000_000);
});

describe('who would have noticed', () => {
  it('a request to anywhere else is seen, with what it carried', async () => {
    const strayed: string[] = [];
    const day = await spend(async (request, reply) => {
      if (request.url.endsWith('/poll')) strayed.push(String(request.headers.get('RegistrationToken')));
      return reply;
    });
    expect(day.wasOnline).toBe(true);
    expect(strayed[0]).toMatch(/^registrationToken=/);
  });
});
