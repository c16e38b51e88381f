// What a subscription asked for: its list of resource paths, and the questions whether an event belongs to it (skype.md 5.1).
import { decodeSegment } from '../../src/skype/identifiers.ts';
import { interestedResources } from '../../src/skype/wire/subscription.ts';
import { badRequest } from '../errors.ts';
import { storableText } from '../storage/storable.ts';
import type { Limits } from './limits.ts';

const longestResource = 400;

/** The list as it is stored: decoded, without origins and repetitions. Unknown paths are kept and match nothing. */
export function normaliseInterest(limits: Pick<Limits, 'interestedResources'>, resources: readonly string[]): string[] {
  if (resources.length > limits.interestedResources) throw badRequest('There are too many interested resources.');
  const paths = resources.map((resource) => {
    if (resource.length > longestResource) throw badRequest('An interested resource is too long.');
    return storableText(decodeSegment(resource.replace(/^https?:\/\/[^/]+/i, '')));
  });
  return [...new Set(paths)];
}

export const wantsMessages = (interest: readonly string[], cid: string): boolean =>
  interest.includes(interestedResources.messages) || interest.includes(`/v1/users/ME/conversations/${cid}/messages`);

export const wantsConversation = (interest: readonly string[], cid: string): boolean =>
  interest.includes(interestedResources.conversations) ||
  interest.includes(`/v1/users/ME/conversations/${cid}/properties`);

export const wantsThread = (interest: readonly string[], tid: string): boolean =>
  interest.includes(interestedResources.threads) || interest.includes(`/v1/threads/${tid}`);

/** `isListed`: whether the person is on the subscriber's own contact list, which is what ALL means. */
export const wantsPresence = (interest: readonly string[], mri: string, isListed: boolean): boolean =>
  (isListed && interest.includes(interestedResources.contacts)) || interest.includes(`/v1/users/ME/contacts/${mri}`);
