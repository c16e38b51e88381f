// A server that lies about where to go, seen from outside: Skylark never knocks at the door of the thief it names, says what
// was tried, and goes on when the server behaves again.
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { submitServer } from '../../scripts/live-extension.ts';
import { type Exchange, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { startThief, type Thief } from '../support/thief.ts';
import { createWorld, until, type World } from './harness.ts';
import { openConversation, waitForMessage, waitForRow } from './screens.ts';
import { clickByRole, openTab, shownBanners, word } from './settings-page.ts';
import { expireAccessTokens } from './tokens.ts';

type Json = Record<string, unknown>;

const none = word('optionsIncidentsNone');

const isPoll = ({ path }: { path: string }) => path.endsWith('/poll');
const isRegistration = ({ method, path }: { method: string; path: string }) =>
  method === 'POST' && path === '/v1/users/ME/endpoints';
const isListing = ({ path }: { path: string }) => path.startsWith('/v1/users/ME/conversations?');
const isHistory = ({ path }: { path: string }) => /\/conversations\/[^/]+\/messages\?/.test(path);
const isDiscovery = ({ path }: { path: string }) => path === '/.well-known/skylark';
const isMetadata = ({ path }: { path: string }) => path === '/.well-known/oauth-authorization-server';

function changeJson(exchange: Exchange, change: (body: Json) => void): void {
  const body = JSON.parse(exchange.body) as Json;
  change(body);
  exchange.body = JSON.stringify(body);
}

describe('a server that names a thief', () => {
  let world: World;
  let proxy: FaultProxy;
  let thief: Thief;
  let joe: RawClient;
  let page: Page;
  let sent = 0;

  const connectionShown = () => page.$eval('.account-connection', (line) => line.textContent?.trim());

  /** Makes the extension open a new session, as after a restart of the server that forgot it. */
  function loseSession(): void {
    let isLost = false;
    proxy.refusal = (request) => {
      if (isLost || !isPoll(request)) return undefined;
      isLost = true;
      return { status: 404, headers: {}, body: '{"errorCode":729,"message":"gone"}' };
    };
  }

  /** Deletes what is stored, which fetches everything again from the first page on. */
  async function fetchAgain(): Promise<void> {
    await openTab(page, 'storage');
    await clickByRole(page, 'button', word('optionsDeleteStored'));
    await clickByRole(page, 'button', word('optionsDelete'));
    await until('the question is gone', async () => (await page.$('dialog')) === null);
  }

  /** The incidents on the storage page: sentence and details. */
  async function shownIncidents(): Promise<string[]> {
    await openTab(page, 'storage');
    return page.$$eval('.incident', (incidents) =>
      incidents.map((incident) => {
        const detail = incident.querySelector('.incident-detail')?.textContent ?? '';
        return `${incident.querySelector('p')?.textContent ?? ''} ${detail}`.trim();
      }),
    );
  }

  function waitForIncident(where: string, origin: string): Promise<string> {
    const wanted = `${word('optionsIncident_security')} ${where}: ${origin}`;
    return until(wanted, async () => (await shownIncidents()).find((incident) => incident === wanted));
  }

  /** With the server well-behaved again, the account works again: a new message arrives. */
  async function expectRecovery(): Promise<void> {
    proxy.fault = undefined;
    await openTab(page, 'accounts');
    await until('connected', async () => {
      const again = await page.$(`::-p-aria([name="${word('optionsTryAgain')}"][role="button"])`);
      await again?.click();
      return (await connectionShown()) === word('connection_online');
    });
    const content = `all is well ${++sent}`;
    await joe.send('8:fred.2', content);
    const popup = await world.openPopup();
    await waitForRow(popup, 'Joe Bloggs', ({ line }) => line.includes(content));
    await popup.close();
  }

  beforeAll(async () => {
    world = await createWorld({ gatewayArguments: ['--hold-seconds', '1'] });
    proxy = await startFaultProxy(world.gateway.url);
    thief = await startThief();
    joe = await world.connect('joe.4');
    for (let count = 0; count < 3; count++) await joe.send('8:fred.2', `history ${count}`);
    await world.signIn('fred.2', proxy.url);
    page = await world.openOptions('#accounts');
    await until('connected', async () => (await connectionShown()) === word('connection_online'));
  });
  afterAll(async () => {
    await world?.close();
    await proxy?.close();
    await thief?.close();
  });
  beforeEach(async () => {
    await until('an empty list', async () => {
      const isEmpty = (await shownIncidents()).length === 0;
      if (!isEmpty) await clickByRole(page, 'button', word('optionsIncidentsClear'));
      return isEmpty && (await page.$eval('.panel', (panel) => panel.textContent ?? '')).includes(none);
    });
  });
  afterEach(() => {
    proxy.fault = undefined;
    proxy.refusal = undefined;
    expect(thief.requests).toEqual([]);
    expect(thief.connections).toBe(0);
  });

  const disguises: [string, (thief: Thief) => string, (thief: Thief) => string][] = [
    ['another port of the same host', ({ url }) => url, ({ url }) => url],
    [
      'another name of this machine',
      ({ otherNames }) => String(otherNames[0]),
      ({ otherNames }) => String(otherNames[0]),
    ],
    [
      'another address of this machine',
      ({ otherNames }) => String(otherNames[1]),
      ({ otherNames }) => String(otherNames[1]),
    ],
    ['a name that begins like the server', ({ url }) => `${proxy.url}@${new URL(url).host}`, ({ url }) => url],
    ['an address without a scheme', ({ url }) => `//${new URL(url).host}`, ({ url }) => url],
  ];

  it.each(disguises)('in the Location of a registration it does not take (404): %s', async (_, address, origin) => {
    proxy.fault = (exchange) => {
      if (!isRegistration(exchange)) return undefined;
      exchange.status = 404;
      exchange.headers = { location: `${address(thief)}/v1/users/ME/endpoints/SELF` };
      exchange.body = '{"errorCode":752,"message":"elsewhere"}';
      return undefined;
    };
    loseSession();
    await waitForIncident('Location', origin(thief));
    await openTab(page, 'accounts');
    await until('refused', async () => (await connectionShown()) === word('connection_refused'));
    await expectRecovery();
  });

  it.each(disguises)('in the Location beside the token of a registration (201): %s', async (_, address, origin) => {
    proxy.fault = (exchange) => {
      if (!isRegistration(exchange)) return undefined;
      exchange.headers.location = `${address(thief)}/v1/users/ME/endpoints/%7Babc%7D`;
      return undefined;
    };
    loseSession();
    await waitForIncident('Location', origin(thief));
    await expectRecovery();
  });

  it.each(['syncState', 'backwardLink'])('in the %s of the conversation list', async (field) => {
    proxy.fault = (exchange) => {
      if (!isListing(exchange)) return undefined;
      changeJson(exchange, (body) => {
        body._metadata = {
          totalCount: 9,
          forwardLink: thief.url,
          [field]: `${thief.url}/v1/users/ME/conversations?x=1`,
        };
      });
      return undefined;
    };
    await fetchAgain();
    await waitForIncident('syncState', thief.url);
    await expectRecovery();
  });

  it('in the forwardLink of a list, which is nothing that Skylark follows', async () => {
    let seen = 0;
    proxy.fault = (exchange) => {
      if (!isListing(exchange) && !isHistory(exchange)) return undefined;
      changeJson(exchange, (body) => {
        body._metadata = { forwardLink: `${thief.url}/v1/users/ME/conversations?x=1` };
      });
      seen++;
      return undefined;
    };
    await fetchAgain();
    await until('both lists', () => seen > 1);
    await expectRecovery();
    expect(await shownIncidents()).toEqual([]);
  });

  it('in the syncState of the messages, followed when the user scrolls back', async () => {
    proxy.fault = (exchange) => {
      if (!isHistory(exchange)) return undefined;
      changeJson(exchange, (body) => {
        body._metadata = { syncState: `${thief.url}/v1/users/ME/conversations/8:joe.4/messages?x=1` };
      });
      return undefined;
    };
    await fetchAgain();
    const popup = await world.openPopup();
    await openConversation(popup, 'Joe Bloggs');
    await waitForIncident('syncState', thief.url);
    await popup.close();
    await expectRecovery();
    await fetchAgain();
  });

  it('in every link of an event: the message arrives, and no link of it is asked', async () => {
    proxy.fault = (exchange) => {
      if (!isPoll(exchange) || exchange.status !== 200) return undefined;
      exchange.body = exchange.body.replaceAll(proxy.url, thief.url);
      changeJson(exchange, (body) => {
        for (const event of (body.eventMessages ?? []) as { resource?: Json }[]) {
          if (event.resource) event.resource.ackrequired = `${thief.url}/v1/users/ME/conversations/ALL/messages/1/ack`;
        }
      });
      return undefined;
    };
    const popup = await world.openPopup();
    await openConversation(popup, 'Joe Bloggs');
    await joe.send('8:fred.2', 'Through foreign links');
    await waitForMessage(popup, 'Through foreign links');
    await popup.close();
    await expectRecovery();
  });

  it('among its services and clouds: they are asked at the configured server instead', async () => {
    const foreign = [...thief.otherNames, `http://example.com.127.0.0.1.invalid`];
    proxy.fault = (exchange) => {
      if (!isDiscovery(exchange)) return undefined;
      changeJson(exchange, (body) => {
        const services = Object.keys(body.services as Json);
        body.services = Object.fromEntries(services.map((name, index) => [name, `${foreign[index % 2]}/${name}`]));
        body.clouds = foreign;
      });
      return undefined;
    };
    loseSession();
    await waitForIncident('services', String(thief.otherNames[0]));
    await waitForIncident('clouds', String(thief.otherNames[1]));
    await expectRecovery();
  });

  it.each([301, 302, 303, 307, 308])('by a redirect of its polls (%i)', async (status) => {
    let redirected = 0;
    proxy.fault = (exchange) => {
      if (!isPoll(exchange)) return undefined;
      exchange.status = status;
      exchange.headers = { location: `${thief.url}${exchange.path}` };
      exchange.body = '';
      redirected++;
      return undefined;
    };
    await until('a redirected poll', () => redirected > 0);
    await openTab(page, 'accounts');
    await until('not connected', async () => (await connectionShown()) !== word('connection_online'));
    await expectRecovery();
  });

  it.each([302, 307])('by a redirect of its registration, its services and its sign-in (%i)', async (status) => {
    const redirected = new Set<string>();
    proxy.fault = (exchange) => {
      const isHit =
        isRegistration(exchange) || exchange.path === '/oauth/token' || /^\/[a-z.]+\.com\//.test(exchange.path);
      if (!isHit) return undefined;
      redirected.add(isRegistration(exchange) ? 'registration' : 'service');
      exchange.status = status;
      exchange.headers = { location: `${thief.url}${exchange.path}` };
      exchange.body = '';
      return undefined;
    };
    loseSession();
    await until('a redirected registration', () => redirected.has('registration'));
    await openTab(page, 'accounts');
    await until('not connected', async () => (await connectionShown()) !== word('connection_online'));
    await expectRecovery();
  });

  it.each(['issuer', 'authorization_endpoint', 'token_endpoint', 'revocation_endpoint'])(
    'as the %s of its sign-in: no account is added',
    async (field) => {
      proxy.fault = (exchange) => {
        if (!isMetadata(exchange)) return undefined;
        changeJson(exchange, (body) => {
          body[field] = `${thief.url}/oauth/${field}`;
        });
        return undefined;
      };
      await openTab(page, 'accounts');
      await submitServer(page, proxy.url);
      await until('no sign-in', async () => (await shownBanners(page)).includes(word('error_not_skylark')));
      expect(world.live.browser.targets().filter((target) => target.url().startsWith(thief.url))).toEqual([]);
      await clickByRole(page, 'button', word('uiCancel'));
    },
  );

  it('as the token_endpoint when the sign-in is to be renewed: the refresh token stays here', async () => {
    let isAsked = false;
    proxy.fault = (exchange) => {
      if (!isMetadata(exchange)) return undefined;
      isAsked = true;
      changeJson(exchange, (body) => {
        body.token_endpoint = `${thief.url}/oauth/token`;
      });
      return undefined;
    };
    await world.stopGateway();
    await expireAccessTokens(world.data);
    await world.startGateway();
    joe = await world.connect('joe.4');
    await until('a renewal', () => isAsked, 60_000);
    await waitForIncident('sign-in', thief.url);
    await openTab(page, 'accounts');
    await until('not connected', async () => (await connectionShown()) !== word('connection_online'));
    await expectRecovery();
  });

  it('who would have noticed: the thief does answer whoever comes', async () => {
    const visited = await startThief();
    for (const url of [visited.url, String(visited.otherNames[1])]) {
      await fetch(`${url}/v1`, { headers: { 'X-SkypeToken': 'secret' } });
    }
    expect(visited.requests).toHaveLength(2);
    expect(visited.requests[0]).toContain('x-skypetoken: secret');
    expect(visited.connections).toBe(2);
    await visited.close();
  });
});
