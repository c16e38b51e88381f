// Contact requests (skype.md 8.1).
import type { SendDirect } from '../../service/operations.ts';
import type { RequestOperations } from '../../service/people-operations.ts';

const own = '/contacts/v2/users/SELF';

/** Sending contact requests, and answering those of others. */
export function createRequestOperations(send: SendDirect): RequestOperations {
  const answer = (contact: string, word: 'accept' | 'decline') =>
    send({ place: 'contacts', method: 'PUT', path: `${own}/invites/${encodeURIComponent(contact)}/${word}` });

  return {
    async send(contact, greeting) {
      await send({ place: 'contacts', method: 'POST', path: `${own}/contacts`, json: { mri: contact, greeting } });
    },

    // Accepting authorises; the messaging gateway keeps a contact list of its own, which SkPy fills then too.
    async accept(contact) {
      await answer(contact, 'accept');
      await send({ place: 'messaging', method: 'PUT', path: `/users/ME/contacts/${encodeURIComponent(contact)}` });
    },

    async decline(contact) {
      await answer(contact, 'decline');
    },
  };
}
