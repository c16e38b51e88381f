// POST on batch (ucwa.md 1.7): several requests in one. The bearer of the outer request counts for all of them.
import { STATUS_CODES } from 'node:http';
import type { Context } from 'hono';
import { readText } from '../../body.ts';
import type { GatewayEnv } from '../../context.ts';
import { originOf } from '../../origin.ts';
import { reasonResponse, ucwaError } from '../errors.ts';
import { wantedRepresentation } from '../representation.ts';
import type { UcwaContext } from '../ucwa-context.ts';
import { type BatchRequest, boundaryOf, joinParts, readParts, writePart } from './multipart.ts';

/** Requests of one user that may be outstanding; a batch that goes beyond is refused as a whole. */
const mostOutstanding = 100;

/** Answers one request as if it had come alone. */
export type Answerer = (request: Request) => Response | Promise<Response>;

export type Batches = (c: Context<GatewayEnv>, userId: number, answer: Answerer) => Promise<Response>;

/** Headers of a part that mean something to a resource; the token is the outer request's. */
const passedOn = ['accept', 'content-type', 'if-match', 'if-none-match', 'x-ms-requiresminresourceversion'];

/** What may not stand in a batch: another batch, the event channel, pictures. */
const excluded = /\/(?:batch|events|photos?|contactPhoto)(?:\/[^/]*)?$/;

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE']);

function urlOf(target: string, origin: string): URL | undefined {
  if (!URL.canParse(target, origin)) return undefined;
  const url = new URL(target, origin);
  const isOurs = url.origin === origin && url.pathname.startsWith('/ucwa/') && !excluded.test(url.pathname);
  return isOurs ? url : undefined;
}

/** The request of a part; undefined when a batch may not have it. */
function requestOf(part: BatchRequest | undefined, outer: Request, origin: string): Request | undefined {
  const url = part && urlOf(part.target, origin);
  if (!url || !methods.has(part.method)) return undefined;
  const headers = new Headers({ host: outer.headers.get('host') ?? url.host });
  for (const name of passedOn) {
    const value = part.headers.get(name);
    if (value !== undefined) headers.set(name, value);
  }
  headers.set('authorization', outer.headers.get('authorization') ?? '');
  const hasBody = part.method !== 'GET' && part.body !== '';
  return new Request(url, { method: part.method, headers, ...(hasBody ? { body: part.body } : {}) });
}

/** Makes the answerer of batches; it counts what each user has outstanding in this process. */
export function createBatches(context: UcwaContext): Batches {
  const outstanding = new Map<number, number>();

  async function answerAll(
    requests: readonly (Request | undefined)[],
    c: Context<GatewayEnv>,
    answer: Answerer,
  ): Promise<string[]> {
    const written: string[] = [];
    for (const request of requests) {
      const response = request
        ? await answer(request)
        : reasonResponse(
            ucwaError(400, '', '', 'A batch cannot have this request.'),
            wantedRepresentation(c).representation,
          );
      written.push(await writePart(response, STATUS_CODES[response.status] ?? ''));
    }
    return written;
  }

  return async (c, userId, answer) => {
    const boundary = boundaryOf(c.req.header('content-type') ?? '');
    if (boundary === undefined) throw ucwaError(415, '', '', 'A batch is multipart/batching with a boundary.');
    const parts = readParts(await readText(c), boundary);
    if (parts.length === 0) throw ucwaError(400, 'BadRequest', 'DeserializationFailure', 'The batch has no part.');
    const before = outstanding.get(userId) ?? 0;
    if (before + parts.length > mostOutstanding) {
      throw ucwaError(429, '', 'TooManyRequests', 'There are too many requests: nothing of the batch was done.');
    }
    outstanding.set(userId, before + parts.length);
    try {
      const origin = originOf(context, c.req.raw);
      const requests = parts.map((part) => requestOf(part, c.req.raw, origin));
      const answerBoundary = Buffer.from(context.randomBytes(16)).toString('hex');
      const body = joinParts(await answerAll(requests, c, answer), answerBoundary);
      return new Response(body, {
        headers: { 'Content-Type': `multipart/batching; boundary="${answerBoundary}"`, 'Cache-Control': 'no-cache' },
      });
    } finally {
      const left = (outstanding.get(userId) ?? 0) - parts.length;
      if (left > 0) outstanding.set(userId, left);
      else outstanding.delete(userId);
    }
  };
}
