import { text } from '../../extension/text.ts';
import type { ContactPoint, ProfileOperations } from '../../src/service/account-operations.ts';
import { AskedContent } from '../AskedContent.tsx';
import { useAsked } from '../asked.ts';
import { Section } from '../Section.tsx';

/** The e-mail addresses and telephone numbers of the account, and whether people find the user by them. */
export function ContactPointSection({ operations }: { operations: ProfileOperations }) {
  const points = useAsked(() => operations.listContactPoints(), [operations]);
  return (
    <Section title={text('optionsPoints')} about={text('optionsPointsAbout')}>
      <AskedContent asked={points}>
        {(list) =>
          list.length === 0 ? (
            <p class="card card-padded soft">{text('optionsPointsNone')}</p>
          ) : (
            <ul class="card">
              {list.map((point) => (
                <Point key={`${point.kind} ${point.address}`} point={point} />
              ))}
            </ul>
          )
        }
      </AskedContent>
    </Section>
  );
}

function Point({ point: { kind, address, label, isVerified, isSearchable } }: { point: ContactPoint }) {
  const about = label && label !== 'other' ? text(`optionsPointLabel_${label}`) : text(`optionsPoint_${kind}`);
  return (
    <li class="fact-row">
      <div class="fact-row-words">
        <p class="fact-row-name">
          <bdi>{address}</bdi>
        </p>
        <p class="soft">
          {about} · {text(isSearchable ? 'optionsPointSearchable' : 'optionsPointNotSearchable')}
        </p>
      </div>
      <span class={`mark ${isVerified ? 'mark-good' : 'mark-attention'}`}>
        {text(isVerified ? 'optionsPointVerified' : 'optionsPointUnverified')}
      </span>
    </li>
  );
}
