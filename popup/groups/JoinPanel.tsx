// Joining a group by its link, in two steps: where does it lead, then in.
import './groups.css';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { readKnownGroup } from '../../extension/group-queries.ts';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Field } from '../../extension/ui/Field.tsx';
import { linkIcon } from '../../extension/ui/icons.ts';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import { stored } from '../../extension/ui/stored.ts';
import type { Account, ConversationId } from '../../src/model/account.ts';
import type { JoiningOperations } from '../../src/service/group-operations.ts';
import { EmptyState } from '../frame/EmptyState.tsx';
import { PanelPage } from '../panel/PanelPage.tsx';
import type { PanelProps } from '../panels.ts';
import { openConversation } from '../screen.ts';
import { ask } from '../worker.ts';
import { AccountChoice, useAccount } from './choose-account.tsx';
import { failureSentence, kindOf } from './failure.ts';

/** The panel `join`. */
export function Panel({ panel, listing }: PanelProps<'join'>) {
  const { account, usable, choose } = useAccount(listing, panel.account);
  const joining = useMemo(() => account && operationsOf(account).joining, [account]);
  if (!account || !joining) {
    return (
      <PanelPage class="group-panel" title={text('popupJoin')}>
        <EmptyState icon={linkIcon} title={text('popupGroupNoAccount')} />
      </PanelPage>
    );
  }
  return (
    <PanelPage class="group-panel" title={text('popupJoin')}>
      {panel.account === undefined && <AccountChoice accounts={usable} chosen={account} onChoose={choose} />}
      <Joining key={account.id} account={account} joining={joining} first={panel.link ?? ''} />
    </PanelPage>
  );
}

type Found = { conversation: ConversationId; topic: string | undefined; isMember: boolean };

/** True for a link that names another server than the account's, and not the public service. */
export function isForeign(link: string, server: string): boolean {
  if (!URL.canParse(link)) return false;
  const { hostname } = new URL(link);
  return hostname !== 'join.skype.com' && hostname !== new URL(server).hostname;
}

async function look(joining: JoiningOperations, account: Account, link: string): Promise<Found | undefined> {
  const conversation = await joining.resolve(link);
  if (conversation === undefined) return undefined;
  return { conversation, ...(await readKnownGroup(await stored(), { account: account.id, conversation })) };
}

function whyNot(error: unknown, link: string, account: Account): string {
  const kind = kindOf(error);
  if (kind === 'not-found') return text(isForeign(link, account.server) ? 'popupJoinForeign' : 'popupJoinUnknown');
  return failureSentence(error, { forbidden: 'popupJoinOff' });
}

type JoiningProps = { account: Account; joining: JoiningOperations; first: string };

function Joining({ account, joining, first }: JoiningProps) {
  const [link, setLink] = useState(first);
  const [found, setFound] = useState<Found | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);

  async function find() {
    if (isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const next = await look(joining, account, link);
      if (next) setFound(next);
      else setProblem(text('popupJoinNoLink'));
    } catch (error) {
      setProblem(whyNot(error, link.trim(), account));
    }
    setBusy(false);
    field.current?.focus();
  }

  return (
    <form
      class="joining"
      onSubmit={(event) => {
        event.preventDefault();
        void find();
      }}
    >
      <div data-first>
        <Field
          label={text('popupJoinLink')}
          type="url"
          value={link}
          hint={text('popupJoinHint')}
          problem={problem}
          inputRef={field}
          onInput={(value) => {
            setLink(value.slice(0, 2048));
            setFound(undefined);
            setProblem(undefined);
          }}
        />
      </div>
      {found ? (
        <FoundGroup account={account} joining={joining} found={found} />
      ) : (
        <Button kind="primary" type="submit" isBusy={isBusy} isDisabled={!link.trim()}>
          {text('popupJoinFind')}
        </Button>
      )}
    </form>
  );
}

function FoundGroup({ account, joining, found }: Omit<JoiningProps, 'first'> & { found: Found }) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  const { conversation, isMember } = found;
  const name = found.topic ?? text('uiUntitledGroup');
  useLayoutEffect(() => button.current?.focus(), []);

  async function enter() {
    setBusy(true);
    setFailure(undefined);
    try {
      if (!isMember) await joining.join(conversation);
      await ask('conversation.refresh', { account: account.id, conversation });
      openConversation({ account: account.id, conversation });
    } catch (error) {
      setFailure(failureSentence(error, { forbidden: 'popupJoinOff', 'not-found': 'popupJoinUnknown' }));
      setBusy(false);
    }
  }

  return (
    <div class="joining-found" role="status">
      <Avatar id={conversation} name={name} kind="group" />
      <div class="joining-words">
        <p class="setting-name cut">
          <bdi>{name}</bdi>
        </p>
        <p class="soft">{text(isMember ? 'popupJoinAlready' : 'popupJoinMeaning')}</p>
        <SettingFailure words={failure} />
      </div>
      <Button kind="primary" isBusy={isBusy} buttonRef={button} onClick={() => void enter()}>
        {text(isMember ? 'popupJoinOpen' : 'popupJoinEnter')}
      </Button>
    </div>
  );
}
