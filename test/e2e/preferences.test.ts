// Every setting of the account: switched here it is set at the server, switched elsewhere it shows here, and those that
// concern Skylark change what Skylark does. What notifications and sounds do is in notifications.test.ts.
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PreferenceKey, preferenceTable, type SwitchKey } from '../../extension/preferences.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import type { RawClient } from '../support/raw-client.ts';
import { createWorld, until, type World } from './harness.ts';
import { openConversation, reply, waitForMessage } from './screens.ts';
import {
  choose,
  clickByRole,
  clickChoice,
  openTab,
  type SettingsTab,
  shownBanners,
  shownChoice,
  shownSwitch,
  turnSwitch,
  word,
} from './settings-page.ts';

const keys = Object.keys(preferenceTable) as PreferenceKey[];
const switchKeys = keys.filter((key): key is SwitchKey => preferenceTable[key].kind === 'switch');
const labelOf = (key: PreferenceKey) => word(`optionsPreference_${key}`);
const tabOf = (key: PreferenceKey): SettingsTab => preferenceTable[key].tab;

const flagsPath = '/flagsapi.skype.com/flags/v1';
const policyPath = '/api.skype.com/users/fred.2/options/OPT_SKYPE_CALL_POLICY';

let world: World;
let proxy: FaultProxy;
let joe: RawClient;
/** Another client of the same account. */
let fred: RawClient;
let page: Page;

const readFlags = async () => (await fred.account('GET', flagsPath)) as number[];
const setFlag = (flag: number, isSet: boolean) => fred.account(isSet ? 'PUT' : 'DELETE', `${flagsPath}/${flag}`);
const isSet = async (flag: number) => (await readFlags()).includes(flag);

/** Looks at another page and back again, as a person does who changed something elsewhere. */
async function lookAwayAndBack(): Promise<void> {
  const other = await world.live.browser.newPage();
  await other.bringToFront();
  await page.bringToFront();
  await other.close();
}

beforeAll(async () => {
  world = await createWorld();
  proxy = await startFaultProxy(world.gateway.url);
  await world.signIn('fred.2', proxy.url);
  joe = await world.connect('joe.4');
  fred = await world.connect('fred.2');
  page = await world.openOptions('#messaging');
  await page.waitForSelector('[role="switch"]');
});
afterAll(async () => {
  await world?.close();
  await proxy?.close();
});
afterEach(() => {
  proxy.refusal = undefined;
  proxy.fault = undefined;
});

describe('a switch in the settings', () => {
  it.each(switchKeys)('sets and clears its flag at the server: %s', async (key) => {
    const { flag, isOnWhenSet } = preferenceTable[key];
    await openTab(page, tabOf(key));
    const before = await readFlags();
    const wasOn = (await shownSwitch(page, labelOf(key))).isOn;
    expect(wasOn).toBe(before.includes(flag) === isOnWhenSet);
    await turnSwitch(page, labelOf(key), !wasOn);
    const others = (flags: number[]) => flags.filter((number) => number !== flag);
    const changed = await readFlags();
    expect(changed.includes(flag)).toBe(!before.includes(flag));
    expect(others(changed)).toEqual(others(before));
    await turnSwitch(page, labelOf(key), wasOn);
    expect(await readFlags()).toEqual(before);
  });

  it('is still where it was put after the page was loaded again', async () => {
    await openTab(page, 'messaging');
    await turnSwitch(page, labelOf('youtubePlayer'), true);
    await page.reload();
    await until('the switch', async () => (await shownSwitch(page, labelOf('youtubePlayer'))).isOn);
    expect(await isSet(12)).toBe(true);
    await turnSwitch(page, labelOf('youtubePlayer'), false);
  });

  it('shows what another client switched, when the page is looked at again', async () => {
    await openTab(page, 'messaging');
    await turnSwitch(page, labelOf('emoticonSuggestions'), false);
    await setFlag(23, true);
    await lookAwayAndBack();
    await until('the value of the server', async () => (await shownSwitch(page, labelOf('emoticonSuggestions'))).isOn);
    await setFlag(23, false);
    await lookAwayAndBack();
    await until('the value of the server', async () => !(await shownSwitch(page, labelOf('emoticonSuggestions'))).isOn);
  });

  it.each([
    ['answers with a failure', { status: 500, headers: {}, body: '{}' }, 'error_server'],
    ['does not allow it', { status: 403, headers: {}, body: '{}' }, 'error_forbidden'],
    ['cuts the connection', 'drop', 'error_network'],
  ] as const)('says so and returns to the value of the server when the server %s', async (_, refusal, reason) => {
    await openTab(page, 'messaging');
    await turnSwitch(page, labelOf('linkPreviews'), true);
    proxy.refusal = ({ method, path }) => (method !== 'GET' && path.startsWith(flagsPath) ? refusal : undefined);
    await clickByRole(page, 'switch', labelOf('linkPreviews'));
    await until('the failure', async () => {
      const shown = await shownSwitch(page, labelOf('linkPreviews'));
      return shown.failure === word('optionsNotSaved').replace('$1', word(reason)) && shown.isOn && !shown.isBusy;
    });
    expect(await isSet(11)).toBe(false);
    proxy.refusal = undefined;
    await turnSwitch(page, labelOf('linkPreviews'), false);
    expect(await isSet(11)).toBe(true);
    await turnSwitch(page, labelOf('linkPreviews'), true);
  });

  it('stays where it was put when the server did it and only the answer was lost', async () => {
    await openTab(page, 'messaging');
    await turnSwitch(page, labelOf('linkPreviews'), true);
    proxy.fault = ({ method, path }) => (method === 'PUT' && path.startsWith(flagsPath) ? 'drop' : undefined);
    await turnSwitch(page, labelOf('linkPreviews'), false);
    expect(await isSet(11)).toBe(true);
    proxy.fault = undefined;
    await turnSwitch(page, labelOf('linkPreviews'), true);
  });
});

describe('who may call', () => {
  it('is kept as the call policy, and another client’s choice shows', async () => {
    await openTab(page, 'privacy');
    const title = labelOf('calls');
    const policy = async () => ((await fred.account('GET', policyPath)) as { optionInt: number }).optionInt;
    expect((await shownChoice(page, title)).chosen).toBe(word('optionsWho_contacts'));
    await choose(page, title, word('optionsWho_anyone'));
    expect(await policy()).toBe(0);
    await choose(page, title, word('optionsWho_contacts'));
    expect(await policy()).toBe(2);
    await fred.account('PUT', '/options.skype.com/options/v1/users/self/options/calling.skype-call-policy', {
      value: 'EVERYONE_CAN_CALL',
    });
    await lookAwayAndBack();
    await until('the choice of the server', async () => {
      return (await shownChoice(page, title)).chosen === word('optionsWho_anyone');
    });
  });

  it('says so and returns to the choice of the server when it cannot be saved', async () => {
    const title = labelOf('calls');
    const before = (await shownChoice(page, title)).chosen;
    proxy.refusal = ({ method, path }) =>
      method !== 'GET' && /options/.test(path) ? { status: 500, headers: {}, body: '{}' } : undefined;
    await clickChoice(page, title, word('optionsWho_contacts'));
    await until('the failure', async () => {
      const shown = await shownChoice(page, title);
      return shown.failure.includes(word('error_server')) && shown.chosen === before && !shown.isBusy;
    });
  });
});

describe('who may send video and share screens', () => {
  const title = labelOf('video');
  const pair = async () => [await isSet(15), await isSet(16)];

  it.each([
    ['contacts', [true, false]],
    ['nobody', [false, true]],
    ['contacts', [true, false]],
    ['anyone', [false, false]],
    ['nobody', [false, true]],
    ['anyone', [false, false]],
  ] as const)('is kept in two flags: %s', async (choice, flags) => {
    await openTab(page, 'privacy');
    await choose(page, title, word(`optionsWho_${choice}`));
    expect(await pair()).toEqual(flags);
  });

  it('names a combination that no document explains, and leaves it alone until one is chosen', async () => {
    await openTab(page, 'privacy');
    await setFlag(15, true);
    await setFlag(16, true);
    await lookAwayAndBack();
    await until('the warning', async () =>
      (await shownBanners(page)).some((text) => text.includes(word('optionsUnknownSetting'))),
    );
    expect((await shownChoice(page, title)).chosen).toBeUndefined();
    expect(await pair()).toEqual([true, true]);
    await choose(page, title, word('optionsWho_anyone'));
    expect(await pair()).toEqual([false, false]);
  });

  it('never opens wider on the way when only the first of two writes arrives', async () => {
    await choose(page, title, word('optionsWho_contacts'));
    let writes = 0;
    proxy.refusal = ({ method, path }) =>
      method !== 'GET' && path.startsWith(flagsPath) && ++writes > 1 ? 'drop' : undefined;
    await clickChoice(page, title, word('optionsWho_nobody'));
    await until('the failure', async () => {
      const shown = await shownChoice(page, title);
      return shown.failure !== '' && !shown.isBusy;
    });
    expect(await pair()).toEqual([true, true]);
    proxy.refusal = undefined;
    await choose(page, title, word('optionsWho_anyone'));
  });
});

describe('a setting that concerns Skylark', () => {
  let popup: Page;

  async function turn(key: SwitchKey, isOn: boolean): Promise<void> {
    await page.bringToFront();
    await openTab(page, tabOf(key));
    await turnSwitch(page, labelOf(key), isOn);
    await popup.bringToFront();
  }

  beforeAll(async () => {
    await joe.send('8:fred.2', 'Before anything else');
    popup = await world.openPopup();
    await openConversation(popup, 'Joe Bloggs');
    await waitForMessage(popup, 'Before anything else');
  });
  afterAll(() => popup?.close());

  /** What joe's client receives up to and with a message that says this. */
  async function receivedUpTo(content: string): Promise<string[]> {
    const types: string[] = [];
    await joe.waitForEvent(({ resourceType, resource }) => {
      const { messagetype, content: said = '' } = resource as { messagetype?: string; content?: string };
      if (resourceType === 'NewMessage') types.push(String(messagetype));
      return resourceType === 'NewMessage' && String(said).includes(content);
    });
    return types;
  }

  it('typing indicator: others see nothing of it while it is off, and that the user types while it is on', async () => {
    await turn('typing', false);
    await reply(popup, 'Typed in private');
    expect(await receivedUpTo('Typed in private')).not.toContain('Control/Typing');
    await turn('typing', true);
    await reply(popup, 'Typed in the open');
    expect(await receivedUpTo('Typed in the open')).toContain('Control/Typing');
  });

  it('typing indicator: it shows again for the next message, however soon that is begun', async () => {
    await reply(popup, 'One more thing');
    expect(await receivedUpTo('One more thing')).toContain('Control/Typing');
  });

  it('emoticons: pictures while they are on, what was typed while they are off', async () => {
    await joe.send('8:fred.2', 'smile at me <ss type="smile">:)</ss>');
    await waitForMessage(popup, 'smile at me');
    const last = () => popup.$$eval('.bubble', (bubbles) => bubbles.at(-1)?.innerHTML ?? '');
    await until('a picture', async () => (await last()).includes('emoticon'));
    await turn('emoticons', false);
    await until('characters', async () => !(await last()).includes('emoticon'));
    expect(await last()).toContain('smile at me :)');
    await turn('emoticons', true);
    await until('a picture again', async () => (await last()).includes('emoticon'));
  });

  it('large emoticons: one that stands alone is large while they are on', async () => {
    await joe.send('8:fred.2', '<ss type="heart">(h)</ss>');
    const sizes = () =>
      popup.$$eval('.bubble', (bubbles) => {
        const alone = bubbles.at(-1)?.querySelector('.emoticon');
        const among = bubbles.at(-2)?.querySelector('.emoticon');
        const sizeOf = (element: Element | null | undefined) =>
          element ? Number.parseFloat(getComputedStyle(element).fontSize) : 0;
        return { alone: sizeOf(alone), among: sizeOf(among) };
      });
    await until('a large one', async () => {
      const { alone, among } = await sizes();
      return among > 0 && alone > among * 1.5;
    });
    await turn('largeEmoticons', false);
    await until('the size of the others', async () => {
      const { alone, among } = await sizes();
      return alone > 0 && alone === among;
    });
    await turn('largeEmoticons', true);
  });

  it('link previews: a card says where a link leads while they are on', async () => {
    await joe.send('8:fred.2', 'see <a href="https://example.org/walks?day=1">https://example.org/walks?day=1</a>');
    await waitForMessage(popup, 'see https://example.org');
    await popup.waitForSelector('.link-card');
    await turn('linkPreviews', false);
    await until('no card', async () => (await popup.$('.link-card')) === null);
    expect(await popup.$$eval('.bubble a', (links) => links.map((link) => (link as HTMLAnchorElement).href))).toEqual([
      'https://example.org/walks?day=1',
    ]);
    await turn('linkPreviews', true);
    await popup.waitForSelector('.link-card');
  });

  it('dark theme: every page turns dark while it is on', async () => {
    /** How bright the page is behind its texts, 0 black to 255 white. */
    const brightness = (of: Page) =>
      of.evaluate(() => {
        const coloured = [document.body, document.documentElement]
          .map((element) => getComputedStyle(element).backgroundColor)
          .find((colour) => !/, 0\)$/.test(colour));
        const [red = 255, green = 255, blue = 255] = (coloured?.match(/[\d.]+/g) ?? []).map(Number);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      });
    for (const of of [popup, page]) {
      await of.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
      await until('a light page', async () => (await brightness(of)) > 200);
    }
    await turn('darkTheme', true);
    for (const of of [popup, page]) await until('a dark page', async () => (await brightness(of)) < 60);
    const another = await world.openPopup();
    await another.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await until('a dark page', async () => (await brightness(another)) < 60);
    await another.close();
    await turn('darkTheme', false);
    for (const of of [popup, page]) await until('a light page', async () => (await brightness(of)) > 200);
  });
});
