import { fileSize } from '../../extension/ui/sizes.ts';
import './storage.css';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { TabLink } from '../TabLink.tsx';
import { IncidentList } from './IncidentList.tsx';
import { StoredOfAccount } from './StoredOfAccount.tsx';

/** What Skylark stores in this browser, and what it could not read. */
export function StorageTab({ model }: { model: PageModel }) {
  const views = model.accounts.value.value;
  if (!views) return null;
  return (
    <>
      <Section title={text('optionsStored')} about={<SpaceUsed model={model} />}>
        {views.length === 0 ? (
          <Banner title={text('optionsNothingStored')} actions={<TabLink tab="accounts">{text('optionsAdd')}</TabLink>}>
            {text('optionsNothingStoredAbout')}
          </Banner>
        ) : (
          <ul class="card">
            {views.map((view) => (
              <StoredOfAccount key={view.account.id} view={view} />
            ))}
          </ul>
        )}
      </Section>
      <IncidentList model={model} />
    </>
  );
}

/** The browser's own estimate; it rounds and adds some, which is said. */
function SpaceUsed({ model }: { model: PageModel }) {
  const [space, setSpace] = useState<{ usage: number; quota: number } | undefined>(undefined);
  const nowMs = model.nowMs.value;
  useEffect(() => {
    navigator.storage?.estimate?.().then(
      ({ usage, quota }) => {
        if (usage !== undefined && quota !== undefined) setSpace({ usage, quota });
      },
      () => setSpace(undefined),
    );
  }, [nowMs]);
  return (
    <>
      {text('optionsStoredAbout')} {space && text('optionsSpace', fileSize(space.usage), fileSize(space.quota))}
    </>
  );
}
