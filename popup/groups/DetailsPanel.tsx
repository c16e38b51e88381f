// Everything about one conversation beyond its messages. What is stored shows at once; what only the server knows follows.
import './groups.css';
import { useMemo, useState } from 'preact/hooks';
import { type ConversationDetails, detailsStores, readDetails } from '../../extension/group-queries.ts';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { chatIcon } from '../../extension/ui/icons.ts';
import type { AccountOperations } from '../../src/service/operations.ts';
import { EmptyState } from '../frame/EmptyState.tsx';
import { PanelPage } from '../panel/PanelPage.tsx';
import type { PanelProps } from '../panels.ts';
import { ask } from '../worker.ts';
import { type Asked, AskedQuestion } from './AskedQuestion.tsx';
import { ChatDetails } from './ChatDetails.tsx';
import { DirectDetails } from './DirectDetails.tsx';
import type { DetailsPartProps } from './details-parts.ts';
import { Endings } from './Endings.tsx';
import { GroupDetails } from './GroupDetails.tsx';
import { NotifyLevels } from './NotifyLevels.tsx';
import { useFollowed } from './use-followed.ts';
import { useGroupFacts } from './use-group-facts.ts';
import { useWrites } from './use-writes.ts';

/** The panel `details`. */
export function Panel({ panel }: PanelProps<'details'>) {
  const details = useFollowed(detailsStores, (database) => readDetails(database, panel), [panel]);
  if (details === undefined) return <PanelPage class="group-panel" title={text('popupDetails')} children={null} />;
  if (details === null) {
    return (
      <PanelPage class="group-panel" title={text('popupDetails')}>
        <EmptyState icon={chatIcon} title={text('popupConversationMissing')} />
      </PanelPage>
    );
  }
  return <Details details={details} />;
}

function Details({ details }: { details: ConversationDetails }) {
  const { account, row } = details;
  const operations: AccountOperations = useMemo(() => operationsOf(account), [account.id, account.kind, account.user]);
  const isGroup = row.kind === 'group' && !operations.participants;
  const known = useGroupFacts(details, operations.groups);
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const refresh = async () => {
    await ask('conversation.refresh', { account: account.id, conversation: row.id });
    await known.reload();
  };
  const writes = useWrites(refresh);
  const shared: DetailsPartProps = { details, operations, known, writes, ask: setAsked, refresh };
  return (
    <PanelPage class="group-panel" title={text(isGroup ? 'popupGroupDetails' : 'popupDetails')}>
      {isGroup ? <GroupDetails {...shared} /> : <DirectDetails {...shared} />}
      {operations.participants && <ChatDetails {...shared} participants={operations.participants} />}
      {operations.notifying && row.isMember && (
        <NotifyLevels details={details} notifying={operations.notifying} writes={writes} />
      )}
      <Endings {...shared} />
      {asked && <AskedQuestion asked={asked} onClose={() => setAsked(undefined)} />}
    </PanelPage>
  );
}
