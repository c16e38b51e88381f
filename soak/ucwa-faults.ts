// What can happen to the replies of a UCWA server beyond what can happen to any: its words for "I do not know you any more".
import { asItIs, type Fault, json, type Request } from './faults.ts';

const pathOf = ({ path }: { path: string }) => path.split('?')[0] ?? '';
const isUcwa = ({ path }: { path: string }) => path.startsWith('/ucwa/');
/** The event channel. */
export const isChannel = ({ path }: { path: string }) => isUcwa({ path }) && /\/events$/.test(pathOf({ path }));
const asksChannel = (later: Request) => isChannel(later);
/** A 404 is believed when the application itself is asked for and is not there either. */
const looksAgain = (later: Request) => isUcwa(later);
const renewsTicket = (later: Request) => later.method === 'POST' && !isUcwa(later) && !later.path.startsWith('/v1/');

export const ucwaFaults: readonly Fault[] = [
  {
    name: 'UCWA: package lost',
    concerns: isChannel,
    apply: (exchange) => ({ ...asItIs(exchange), breakAfter: 0 }),
    answer: asksChannel,
  },
  {
    name: 'UCWA: application forgotten',
    concerns: isUcwa,
    apply: () => json(404, { code: 'NotFound', subcode: 'ApplicationNotFound', message: 'no application' }),
    answer: looksAgain,
  },
  {
    name: 'UCWA: ticket stale',
    concerns: isUcwa,
    apply: () => ({
      status: 500,
      headers: {
        'content-type': 'text/html',
        'x-ms-diagnostics': '28032;source="soak";reason="The web ticket is invalid."',
      },
      body: Buffer.from('<!doctype html><title>500</title>'),
    }),
    answer: renewsTicket,
  },
  {
    name: 'UCWA: too many requests',
    concerns: isUcwa,
    apply: () => json(429, { code: 'TooManyRequests', message: 'slower' }, { 'retry-after': '2' }),
    answer: isUcwa,
    quietMs: 1_900,
  },
  {
    name: 'UCWA: service unavailable',
    concerns: isUcwa,
    apply: () => json(503, { code: 'ServiceUnavailable', message: 'later' }, { 'retry-after': '1' }),
    answer: isUcwa,
    quietMs: 900,
  },
];
