import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from './axe.ts';
import { openDetails, press } from './group-steps.ts';
import { createWorld, password, until, type World } from './harness.ts';
import {
  everythingShown,
  openConversation,
  reply,
  shownMessages,
  shownRows,
  waitForMessage,
  waitForRow,
} from './screens.ts';
import { UcwaPerson } from './ucwa-person.ts';
import { addUcwaAccount, shownLines, shownSection, waitForHeader, waitForLine } from './ucwa-steps.ts';

let world: World;
let joe: UcwaPerson;
let anna: UcwaPerson;
let page: Page;
let conversation: string;

const fred = 'sip:fred.2@skylark.example';
const group = 'Joe Bloggs and Anna Cooper';

beforeAll(async () => {
  world = await createWorld();
  await addUcwaAccount(world);
  joe = await UcwaPerson.connect(world.gateway.url, 'joe.4', password);
  anna = await UcwaPerson.connect(world.gateway.url, 'anna.7', password);
  page = await world.openPopup();
  await page.setViewport({ width: 400, height: 600 });
});
afterAll(async () => {
  await Promise.all([joe?.close(), anna?.close()]);
  await world?.close();
});

describe('an instant message', () => {
  it('is accepted by itself, shown once, counted, and answered', async () => {
    conversation = await joe.begin(fred, 'Hello from the office');
    await waitForRow(page, 'Joe Bloggs', ({ line, unread }) => line === 'Hello from the office' && unread === 1);
    await world.waitForBadge('1');
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'Hello from the office');
    await reply(page, 'Hello *Joe* & all');
    await waitForMessage(page, 'Hello Joe & all');
    await joe.waitForText('<span>Hello <b>Joe</b> &amp; all</span>');
    expect(await shownMessages(page)).toEqual(['Hello from the office', 'Hello Joe & all']);
    await world.waitForBadge('');
    expect(await shownLines(page)).toEqual([]);
    expect(await faultsOf(page)).toEqual([]);
  });

  it('arrives once when the worker was killed before it was sent, and when it is killed right behind it', async () => {
    await world.killWorker();
    await joe.write(conversation, 'While you were gone');
    // Whoever opens the popup starts the worker; otherwise its alarm does.
    await page.reload();
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'While you were gone');
    await joe.write(conversation, 'And right behind');
    await world.killWorker();
    await page.reload();
    await openConversation(page, 'Joe Bloggs');
    await waitForMessage(page, 'And right behind');
    const messages = await shownMessages(page);
    expect(messages.slice(-2)).toEqual(['While you were gone', 'And right behind']);
    expect(new Set(messages).size).toBe(messages.length);
  });
});

describe('a chat of several', () => {
  it('shows who is in it: people join and leave it, and a killed worker misses nothing', async () => {
    await joe.add(conversation, anna.uri);
    await anna.waitFor('communication conversation added');
    await joe.write(conversation, 'Now we are three');
    await page.goto(page.url());
    await waitForRow(page, group);
    await openConversation(page, group);
    await waitForMessage(page, 'Now we are three');
    await waitForHeader(page, /^3 in the chat/);
    await anna.leaveChat(anna.lastConversation());
    await waitForLine(page, 'Anna Cooper left the chat');
    await until('a screen reader says so', () =>
      page.$$eval('[role=status].unseen', (all) =>
        all.some((one) => one.textContent?.trim() === 'Anna Cooper left the chat'),
      ),
    );
    await waitForHeader(page, /^2 in the chat, 1 not/);
    await world.killWorker();
    await anna.joinChat(anna.lastConversation());
    await waitForLine(page, 'Anna Cooper joined the chat');
    await waitForHeader(page, /^3 in the chat/);
    await anna.leaveChat(anna.lastConversation());
    await waitForHeader(page, /^2 in the chat, 1 not/);
    expect((await shownLines(page)).filter((line) => /Anna Cooper (left|joined) the chat/.test(line))).toEqual([
      'Anna Cooper joined the chat',
      'Anna Cooper left the chat',
      'Anna Cooper joined the chat',
      'Anna Cooper left the chat',
    ]);
  });

  it('lists in its details who is in the chat and who is in the conversation only', async () => {
    await openDetails(page);
    await until('both sections', async () => (await shownSection(page, 'In the conversation, not')).length === 1);
    expect(await shownSection(page, 'In the chat')).toEqual(['Joe Bloggs', 'Fred Adams']);
    expect(await shownSection(page, 'In the conversation, not in the chat')).toEqual(['Anna Cooper']);
    expect(await everythingShown(page)).not.toMatch(/sip:|conf:/);
    expect(await faultsOf(page)).toEqual([]);
  });

  it('is joined by somebody the user brings in, by keyboard alone', async () => {
    await press(page, 'Add people');
    await page.waitForSelector('.picker-option');
    await page.keyboard.type('concierge');
    await page.waitForFunction(() => document.querySelectorAll('.picker-option').length === 1);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.chip');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.group-hero');
    await until('Concierge is in the chat', async () =>
      (await shownSection(page, 'In the chat')).includes('Concierge'),
    );
  });

  it('lets the user leave it and come back by writing', async () => {
    await press(page, 'Leave the chat');
    await until('not in the chat', async () =>
      (await shownSection(page, 'In the conversation, not')).includes('Fred Adams'),
    );
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.reply-away');
    await waitForLine(page, 'You left the chat');
    await reply(page, 'I am back');
    await waitForMessage(page, 'I am back');
    await joe.waitForText('I am back');
    await page.waitForSelector('.reply-away', { hidden: true });
  });
});

describe('somebody who does not want to chat', () => {
  it('is told at the message that was not sent', async () => {
    anna.answering = 'decline';
    await page.goto(page.url());
    await page.type('.bar input', 'anna');
    await page.locator('.found-contact .row').click();
    await page.waitForSelector('.reply textarea');
    await reply(page, 'Have you a minute?');
    const sentence = await until('the reason', () =>
      page.$eval('.not-sent-why', (shown) => shown.textContent?.trim()).catch(() => ''),
    );
    expect(sentence).toBe('Not sent. The other person does not want to chat right now. You can try again later.');
    expect(await shownMessages(page)).toEqual(['Have you a minute?']);
  });
});

describe('what was told of a chat', () => {
  it('is still there when the browser starts again', async () => {
    await world.restartBrowser();
    const after = await world.openPopup();
    const row = await until('the chat of four', async () =>
      (await shownRows(after)).find(({ name }) => /Joe.*Anna.*Concierge/.test(name)),
    );
    await openConversation(after, row.name);
    await waitForMessage(after, 'I am back');
    expect((await shownLines(after)).filter((line) => /Anna Cooper (left|joined) the chat/.test(line))).toHaveLength(4);
  });
});
