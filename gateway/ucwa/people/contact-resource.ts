// The resource `contact` (ucwa.md 6), and the addresses that belong to a person.
import { createHash } from 'node:crypto';
import { makeResource, type Resource } from '../../../src/ucwa/wire/resource.ts';
import { addressOf, sipOf, telephoneAddress } from '../addresses.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { ContactView } from './contact-views.ts';

/** An application, as far as addresses need it. */
export type Holder = { readonly id: string };

/** The members of a profile that only those see whom its owner has accepted. */
function details(view: ContactView): Record<string, unknown> {
  if (!view.is_open) return {};
  return {
    emailAddresses: view.emails.length > 0 ? view.emails : undefined,
    title: view.jobtitle || undefined,
    homePhoneNumber: telephoneAddress(view.phone_home),
    mobilePhoneNumber: telephoneAddress(view.phone_mobile),
    workPhoneNumber: telephoneAddress(view.phone_office),
  };
}

/** The address of a contact in an application. */
export const contactHref = (context: UcwaContext, { id }: Holder, mri: string): string =>
  context.paths.href('contact', { app: id, contact: addressOf(context, mri) });

/** The tag of a resource: another one whenever it says something else. */
export function etagOf(resource: Resource): string {
  return createHash('sha256').update(JSON.stringify(resource)).digest('hex').slice(0, 16);
}

/** A person as the resource `contact`. Every link is there for everybody: what a stranger may not know is empty behind it. */
export function contactResource(context: UcwaContext, { id }: Holder, view: ContactView): Resource {
  const ids = { app: id, contact: addressOf(context, view.mri) };
  const href = (place: Parameters<typeof context.paths.href>[0]) => context.paths.href(place, ids);
  const resource = makeResource('contact', href('contact'), {
    properties: {
      uri: sipOf(context, view.mri),
      name: view.edited_name ?? view.display_name,
      type: view.kind === 'bot' ? 'Bot' : 'User',
      sourceNetwork: view.home === null ? 'SameEnterprise' : 'Federated',
      ...details(view),
    },
    links: {
      contactPhoto: href('contactPhoto'),
      contactPresence: href('contactPresence'),
      contactLocation: href('contactLocation'),
      contactNote: href('contactNote'),
      contactSupportedModalities: href('contactSupportedModalities'),
      contactPrivacyRelationship: href('contactPrivacyRelationship'),
    },
  });
  return { ...resource, etag: etagOf(resource) };
}
