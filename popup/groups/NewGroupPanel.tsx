// Choosing people, for a new group or for one that is there.
import './groups.css';
import { useMemo, useState } from 'preact/hooks';
import { type Choosable, choosableStores, readChoosable, readMemberIds } from '../../extension/group-queries.ts';
import { operationsOf } from '../../extension/operations.ts';
import { countedText, text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Field } from '../../extension/ui/Field.tsx';
import { groupIcon } from '../../extension/ui/icons.ts';
import { skypeName } from '../../extension/ui/names.ts';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import type { Account, ContactId, ConversationId } from '../../src/model/account.ts';
import { EmptyState } from '../frame/EmptyState.tsx';
import { announce } from '../notices.ts';
import { PanelPage } from '../panel/PanelPage.tsx';
import type { PanelProps } from '../panels.ts';
import { closePanel, openConversation } from '../screen.ts';
import { ask } from '../worker.ts';
import { bringIn } from './bring-in.ts';
import { AccountChoice, useAccount } from './choose-account.tsx';
import { failureSentence } from './failure.ts';
import { PeoplePicker } from './PeoplePicker.tsx';
import { longestTopic } from './TopicLine.tsx';
import { useFollowed } from './use-followed.ts';

/** The panel `new-group`. */
export function Panel({ panel, listing }: PanelProps<'new-group'>) {
  const { account, usable, choose } = useAccount(listing, panel.account);
  const title = text(panel.group ? 'popupGroupAddPeople' : 'popupNewGroup');
  if (!account) {
    return (
      <PanelPage class="group-panel" title={title}>
        <EmptyState icon={groupIcon} title={text('popupGroupNoAccount')} />
      </PanelPage>
    );
  }
  const choice = panel.account === undefined && <AccountChoice accounts={usable} chosen={account} onChoose={choose} />;
  return (
    <PanelPage class="group-panel" title={title}>
      {choice}
      <Choosing key={account.id} account={account} first={panel.people ?? []} group={panel.group} />
    </PanelPage>
  );
}

type ChoosingProps = { account: Account; first: readonly ContactId[]; group: ConversationId | undefined };

const chatRefusals = { forbidden: 'popupChatAddRefused', 'not-found': 'popupChatAddClosed' };

const nobody: ReadonlySet<ContactId> = new Set();

function Choosing({ account, first, group }: ChoosingProps) {
  const contacts = useFollowed(choosableStores, (database) => readChoosable(database, account.id), [account.id]);
  const present = useFollowed(
    ['conversations'],
    async (database) => (group ? readMemberIds(database, { account: account.id, conversation: group }) : nobody),
    [account.id, group],
  );
  const [chosen, setChosen] = useState<ContactId[]>([...first]);
  const [topic, setTopic] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const operations = useMemo(() => operationsOf(account), [account]);
  const { participants } = operations;
  const sentences = participants
    ? chatRefusals
    : { forbidden: group ? 'popupGroupAddRefused' : 'popupGroupCreateRefused' };
  const people: Choosable[] = (contacts ?? []).filter(({ id }) => !present?.has(id));
  const nameOf = (id: ContactId) => contacts?.find((contact) => contact.id === id)?.name ?? skypeName(id);

  async function create(): Promise<void> {
    const conversation = await operations.groups?.create(chosen, topic.trim());
    if (conversation === undefined) return;
    await ask('conversation.refresh', { account: account.id, conversation });
    openConversation({ account: account.id, conversation });
  }

  async function add(conversation: ConversationId): Promise<void> {
    const bring = participants?.add ?? operations.groups?.addMember;
    if (!bring) return;
    const left = await bringIn(bring, conversation, chosen);
    await ask('conversation.refresh', { account: account.id, conversation });
    // Who was asked comes by themselves, and may take a while.
    const asked = chosen.length - left.length;
    if (participants && asked > 0) announce(countedText('popupChatAsked', asked));
    if (left.length === 0) return closePanel();
    // Those who could not be brought in stay chosen, so that it is clear who they are.
    setChosen(left.map(({ contact }) => contact));
    throw left[0]?.error;
  }

  async function finish() {
    if (isBusy || chosen.length === 0) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await (group ? add(group) : create());
    } catch (error) {
      setFailure(failureSentence(error, sentences));
    }
    setBusy(false);
  }

  if (!contacts || !present) return null;
  return (
    <div class="choosing">
      <PeoplePicker people={people} chosen={chosen} nameOf={nameOf} onChange={setChosen} onDone={() => void finish()} />
      <div class="choosing-end">
        {!group && chosen.length > 0 && (
          <Field
            label={text('popupGroupTitleOptional')}
            value={topic}
            onInput={(value) => setTopic(value.slice(0, longestTopic))}
          />
        )}
        <SettingFailure words={failure} />
        <Button kind="primary" isBusy={isBusy} isDisabled={chosen.length === 0} onClick={() => void finish()}>
          {chosen.length > 0 && group
            ? countedText('popupGroupAddCount', chosen.length)
            : text(group ? 'popupGroupAddPeople' : 'popupGroupCreate')}
        </Button>
      </div>
    </div>
  );
}
