import { errorSentence } from '../../extension/sentences.ts';
import { countedText, text } from '../../extension/text.ts';
import { Avatar } from '../../extension/ui/Avatar.tsx';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { addIcon } from '../../extension/ui/icons.ts';
import { conversationName, knownName } from '../../extension/ui/names.ts';
import { Spinner } from '../../extension/ui/Spinner.tsx';
import { openPanel } from '../screen.ts';
import type { DetailsPartProps } from './details-parts.ts';
import { RuleSwitch } from './GroupRules.tsx';
import { JoinLink } from './JoinLink.tsx';
import { MemberList } from './MemberList.tsx';
import { TopicLine } from './TopicLine.tsx';

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** A group: its title, who is here, how others join, and its rules. */
export function GroupDetails(props: DetailsPartProps) {
  const { details, known, operations } = props;
  const { facts, error } = known;
  const { account, row } = details;
  if (!row.isMember) {
    return (
      <>
        <GroupHead {...props} />
        <div class="group-notice">
          <Banner title={text('popupNotMember')}>{text('popupGroupLeftMeaning')}</Banner>
        </div>
      </>
    );
  }
  const count = (facts?.members ?? row.members).length;
  const addPeople = () => openPanel({ name: 'new-group', account: account.id, group: row.id });
  return (
    <>
      <GroupHead {...props} />
      {error && (
        <div class="group-notice">
          <Banner
            tone="warning"
            actions={
              <Button kind="quiet" isSmall onClick={() => void known.reload()} children={text('popupTryAgain')} />
            }
          >
            {errorSentence(error)}
          </Banner>
        </div>
      )}
      <section class="group-section" aria-labelledby="group-people">
        <div class="group-section-head">
          <h2 id="group-people">{countedText('popupMembers', count)}</h2>
          {facts?.may.addPeople && (
            <Button kind="quiet" isSmall icon={addIcon} onClick={addPeople} children={text('popupGroupAddPeople')} />
          )}
        </div>
        <Members {...props} />
      </section>
      {operations.groups && <Rules {...props} />}
    </>
  );
}

function GroupHead({ details, known, operations, writes }: DetailsPartProps) {
  const { account, people, row } = details;
  const { facts } = known;
  const name = conversationName(people, account.id, row, row.lastMessage?.senderName);
  const creator = facts?.creator && knownName(people, account.id, facts.creator);
  const created = facts?.createdAtMs && dates.format(facts.createdAtMs);
  return (
    <section class="group-hero">
      <Avatar id={row.id} name={name} kind="group" size="large" />
      <TopicLine
        name={name}
        topic={facts?.topic ?? row.topic}
        mayChange={Boolean(row.isMember && facts?.may.changeTopic)}
        writes={writes}
        onSave={async (topic) => operations.groups?.setTopic(row.id, topic)}
      />
      {created && (
        <p class="soft">
          {creator ? text('popupGroupCreatedBy', created, creator) : text('popupGroupCreated', created)}
        </p>
      )}
    </section>
  );
}

function Members({ details, known, operations, writes, ask, refresh }: DetailsPartProps) {
  const { row } = details;
  const { groups } = operations;
  return (
    <MemberList
      details={details}
      facts={groups && known.facts}
      writes={writes}
      actions={{
        setRole: (member, role) =>
          void writes.run(`member ${member.id}`, role, async () => groups?.setRole(row.id, member.id, role), {
            forbidden: 'popupGroupAdminsOnly',
          }),
        remove: (member, name) =>
          ask({
            title: text('popupGroupRemoveQuestion', name),
            meaning: text('popupGroupRemoveMeaning', name),
            action: text('popupGroupRemove'),
            work: async () => {
              await groups?.removeMember(row.id, member.id);
              await refresh();
            },
          }),
      }}
    />
  );
}

function Rules({ known, operations, writes }: DetailsPartProps) {
  const { facts, error } = known;
  const { groups, joining } = operations;
  if (!groups) return null;
  if (!facts) {
    if (error) return null;
    return (
      <div class="group-waiting" role="status">
        <Spinner /> {text('popupGroupAsking')}
      </div>
    );
  }
  const shared = { facts, groups, writes };
  return (
    <section class="group-section" aria-labelledby="group-rules">
      <div class="group-section-head">
        <h2 id="group-rules">{text('popupGroupRules')}</h2>
      </div>
      <RuleSwitch rule="joining" {...shared} />
      {joining && facts.isJoiningEnabled && <JoinLink facts={facts} joining={joining} />}
      <RuleSwitch rule="history" {...shared} />
      <RuleSwitch rule="moderation" {...shared} />
    </section>
  );
}
