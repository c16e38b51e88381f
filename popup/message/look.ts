import { isPreferenceOn } from '../../extension/preferences.ts';
import type { OpenConversation } from '../../extension/queries.ts';
import { knownName, type People } from '../../extension/ui/names.ts';
import type { Account, AccountId } from '../../src/model/account.ts';
import type { MarkupLook } from './MarkupView.tsx';

/** How messages of an account are shown: names, and what the account's flags switch on. */
export type MessageLook = MarkupLook & {
  account: AccountId;
  owner: Account;
  people: People;
  showsLinkCards: boolean;
  /** The server may be asked about links without a click: only when the account is known to want it. */
  describesLinks: boolean;
  showsLargeEmoticons: boolean;
};

/** The look that an account's preferences ask for; everything that asks no server is on while they are not known. */
export function lookOf({ account, people, preferences }: OpenConversation): MessageLook {
  const isOn = (key: 'emoticons' | 'animatedEmoticons' | 'largeEmoticons' | 'linkPreviews') =>
    !preferences || isPreferenceOn(key, preferences);
  return {
    account: account.id,
    owner: account,
    people,
    own: account.user,
    // Quotes often give the identifier without the prefix of its kind.
    nameOf: (id) => knownName(people, account.id, id) ?? knownName(people, account.id, `8:${id}`),
    showsEmoticons: isOn('emoticons'),
    animatesEmoticons: isOn('animatedEmoticons'),
    showsLargeEmoticons: isOn('emoticons') && isOn('largeEmoticons'),
    showsLinkCards: isOn('linkPreviews'),
    describesLinks: preferences !== undefined && isOn('linkPreviews'),
  };
}
