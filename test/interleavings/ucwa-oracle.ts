// What must be true when a UCWA account has come to rest. What the server counts as collected must be stored; what it does not, may be.
import { badgeOf } from './browser.ts';
import type { UcwaWorld } from './ucwa-world.ts';

export function findFaults(world: UcwaWorld): string[] {
  const { browser } = world;
  const state = browser.rows('sessions')[0]?.state;
  const found = browser.allFaults.map((fault) => `the worker reported ${String(fault)}`);
  if (state !== 'online') found.push(`the account is ${state}`);
  const isUndisturbed = world.network.done.length === 0;
  for (const row of isUndisturbed ? browser.rows('incidents') : [])
    found.push(`incident: ${row.kind} ${row.what} ${row.detail}`);
  const unread = browser.rows('conversations').reduce((sum, row) => sum + row.unread, 0);
  if (browser.badge !== badgeOf(unread)) found.push(`the badge says ${browser.badge}, not ${unread}`);
  return [...found, ...compareIncoming(world), ...compareTyped(world)];
}

type Shown = { conversation: string; text: string; order: number };

function readTexts({ browser }: UcwaWorld, isOwn: boolean): Shown[] {
  const user = browser.account.user;
  const rows = browser.rows('messages').filter((row) => row.content.kind === 'text' && (row.sender === user) === isOwn);
  return rows
    .map(({ conversation, raw, order }) => ({ conversation, text: raw.content, order }))
    .sort((a, b) => a.order - b.order);
}

function compareIncoming(world: UcwaWorld): string[] {
  const { server, said } = world;
  const found: string[] = [];
  const shown = readTexts(world, false);
  const counts = new Map<string, number>();
  for (const { text, conversation } of shown) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    if (said.get(text) !== conversation) found.push(`"${text}" is shown in ${conversation}`);
  }
  for (const [text, count] of counts) if (count > 1) found.push(`"${text}" is shown ${count} times`);
  for (const text of [...server.confirmed, ...server.confirmedPreviews])
    if (!counts.has(text)) found.push(`"${text}" was collected and is lost`);
  // Two chats with the same person at once have no common order.
  const texts = shown.map(({ text }) => text);
  for (const chat of new Set(server.told.map((one) => one.chat))) {
    const told = server.told.filter((one) => one.chat === chat && counts.has(one.text)).map(({ text }) => text);
    const inOrder = texts.filter((text) => told.includes(text));
    if (inOrder.join() !== told.join()) found.push(`told were ${told.join()}, shown is ${inOrder.join()}`);
  }
  return found;
}

function compareTyped(world: UcwaWorld): string[] {
  const { server, browser, typed, network, plan } = world;
  const found: string[] = [];
  const rows = browser.rows('outbox');
  for (const row of rows) if (row.state !== 'failed') found.push(`"${row.text}" is still ${row.state}`);
  const shown = readTexts(world, true);
  for (const { text, clientId, conversation } of typed) {
    const copies = server.delivered.filter((one) => one.text === text);
    const places = shown.filter((one) => one.text === text);
    const isWaiting = rows.some((row) => row.text === text);
    if (clientId !== undefined && copies.length === 0 && !isWaiting) found.push(`"${text}" is nowhere`);
    if (places.length > 1) found.push(`"${text}" is shown ${places.length} times`);
    if (places.length > 0 && copies.length === 0) found.push(`"${text}" is shown and was never delivered`);
    if (copies.some(({ partner }) => partner !== conversation)) found.push(`"${text}" went to somebody else`);
    if (places.length === 0 && copies.length > 0 && !isWaiting) found.push(`"${text}" was delivered and is not shown`);
    // Only a try that nobody heard the end of is made again.
    const heard = network.answered.has(text) ? 1 : 0;
    const most = plan.manners.knowsOperations ? 1 : Math.max(1, copies.length - heard + browser.lives);
    if (copies.length > most) found.push(`"${text}" was delivered ${copies.length} times`);
  }
  return found;
}
