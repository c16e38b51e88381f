// Shapes of the UCWA notes on `participantMessaging`: the resource and the events that tell of it.
import * as v from 'valibot';
import { childrenOf, parseXml } from '../../markup/xml.ts';

const link = v.object({ href: v.string() });
const relatedLink = v.object({ rel: v.string(), href: v.string() });

/** Whether a participant uses instant messaging: only links. `rel` names the resource. */
export const participantMessaging = v.object({
  rel: v.literal('participantMessaging'),
  _links: v.object({ self: link, participant: v.optional(link) }),
});

export type ParticipantMessaging = v.InferOutput<typeof participantMessaging>;

/** One reply of the event channel; `next` leads on. */
export const eventReply = v.object({
  _links: v.object({ self: link, next: v.optional(link) }),
  sender: v.array(
    v.object({
      rel: v.string(),
      href: v.string(),
      events: v.array(
        v.object({
          link: relatedLink,
          in: v.optional(relatedLink),
          type: v.picklist(['added', 'updated', 'deleted']),
        }),
      ),
    }),
  ),
});

export type EventReply = v.InferOutput<typeof eventReply>;

/** The XML form of the resource, in the shape of the JSON form; undefined when it is none. */
export function readParticipantMessagingXml(source: string): ParticipantMessaging | undefined {
  const root = parseXml(source);
  const self = root?.attributes.get('href');
  if (root?.name !== 'resource' || root.attributes.get('rel') !== 'participantMessaging' || !self) return undefined;
  const participant = childrenOf(root, 'link').find((child) => child.attributes.get('rel') === 'participant');
  const href = participant?.attributes.get('href');
  return { rel: 'participantMessaging', _links: { self: { href: self }, ...(href ? { participant: { href } } : {}) } };
}
