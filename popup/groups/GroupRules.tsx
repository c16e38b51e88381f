import { text } from '../../extension/text.ts';
import { Switch } from '../../extension/ui/Switch.tsx';
import type { GroupFacts, GroupOperations, GroupRule } from '../../src/service/group-operations.ts';
import type { Writes } from './use-writes.ts';

const holds: Record<GroupRule, (facts: GroupFacts) => boolean> = {
  joining: (facts) => facts.isJoiningEnabled,
  history: (facts) => facts.isHistoryDisclosed,
  moderation: (facts) => facts.isModerated,
};

type GroupRuleProps = { rule: GroupRule; facts: GroupFacts; groups: GroupOperations; writes: Writes };

/** A rule of the group: a switch for administrators, a fact for everybody else. */
export function RuleSwitch({ rule, facts, groups, writes }: GroupRuleProps) {
  const written = writes.pending(rule);
  const isOn = typeof written === 'boolean' ? written : holds[rule](facts);
  if (!facts.may.administer) {
    return (
      <div class="group-fact">
        <p class="setting-name">{text(`popupGroupRule_${rule}`)}</p>
        <p class="soft">{text(`popupGroupRule_${rule}_${isOn ? 'on' : 'off'}`)}</p>
      </div>
    );
  }
  return (
    <Switch
      label={text(`popupGroupRule_${rule}`)}
      description={text(`popupGroupRule_${rule}_${isOn ? 'on' : 'off'}`)}
      isOn={isOn}
      isBusy={writes.isBusy(rule)}
      failure={writes.failure(rule)}
      onChange={(isSet) =>
        void writes.run(rule, isSet, () => groups.setRule(facts.conversation, rule, isSet), {
          forbidden: 'popupGroupAdminsOnly',
        })
      }
    />
  );
}
