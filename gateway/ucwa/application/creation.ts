// POST on applications (ucwa.md 4.2). Several windows on one application (4.5) are left out: an `instanceId` is accepted, and the
// window gets the application's one event channel.
import type { ApplicationInput } from '../../../src/ucwa/wire/application.ts';
import type { Principal } from '../../identity/principal.ts';
import { takeTick } from '../../messaging/clock.ts';
import type { Queryable } from '../../storage/database.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import {
  type Application,
  type ApplicationRow,
  applicationOf,
  applicationsBySerial,
  applicationsOf,
} from './applications.ts';
import { connectApplication, endpointIdFor, noteSignInOf } from './endpoint.ts';
import { endApplication, keepApplication, surplusOf } from './lifetime.ts';

/** Twelve digits, as real servers have. */
function makeId(context: UcwaContext): string {
  const digits = [...context.randomBytes(12)].map((byte) => String(byte % 10));
  return `1${digits.slice(1).join('')}`;
}

/** The member that a PUT must give back has a name that nobody can know beforehand (ucwa.md 1.5). */
const makePutMember = (context: UcwaContext): string => Buffer.from(context.randomBytes(16)).toString('hex');

const isSame = (application: Application, input: ApplicationInput): boolean =>
  application.userAgent === input.userAgent &&
  application.culture === input.culture &&
  application.type === (input.type ?? '');

async function insertApplication(
  transaction: Queryable,
  context: UcwaContext,
  principal: Principal,
  input: ApplicationInput,
  endpointId: string,
): Promise<Application> {
  const nowMs = Math.floor(context.now());
  const [row] = await transaction.query<ApplicationRow>(
    `insert into ucwa_applications (id, user_id, endpoint_id, sign_in_id, client_endpoint_id, user_agent, culture, type, put_member,
       created_at_ms, released_at_ms)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) returning *, $11::text as mri`,
    [
      ...[makeId(context), principal.userId, endpointId, principal.signInId, input.endpointId, input.userAgent],
      ...[input.culture, input.type ?? '', makePutMember(context), nowMs, principal.mri],
    ],
  );
  if (!row) throw new Error('the new application was not returned');
  return applicationOf(row);
}

/** Ends what has to make room: the same endpoint's application in another form, and those beyond the limit. */
async function makeRoom(
  transaction: Queryable,
  context: UcwaContext,
  userId: number,
  replaced: Application | undefined,
) {
  if (replaced) await endApplication(transaction, context, replaced);
  const surplus = await applicationsBySerial(transaction, await surplusOf(transaction, userId));
  for (const application of surplus) await endApplication(transaction, context, application, 'TooManyApplications');
}

/**
 * The application for what a client says of itself: a new one, or the running one of the same endpoint, user agent, culture and type.
 * Of too many the most silent ends.
 */
export async function createApplication(
  context: UcwaContext,
  principal: Principal,
  input: ApplicationInput,
): Promise<{ application: Application; isNew: boolean }> {
  const endpointId = endpointIdFor(principal.userId, input.endpointId);
  return context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const own = await applicationsOf(transaction, [principal.userId], false);
    const running = own.find((application) => application.endpointId === endpointId);
    if (running && isSame(running, input)) {
      await noteSignInOf(transaction, context, running, principal);
      await keepApplication(transaction, context, running, context.now());
      return { application: running, isNew: false };
    }
    await makeRoom(transaction, context, principal.userId, running);
    await connectApplication(transaction, context, principal, endpointId);
    return { application: await insertApplication(transaction, context, principal, input, endpointId), isNew: true };
  });
}
