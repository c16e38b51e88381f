// Links are stored without an origin (`/v1/...`) and made absolute when they are handed out, on the origin that the asking
// client itself used: a stored link never names a host (skype.md 2.3).

/** Keeps ids as raw as clients expect them (`8:joe.4`, `19:...@thread.skype`, `{uuid}`), encodes only what breaks a path. */
const inPath = (id: string): string =>
  encodeURIComponent(id).replace(/%(3A|40|7B|7D|2B|2C|24)/g, (escaped) => decodeURIComponent(escaped));

export const contactLink = (mri: string): string => `/v1/users/ME/contacts/${inPath(mri)}`;
export const contactPresenceLink = (mri: string): string => `${contactLink(mri)}/presenceDocs/messagingService`;
export const userLink = (mri: string): string => `/v1/users/${inPath(mri)}`;
export const userPresenceLink = (mri: string): string => `${userLink(mri)}/presenceDocs/messagingService`;
export const endpointPresenceLink = (mri: string, endpointId: string): string =>
  `${userLink(mri)}/endpoints/${inPath(endpointId)}/presenceDocs/messagingService`;
export const conversationLink = (cid: string): string => `/v1/users/ME/conversations/${inPath(cid)}`;
export const messagesLink = (cid: string): string => `${conversationLink(cid)}/messages`;
export const messageLink = (cid: string, id: number): string => `${messagesLink(cid)}/${id}`;
export const acknowledgementLink = (id: number): string => `/v1/users/ME/conversations/ALL/messages/${id}/ack`;
export const threadLink = (tid: string): string => `/v1/threads/${inPath(tid)}`;

/** The `Location` of a registered endpoint: braces percent-encoded, as two clients read it (skype.md 3.3, 3.4). */
export const endpointLocation = (endpointId: string): string =>
  `/v1/users/ME/endpoints/${encodeURIComponent(endpointId)}`;

const linkKeys: ReadonlySet<string> = new Set([
  'from',
  'conversationLink',
  'ackrequired',
  'resourceLink',
  'selfLink',
  'targetLink',
  'messages',
  'userLink',
  'link',
  'backwardLink',
  'forwardLink',
  'syncState',
]);

/** Objects whose keys or values clients choose: nothing in them is a link of ours. */
const foreignKeys: ReadonlySet<string> = new Set(['properties', 'threadProperties', 'publicInfo', 'privateInfo']);

const absolute = (link: unknown, origin: string): unknown =>
  typeof link === 'string' && link.startsWith('/v1/') ? origin + link : link;

/** A wire object with its links made absolute on an origin (no slash at the end). Texts written by people are not touched. */
export function withOrigin(value: unknown, origin: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withOrigin(item, origin));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (foreignKeys.has(key)) return [key, inner];
      if (key === 'endpointPresenceDocLinks' && Array.isArray(inner)) {
        return [key, inner.map((link) => absolute(link, origin))];
      }
      return [
        key,
        linkKeys.has(key) && typeof inner === 'string' ? absolute(inner, origin) : withOrigin(inner, origin),
      ];
    }),
  );
}
