// What is on screen: the list alone, a conversation, or panels on top of either. A notification or an address can ask for
// a conversation.
import { browser } from '../extension/browser.ts';
import type { ConversationKey } from '../extension/queries.ts';
import type { AccountId, ContactId, ConversationId } from '../src/model/account.ts';
import { cell } from './cell.ts';

/** The conversation that is open, if any. */
export const openedConversation = cell<ConversationKey | undefined>(undefined);

/** A screen of its own on top of list and conversation; Back leads to what was under it. `panels.ts` knows what shows each. */
export type Panel =
  | { name: 'contacts'; account: AccountId | undefined; query?: string }
  | { name: 'person'; account: AccountId; contact: ContactId }
  | ({ name: 'details' } & ConversationKey)
  /** With `people` chosen already; with `group` it brings people into that one instead of making another. */
  | { name: 'new-group'; account: AccountId | undefined; people?: readonly ContactId[]; group?: ConversationId }
  | { name: 'join'; account: AccountId | undefined; link?: string }
  | ({ name: 'picture'; message: string } & ConversationKey);

/** The panels that are open, the topmost last. */
export const openedPanels = cell<readonly Panel[]>([]);

/** Shows a panel on top of what is there. */
export function openPanel(panel: Panel): void {
  openedPanels.value = [...openedPanels.value, panel];
}

/** Goes back from the topmost panel to what was under it. */
export function closePanel(): void {
  openedPanels.value = openedPanels.value.slice(0, -1);
}

const address = new URLSearchParams(location.search);

/** The page is a tab of its own, not the popup. */
export const isTab = address.get('view') === 'tab';

/** Shows a conversation, in front of everything. */
export function openConversation(key: ConversationKey): void {
  openedPanels.value = [];
  openedConversation.value = key;
}

/** Goes back to the list. */
export function closeConversation(): void {
  openedConversation.value = undefined;
}

/** Opens the options page, and closes the popup, which would cover it. */
export async function openOptions(): Promise<void> {
  await browser.runtime.openOptionsPage();
  if (!isTab) window.close();
}

/** Opens the same view as a tab. */
export async function openTab(key: ConversationKey | undefined): Promise<void> {
  const query = new URLSearchParams({ view: 'tab', ...key });
  await browser.tabs.create({ url: browser.runtime.getURL(`popup/index.html?${query}`) });
  window.close();
}

const requestKey = 'openConversation';

function readKey(value: unknown): ConversationKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { account, conversation } = value as Record<string, unknown>;
  if (typeof account !== 'string' || typeof conversation !== 'string') return undefined;
  return { account, conversation };
}

/** Takes the request that a notification left for the next page, so that it is followed once. */
async function takeRequest(): Promise<void> {
  const key = readKey((await browser.storage.session.get(requestKey))[requestKey]);
  if (!key) return;
  await browser.storage.session.remove(requestKey);
  openConversation(key);
}

/** Follows the address of the page, then requests, now and for as long as the page lives. */
export async function followRequests(): Promise<void> {
  const fromAddress = readKey({ account: address.get('account'), conversation: address.get('conversation') });
  if (fromAddress) openConversation(fromAddress);
  browser.storage.onChanged.addListener((changes, area) => {
    if (area === 'session' && changes[requestKey]?.newValue !== undefined) void takeRequest();
  });
  await takeRequest();
}
