import { useMemo } from 'preact/hooks';
import { command } from '../../extension/commands.ts';
import type { IncidentRow } from '../../extension/database.ts';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { infoIcon } from '../../extension/ui/icons.ts';
import { useLive } from '../../extension/ui/live.ts';
import { accountTitle } from '../accounts/account-words.ts';
import { createAction } from '../action.ts';
import { shieldIcon } from '../icons.ts';
import type { PageModel } from '../model.ts';
import { readIncidents } from '../queries.ts';
import { Section } from '../Section.tsx';
import { dateAndTime } from '../times.ts';
import { amount } from './amount.ts';
import { withoutIdentifiers } from './incident-words.ts';

const shownIncidents = 50;

/** What could not be read, and what a server tried that is not allowed. */
export function IncidentList({ model }: { model: PageModel }) {
  const found = useLive(['incidents'], (database) => readIncidents(database, shownIncidents), []);
  const clearing = useMemo(() => createAction(() => command('incidents.clear', {})), []);
  if (!found) return null;
  const { incidents, total } = found;
  const failure = clearing.failure.value;
  return (
    <Section
      title={text('optionsIncidents')}
      about={text('optionsIncidentsAbout')}
      aside={
        total > 0 && (
          <Button isSmall isBusy={clearing.isRunning.value} onClick={() => void clearing.run()}>
            {text('optionsIncidentsClear')}
          </Button>
        )
      }
    >
      {failure && <Banner tone="danger">{errorSentence(failure)}</Banner>}
      {total === 0 ? (
        <p class="card card-padded soft">{text('optionsIncidentsNone')}</p>
      ) : (
        <ul class="card">
          {incidents.map((incident) => (
            <Incident key={incident.id} incident={incident} model={model} />
          ))}
        </ul>
      )}
      {total > incidents.length && (
        <p class="soft">{text('optionsIncidentsShown', amount(incidents.length), amount(total))}</p>
      )}
    </Section>
  );
}

function Incident({ incident, model }: { incident: IncidentRow; model: PageModel }) {
  const view = model.accounts.value.value?.find(({ account }) => account.id === incident.account);
  return (
    <li class="incident">
      <Icon shape={incident.kind === 'security' ? shieldIcon : infoIcon} />
      <div>
        <p>{text(`optionsIncident_${incident.kind}`)}</p>
        <p class="soft">
          {dateAndTime(incident.atMs)}
          {view && ` · ${accountTitle(view.account)}`}
        </p>
        <details>
          <summary>{text('optionsIncidentDetails')}</summary>
          <p class="incident-detail">
            {withoutIdentifiers(incident.what)}: {withoutIdentifiers(incident.detail)}
          </p>
        </details>
      </div>
    </li>
  );
}
