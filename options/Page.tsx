import '../extension/ui/tokens.css';
import '../extension/ui/base.css';
import './page.css';
import { text } from '../extension/text.ts';
import { Banner } from '../extension/ui/Banner.tsx';
import { Button } from '../extension/ui/Button.tsx';
import { chatIcon, personIcon } from '../extension/ui/icons.ts';
import { panelId, type Tab, Tabs, tabId } from '../extension/ui/Tabs.tsx';
import { ProfileTab } from './account/ProfileTab.tsx';
import { AccountsTab } from './accounts/AccountsTab.tsx';
import { DevicesTab } from './devices/DevicesTab.tsx';
import { bellIcon, brushIcon, deviceIcon, lockIcon, profileIcon, storageIcon } from './icons.ts';
import type { PageModel } from './model.ts';
import { MessagingTab } from './preferences/MessagingTab.tsx';
import { NotificationsTab } from './preferences/NotificationsTab.tsx';
import { PersonalisationTab } from './preferences/PersonalisationTab.tsx';
import { PrivacyTab } from './preferences/PrivacyTab.tsx';
import { StorageTab } from './storage/StorageTab.tsx';
import { openTab, type TabName, tabNames } from './tabs.ts';

const tabIcons = {
  accounts: personIcon,
  notifications: bellIcon,
  messaging: chatIcon,
  privacy: lockIcon,
  personalisation: brushIcon,
  profile: profileIcon,
  devices: deviceIcon,
  storage: storageIcon,
};

const panels = {
  accounts: AccountsTab,
  notifications: NotificationsTab,
  messaging: MessagingTab,
  privacy: PrivacyTab,
  personalisation: PersonalisationTab,
  profile: ProfileTab,
  devices: DevicesTab,
  storage: StorageTab,
};

/** The settings page: tabs, and the panel of the open one. */
export function Page({ model }: { model: PageModel }) {
  const current = model.tab.value;
  const tabs = tabNames.map(
    (name): Tab<TabName> => ({ name, label: text(`optionsTab_${name}`), icon: tabIcons[name] }),
  );
  const Panel = panels[current];
  return (
    <div class="page">
      <header class="page-head">
        <div class="page-brand">
          <img src="/icons/48.png" alt="" width="32" height="32" />
          <h1>{text('optionsTitle')}</h1>
        </div>
        <Tabs label={text('optionsTitle')} tabs={tabs} current={current} onSelect={openTab} />
      </header>
      <main class="page-main">
        <div class="panel" id={panelId(current)} role="tabpanel" aria-labelledby={tabId(current)} key={current}>
          <p class="panel-title" aria-hidden="true">
            {text(`optionsTab_${current}`)}
          </p>
          {model.accounts.fault.value && (
            <Banner
              tone="danger"
              title={text('optionsStorageFault')}
              actions={
                <Button kind="quiet" isSmall onClick={() => void model.accounts.refresh()}>
                  {text('optionsTryAgain')}
                </Button>
              }
            >
              {text('optionsStorageFaultAbout')}
            </Banner>
          )}
          <Panel model={model} />
        </div>
      </main>
    </div>
  );
}
