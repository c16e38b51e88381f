// PUT on communication: the client says what it can do (ucwa.md 1.5, 8.1).
import type { Context } from 'hono';
import { communicationInput, putMemberValue } from '../../../src/ucwa/wire/application.ts';
import type { GatewayEnv } from '../../context.ts';
import { takeTick } from '../../messaging/clock.ts';
import { queueEvents } from '../channel/queue.ts';
import { ucwaError, validationFailure } from '../errors.ts';
import { checkInput, readBody } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import type { Application } from './applications.ts';
import { communicationResource } from './resources.ts';

const formats = new Map([
  ['plain', 'Plain'],
  ['html', 'Html'],
]);

/** Throws 428 without `If-Match`, 412 when it names another version. */
function checkMatch(c: Context, etag: string): void {
  const match = c.req.header('if-match');
  if (match === undefined) throw ucwaError(428, '', '', 'A PUT needs the header If-Match.');
  const named = match.split(',').map((entry) =>
    entry
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1'),
  );
  if (!named.includes(etag) && !named.includes('*')) {
    throw ucwaError(412, '', '', 'The resource has changed: get it again.');
  }
}

/** Throws 400 when the member with the random name did not come back. */
function checkMember(body: Record<string, unknown>, { putMember }: Application): void {
  const key = Object.keys(body).find((name) => name.toLowerCase() === putMember);
  if (key === undefined || body[key] !== putMemberValue) {
    throw validationFailure(putMember, 'expected the whole resource back, this member included');
  }
}

function formatsOf(given: readonly string[]): string[] {
  const known = given.map((name) => formats.get(name.toLowerCase()));
  const unknown = given[known.indexOf(undefined)];
  if (unknown !== undefined) throw validationFailure('supportedMessageFormats', `"${unknown}" is not known`);
  return [...new Set(known.flatMap((name) => name ?? []))];
}

/** What is not named stays, and plain text is always understood. */
export async function changeCommunication(
  context: UcwaContext,
  c: Context<GatewayEnv>,
  application: Application,
): Promise<Application> {
  checkMatch(c, String(application.communicationVersion));
  const body = await readBody(c);
  checkMember(body, application);
  const input = checkInput(communicationInput, body);
  const chosen = formatsOf(input.supportedMessageFormats ?? application.formats);
  const changed: Application = {
    ...application,
    formats: chosen.includes('Plain') ? chosen : ['Plain', ...chosen],
    communicationVersion: application.communicationVersion + 1,
  };
  await context.database.transaction(async (transaction) => {
    await takeTick(transaction, context);
    const rows = await transaction.query(
      `update ucwa_applications set formats = $2, communication_version = $3
       where serial = $1 and communication_version = $4 returning serial`,
      [
        application.serial,
        JSON.stringify(changed.formats),
        changed.communicationVersion,
        application.communicationVersion,
      ],
    );
    if (rows.length === 0) throw ucwaError(412, '', '', 'The resource has changed: get it again.');
    await tellOfCommunication(transaction, context, changed);
  });
  return changed;
}

async function tellOfCommunication(
  transaction: Parameters<typeof queueEvents>[0],
  context: UcwaContext,
  application: Application,
): Promise<void> {
  const href = context.paths.href('communication', { app: application.id });
  const embedded = communicationResource(context, application);
  const event = { link: { rel: 'communication', href }, type: 'updated', embedded } as const;
  const sender = { rel: 'communication', href };
  await queueEvents(transaction, context, application, [{ sender, event, priority: 'medium', about: href }]);
}
