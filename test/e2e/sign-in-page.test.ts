import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../scripts/browsers.ts';
import { type GatewayProcess, startGatewayProcess } from '../../scripts/gateway-process.ts';
import { authorizationParameters } from '../support/sign-in.ts';

const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

let gateway: GatewayProcess;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  gateway = await startGatewayProcess(['--port', '0', '--data', 'memory:', '--demo'], { DATABASE_URL: '' });
  const executablePath = findBrowser('chromium');
  if (!executablePath) throw new Error('no browser');
  browser = await launch({ executablePath, pipe: true, args: flags.split(' ') });
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

const open = () => page.goto(`${gateway.url}/oauth/authorize?${authorizationParameters()}`);
const focused = () => page.evaluate('document.activeElement.id');
const submit = () => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);

describe('the sign-in page in a browser', () => {
  it('is used by keyboard alone, from the first field to the application', async () => {
    await open();
    expect(await focused()).toBe('username');
    await page.keyboard.type('fred.2');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong-password');
    await submit();
    expect(await page.$eval('[role=alert]', (alert) => alert.textContent)).toBe('User name or password is wrong.');
    expect(await focused()).toBe('password');
    await page.keyboard.type('skylark-demo');
    const led = page.waitForRequest((request) => request.url().includes('.chromiumapp.org/'));
    await page.keyboard.press('Enter');
    const answer = new URL((await led).url());
    expect(answer.searchParams.get('code')).toMatch(/^\w{48}$/);
    expect(answer.searchParams.get('iss')).toBe(gateway.url);
  });

  it('leads back without a sign-in by its second button', async () => {
    await open();
    const led = page.waitForRequest((request) => request.url().includes('.chromiumapp.org/'));
    await page.click('button[value=cancel]');
    expect(new URL((await led).url()).searchParams.get('error')).toBe('access_denied');
  });

  it.each(['light', 'dark'])('has nothing that axe finds fault with in %s', async (scheme) => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const faults = async () => {
      await page.evaluate(axe);
      return page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))');
    };
    await open();
    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe(scheme === 'dark' ? 'rgb(20, 24, 30)' : 'rgb(243, 245, 248)');
    expect(await faults()).toEqual([]);
    await page.keyboard.type('fred.2');
    await page.type('#password', 'wrong-password');
    await submit();
    expect(await faults()).toEqual([]);
  });

  it('runs no script', async () => {
    await open();
    const refused = page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "run"';
      document.head.append(script);
      return document.title;
    });
    expect(await refused).toBe('Sign in · Skylark');
  });
});
