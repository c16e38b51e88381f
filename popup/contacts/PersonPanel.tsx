import './person.css';
import { operationsOf } from '../../extension/operations.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import type { Account } from '../../src/model/account.ts';
import type { BotProfile, PersonProfile } from '../../src/model/person.ts';
import type { ReadProfile } from '../../src/service/people-operations.ts';
import { PanelPage } from '../panel/PanelPage.tsx';
import type { PanelProps } from '../panels.ts';
import { BotFacts } from './BotFacts.tsx';
import { Devices } from './Devices.tsx';
import { type Answer, useAnswer, useStored } from './hooks.ts';
import { shownName } from './names.ts';
import { PersonActions } from './PersonActions.tsx';
import { PersonFace } from './PersonFace.tsx';
import { PersonFacts } from './PersonFacts.tsx';
import { type PersonView, personStores, readPerson } from './person-view.ts';
import { RequestRows } from './RequestRows.tsx';

/** What the server tells of somebody: a person's profile, or a bot's description. */
export type Told = { kind: 'person'; read: ReadProfile } | { kind: 'bot'; bot: BotProfile | undefined };

/** Who somebody is, and what the user can do about them. */
export function Panel({ panel, listing }: PanelProps<'person'>) {
  const account = listing.accounts.find((view) => view.account.id === panel.account)?.account;
  const view = useStored(personStores, (database) => readPerson(database, panel.account, panel.contact), [
    panel.account,
    panel.contact,
  ]);
  return (
    <PanelPage class="people person" title={text('popupPerson')}>
      {account && view && <Person account={account} contact={panel.contact} view={view} />}
    </PanelPage>
  );
}

type PersonProps = { account: Account; contact: string; view: PersonView };

function Person({ account, contact, view }: PersonProps) {
  const { people, bots } = operationsOf(account);
  const isBot = view.contact?.kind === 'bot' || contact.startsWith('28:');
  const { isContact = false, isAuthorised = false } = view.contact ?? {};
  const load = async (): Promise<Told> => {
    if (isBot && bots) return { kind: 'bot', bot: await bots.read(contact) };
    if (!people) throw new Error('nothing speaks for this account');
    return { kind: 'person', read: await people.readProfile(contact) };
  };
  // Somebody who has accepted shows more.
  const [told, askAgain] = useAnswer<Told>(load, [account.id, contact, isBot, isContact, isAuthorised], true);
  const profile = told.state === 'here' && told.value.kind === 'person' ? told.value.read.profile : undefined;
  const bot = told.state === 'here' && told.value.kind === 'bot' ? told.value.bot : undefined;
  const name = shownName(contact, view.contact?.name || view.request?.name || profile?.name || bot?.name);
  return (
    <div class="person-page">
      <PersonFace account={account} contact={contact} name={name} view={view} mood={profile?.mood} isBot={isBot} />
      {view.request && <RequestRows accounts={[account]} requests={[view.request]} isUnnamed />}
      {contact !== account.user && <PersonActions account={account} contact={contact} name={name} view={view} />}
      {contact !== account.user && <Devices view={view} />}
      <Facts
        told={told}
        contact={contact}
        name={name}
        view={view}
        isOwn={contact === account.user}
        onRetry={askAgain}
      />
    </div>
  );
}

type FactsProps = {
  told: Answer<Told>;
  contact: string;
  name: string;
  view: PersonView;
  isOwn: boolean;
  onRetry: () => void;
};

function Facts({ told, contact, name, view, isOwn, onRetry }: FactsProps) {
  if (told.state === 'waiting') {
    return (
      <p class="person-note" role="status">
        <Spinner /> {text('popupPersonReading')}
      </p>
    );
  }
  if (told.state === 'failed') {
    const isNobody = told.kind === 'not-found';
    const again = <Button kind="quiet" isSmall onClick={onRetry} children={text('popupTryAgain')} />;
    return (
      <div class="person-section">
        <Banner tone={isNobody ? 'info' : 'danger'} {...(!isNobody && { actions: again })}>
          {isNobody ? text('popupPersonNobody') : errorSentence(told.kind)}
        </Banner>
      </div>
    );
  }
  if (told.value.kind === 'bot') return <BotFacts bot={told.value.bot} contact={contact} />;
  const { access, profile } = told.value.read;
  const note = access === 'public' && !isOwn ? publicNote(view, name) : undefined;
  return <PersonFacts profile={profile satisfies PersonProfile} contact={contact} note={note} />;
}

/** Why only little is shown. */
function publicNote(view: PersonView, name: string): string {
  return text(view.contact?.isContact ? 'popupPersonPublicWaiting' : 'popupPersonPublic', name);
}
