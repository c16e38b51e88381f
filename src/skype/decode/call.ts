import { childrenOf, childText, type XmlElement } from '../../markup/xml.ts';
import type { ContactId } from '../../model/account.ts';
import type { CallState, MessageContent } from '../../model/message.ts';
import { mriOfName } from '../identifiers.ts';

const states: readonly CallState[] = ['started', 'ended', 'missed'];

/**
 * Reads a `partlist` (skype.md 7.2, Event/Call); undefined when it is none. A call that ended without us, although we
 * did not make it, is missed.
 */
export function decodeCall(
  root: XmlElement | undefined,
  sender: ContactId,
  user: ContactId,
): MessageContent | undefined {
  const told = root?.attributes.get('type')?.toLowerCase();
  const state = states.find((known) => known === told);
  if (root?.name !== 'partlist' || !state) return undefined;
  const parts = childrenOf(root, 'part').flatMap((part) => {
    const identity = part.attributes.get('identity');
    if (!identity) return [];
    const duration = childText(part, 'duration');
    return [
      {
        id: mriOfName(identity),
        name: childText(part, 'name').slice(0, 256),
        ...(/^\d{1,7}(\.\d+)?$/.test(duration) ? { durationSeconds: Math.round(Number(duration)) } : {}),
      },
    ];
  });
  const own = parts.find((part) => part.id === user);
  const isMissed = state === 'ended' && sender !== user && own !== undefined && own.durationSeconds === undefined;
  return { kind: 'call', state: isMissed ? 'missed' : state, parts };
}
