import './account.css';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { ConnectedAccount } from '../ConnectedAccount.tsx';
import type { PageModel } from '../model.ts';
import { ContactPointSection } from './ContactPointSection.tsx';
import { NoteSection } from './NoteSection.tsx';
import { ProfileSection } from './ProfileSection.tsx';
import { ServiceSection } from './ServiceSection.tsx';

/** The own profile, the addresses and numbers of the account, and what it has bought or been given. */
export function ProfileTab({ model }: { model: PageModel }) {
  return (
    <ConnectedAccount model={model}>
      {({ account }, { profile, entitlements, notes }) => (
        <>
          {notes && <NoteSection operations={notes} />}
          {!profile && !entitlements && <Banner>{text(notes ? 'optionsProfileElsewhere' : 'optionsNoProfile')}</Banner>}
          {profile && <ProfileSection account={account} operations={profile} model={model} />}
          {profile && <ContactPointSection operations={profile} />}
          {entitlements && <ServiceSection operations={entitlements} nowMs={model.nowMs.value} />}
        </>
      )}
    </ConnectedAccount>
  );
}
