import './requests.css';
import { useState } from 'preact/hooks';
import type { RequestRow } from '../../extension/database.ts';
import { operationsOf } from '../../extension/operations.ts';
import { text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { MoreButton } from '../../extension/ui/MoreButton.tsx';
import type { Account } from '../../src/model/account.ts';
import { announce } from '../notices.ts';
import { openPanel } from '../screen.ts';
import { BlockDialog } from './BlockDialog.tsx';
import { refreshContacts, useAction } from './hooks.ts';
import { shownName } from './names.ts';
import { startConversation } from './start-conversation.ts';

type RequestRowsProps = {
  accounts: readonly Account[];
  requests: readonly RequestRow[];
  /** The person's own screen already says who it is. */
  isUnnamed?: boolean;
};

/** Who asks to be a contact, with what they wrote, and the answers one can give. */
export function RequestRows({ accounts, requests, isUnnamed = false }: RequestRowsProps) {
  return (
    <ul class="requests" aria-label={text('popupRequests')}>
      {requests.map((request) => {
        const account = accounts.find(({ id }) => id === request.account);
        return (
          account && (
            <Request
              key={`${request.account} ${request.contact}`}
              account={account}
              request={request}
              isUnnamed={isUnnamed}
            />
          )
        );
      })}
    </ul>
  );
}

type RequestProps = { account: Account; request: RequestRow; isUnnamed: boolean };

function Request({ account, request, isUnnamed }: RequestProps) {
  const [isBusy, run] = useAction();
  const [isBlocking, setBlocking] = useState(false);
  const { requests } = operationsOf(account);
  const { contact } = request;
  const name = shownName(contact, request.name);

  async function answer(word: 'accept' | 'decline') {
    const isDone = await run(async () => {
      await requests?.[word](contact);
      await refreshContacts(account.id);
    });
    if (!isDone) return;
    announce(text(word === 'accept' ? 'popupRequestAccepted' : 'popupRequestDeclined', name));
    if (word === 'accept') await run(() => startConversation(account.id, contact));
  }

  return (
    <li class="request">
      {!isUnnamed && <Avatar id={contact} name={name} />}
      <div class="request-words">
        {isUnnamed ? (
          <p class="request-asks">{text('popupRequestAsks')}</p>
        ) : (
          <button
            type="button"
            class="request-name cut"
            onClick={() => openPanel({ name: 'person', account: account.id, contact })}
          >
            <bdi>{name}</bdi>
          </button>
        )}
        {request.greeting.trim() && (
          <p class="request-greeting" dir="auto">
            {request.greeting.trim()}
          </p>
        )}
        <div class="request-answers">
          <Button kind="primary" isSmall isBusy={isBusy} onClick={() => void answer('accept')}>
            {text('popupRequestAccept')}
          </Button>
          <Button isSmall isDisabled={isBusy} onClick={() => void answer('decline')}>
            {text('popupRequestDecline')}
          </Button>
          <MoreButton
            label={text('popupMore')}
            sections={[{ items: [{ label: text('popupPersonBlock'), onChoose: () => setBlocking(true) }] }]}
          />
        </div>
      </div>
      {isBlocking && <BlockDialog account={account} contact={contact} name={name} onClose={() => setBlocking(false)} />}
    </li>
  );
}
