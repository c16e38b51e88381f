// The user's note and place (ucwa.md 5.1). Both exist only after the user became available at the server.
import type { SendDirect } from '../../service/operations.ts';
import type { NoteOperations } from '../../service/participant-operations.ts';
import { readReply, textOf } from './reply.ts';

/** The longest location that the server takes. */
const longestLocation = 60;

export function createNoteOperations(send: SendDirect): NoteOperations {
  const read = async (rel: string) => readReply(await send({ place: 'me', method: 'GET', path: `/${rel}` }));
  // A request without a body takes away what was there.
  const write = async (rel: string, name: string, value: string) => {
    await send({ place: 'me', method: 'POST', path: `/${rel}`, ...(value && { json: { [name]: value } }) });
  };
  return {
    async read() {
      const [note, location] = await Promise.all([read('note'), read('location')]);
      const kind = textOf(note, 'type').toLowerCase() === 'outofoffice' ? 'out-of-office' : 'personal';
      return { note: textOf(note, 'message'), kind, location: textOf(location, 'location') };
    },
    setNote: (text) => write('note', 'message', text.trim()),
    setLocation: (text) => write('location', 'location', text.trim().slice(0, longestLocation)),
  };
}
