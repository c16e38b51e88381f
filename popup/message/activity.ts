// Sentences for what happened to a group.

import { countedText, text } from '../../extension/text.ts';
import { listed, type People, personName } from '../../extension/ui/names.ts';
import type { AccountId, ContactId } from '../../src/model/account.ts';
import type { ThreadActivity } from '../../src/model/message.ts';

const namedTargets = 3;

/** "Anna added Joe." The user is "you". */
export function activitySentence(people: People, account: AccountId, activity: ThreadActivity): string {
  const own = people.own(account)?.id;
  const name = (id: ContactId) => (id === own ? text('popupYouInSentence') : personName(people, account, id));
  const subject = (id: ContactId) => (id === own ? text('popupYou') : name(id));
  if (activity.type === 'ended') return text('popupActivity_ended');
  if (activity.type === 'chatJoined' || activity.type === 'chatLeft') {
    const ownFirst = [...activity.targets].sort((a, b) => Number(b === own) - Number(a === own));
    return text(
      `popupActivity_${activity.type}`,
      targetNames(ownFirst.map((id, at) => (at === 0 ? subject : name)(id))),
    );
  }
  const by = subject(activity.by);
  switch (activity.type) {
    case 'topic':
      return activity.value ? text('popupActivity_topic', by, activity.value) : text('popupActivity_noTopic', by);
    case 'picture':
      return text('popupActivity_picture', by);
    case 'joining':
      return text(activity.isEnabled ? 'popupActivity_joiningOn' : 'popupActivity_joiningOff', by);
    case 'history':
      return text(activity.isDisclosed ? 'popupActivity_historyOn' : 'popupActivity_historyOff', by);
    case 'role':
      return text(`popupActivity_role_${activity.role}`, by, name(activity.target));
    case 'added':
    case 'removed': {
      if (activity.targets.includes(activity.by)) {
        const others = activity.targets.filter((target) => target !== activity.by);
        return text(`popupActivity_self_${activity.type}`, targetNames([by, ...others.map(name)]));
      }
      return text(`popupActivity_${activity.type}`, by, targetNames(activity.targets.map(name)));
    }
  }
}

function targetNames(names: string[]): string {
  if (names.length <= namedTargets) return listed(names);
  const shown = names.slice(0, namedTargets - 1);
  return countedText('uiNamesAndOthers', names.length - shown.length, listed(shown, 'unit'));
}
