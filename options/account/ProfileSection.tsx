import { useRef, useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { editIcon } from '../../extension/ui/icons.ts';
import type { Account } from '../../src/model/account.ts';
import type { ProfileOperations } from '../../src/service/account-operations.ts';
import { AskedContent } from '../AskedContent.tsx';
import { useAsked } from '../asked.ts';
import type { PageModel } from '../model.ts';
import { Section } from '../Section.tsx';
import { OwnPicture } from './OwnPicture.tsx';
import { ProfileFacts } from './ProfileFacts.tsx';
import { ProfileForm } from './ProfileForm.tsx';

type ProfileSectionProps = { account: Account; operations: ProfileOperations; model: PageModel };

/** The own profile as others may see it, with its picture; a form in its place while it is edited. */
export function ProfileSection({ account, operations, model }: ProfileSectionProps) {
  const profile = useAsked(() => operations.read(), [operations]);
  const [isEditing, setEditing] = useState(false);
  const editButton = useRef<HTMLButtonElement>(null);
  function close(): void {
    setEditing(false);
    requestAnimationFrame(() => editButton.current?.focus());
  }
  return (
    <Section
      title={text('optionsProfile')}
      about={text('optionsProfileAbout')}
      aside={
        profile.value.value &&
        !isEditing && (
          <Button isSmall icon={editIcon} buttonRef={editButton} onClick={() => setEditing(true)}>
            {text('optionsProfileEdit')}
          </Button>
        )
      }
    >
      <AskedContent asked={profile}>
        {(own) => (
          <div class="card">
            <OwnPicture account={account} own={own} operations={operations} model={model} onChanged={profile.read} />
            {isEditing ? (
              <ProfileForm
                fields={own.fields}
                save={async (changes) => {
                  await operations.change(changes);
                  await profile.read();
                }}
                onClose={close}
              />
            ) : (
              <ProfileFacts own={own} />
            )}
          </div>
        )}
      </AskedContent>
    </Section>
  );
}
