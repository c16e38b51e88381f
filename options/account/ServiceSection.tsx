import { text } from '../../extension/text.ts';
import type { AccountService, EntitlementOperations } from '../../src/service/account-operations.ts';
import { AskedContent } from '../AskedContent.tsx';
import { useAsked } from '../asked.ts';
import { Section } from '../Section.tsx';
import { isOwned, nameOfService, serviceFacts, stateOf } from './service-words.ts';

const marks = { active: 'mark-good', ended: 'mark-calm', inactive: 'mark-calm' };

type ServiceSectionProps = { operations: EntitlementOperations; nowMs: number };

/** What the account has bought or been given; one sentence when that is nothing. */
export function ServiceSection({ operations, nowMs }: ServiceSectionProps) {
  const services = useAsked(() => operations.list(), [operations]);
  return (
    <Section title={text('optionsServices')} about={text('optionsServicesAbout')}>
      <AskedContent asked={services}>
        {(list) =>
          list.some(isOwned) ? (
            <ul class="card">
              {list.map((service) => (
                <Service key={service.id} service={service} nowMs={nowMs} />
              ))}
            </ul>
          ) : (
            <p class="card card-padded soft">{text('optionsServicesNone')}</p>
          )
        }
      </AskedContent>
    </Section>
  );
}

function Service({ service, nowMs }: { service: AccountService; nowMs: number }) {
  const state = stateOf(service, nowMs);
  const facts = serviceFacts(service, nowMs);
  return (
    <li class="fact-row">
      <div class="fact-row-words">
        <h3 class="fact-row-name">
          <bdi>{nameOfService(service)}</bdi>
        </h3>
        {facts.length > 0 && <p class="soft">{facts.join(' · ')}</p>}
      </div>
      <span class={`mark ${marks[state]}`}>{text(`optionsServiceState_${state}`)}</span>
    </li>
  );
}
