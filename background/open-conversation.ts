// Leads the user to a conversation: in the popup where the browser allows to open it, else in a tab, reusing one that is
// open. Which conversation it is waits in session storage for the page to pick up.
import type { AccountId, ConversationId } from '../src/model/account.ts';
import type { Context } from './context.ts';

export type OpenConversation = (
  place: { account: AccountId; conversation: ConversationId } | undefined,
) => Promise<void>;

export function createOpenConversation(context: Context): OpenConversation {
  const { action, runtime, storage, tabs, windows } = context.browser;

  /** A tab of ours that shows conversations already. */
  async function findTab() {
    const page = runtime.getURL('popup/index.html');
    const found = await tabs.query({ url: `${page}*` }).catch(() => []);
    return found[0];
  }

  return async (place) => {
    if (place) {
      const { account, conversation } = place;
      await storage.session.set({ openConversation: { account, conversation } });
    }
    const tab = await findTab();
    if (tab?.id !== undefined) {
      await tabs.update(tab.id, { active: true });
      if (tab.windowId !== undefined) await windows.update(tab.windowId, { focused: true });
      return;
    }
    try {
      await action.openPopup();
    } catch {
      await tabs.create({ url: runtime.getURL('popup/index.html?view=tab') });
    }
  };
}
