// What a reply says besides its body: how long to wait, which error it is, where it leads, what time it is. Any header and any body become an
// error of the closed list, a time that is one, or nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPassing, ServiceError, type ServiceErrorKind } from '../../src/service/error.ts';
import type { TransportResponse } from '../../src/service/transport.ts';
import {
  readErrorCode,
  failureOf as skypeFailureOf,
  readRetryAfter as skypeRetryAfter,
} from '../../src/skype/client/failure.ts';
import { createOriginGuard } from '../../src/skype/client/origin-guard.ts';
import {
  conversationOfLink,
  endpointOfLink,
  isMri,
  mriOfName,
  parseMri,
  personOfLink,
  threadOfLink,
} from '../../src/skype/identifiers.ts';
import { parseRegistrationToken } from '../../src/skype/registration-token.ts';
import { firstTime, parseIsoTime, parseMsText, parseSecondsText } from '../../src/skype/timestamps.ts';
import { refusalOf } from '../../src/ucwa/channel/refusal.ts';
import {
  readDiagnostics,
  failureOf as ucwaFailureOf,
  readRetryAfter as ucwaRetryAfter,
} from '../../src/ucwa/client/failure.ts';
import { anyJson, damaged, runs, trickyName, trickyText } from './effort.ts';
import { address, soup } from './markup-pieces.ts';

// Every kind there is: the type checker wants each of them here.
const kinds: Record<ServiceErrorKind, true> = {
  unauthorised: true,
  forbidden: true,
  'not-found': true,
  'session-lost': true,
  'rate-limited': true,
  conflict: true,
  replaced: true,
  invalid: true,
  server: true,
  network: true,
  unreadable: true,
  declined: true,
  unanswered: true,
};

const nowMs = 1_714_979_300_000;
const hour = 3_600_000;

const date = fc.oneof(
  fc.date({ noInvalidDate: true }).map((value) => value.toUTCString()),
  fc.date({ noInvalidDate: true }).map((value) => value.toISOString()),
  fc.integer({ min: -100_000, max: 100_000_000 }).map((seconds) => new Date(nowMs + seconds * 1000).toUTCString()),
);
const wait = fc.oneof(
  fc.integer({ min: -10, max: 10_000_000_000 }).map(String),
  date,
  trickyText,
  fc.constantFrom('1.5', '+5', '5 ', '5;6', '0'),
);

const body = fc.oneof(
  damaged([
    { errorCode: 729, message: 'x' },
    { errorCode: 404, message: '{"errorCode":752,"message":"y"}' },
    { status: { code: 40120, text: 'z' } },
    { standardizedError: { errorCode: 800 } },
    { code: 'Gone', subcode: 'TooManyApplications', parameters: [{ name: 'a' }] },
  ]).map((value) => {
    try {
      return JSON.stringify(value) ?? '';
    } catch {
      return '['.repeat(20_000);
    }
  }),
  trickyName.map((subcode) => JSON.stringify({ code: 'Gone', subcode })),
  anyJson.map((value) => JSON.stringify(value) ?? ''),
  fc.nat(12).map((depth) => {
    let text = '{"errorCode":729}';
    for (let i = 0; i < depth; i++) text = JSON.stringify({ errorCode: 404, message: text });
    return text;
  }),
  soup,
);

const response: fc.Arbitrary<TransportResponse> = fc
  .record({
    status: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 401, 403, 404, 410, 429, 500, 503)),
    headers: fc.dictionary(
      fc.constantFrom('retry-after', 'date', 'content-type', 'www-authenticate', 'warning', 'x-ms-diagnostics'),
      fc.oneof(
        wait,
        trickyText,
        soup,
        fc.constantFrom('application/json', 'application/xml', 'MsRtcOAuth href="x"', '28032;reason="x"'),
      ),
    ),
    text: body,
  })
  .map(({ status, headers, text }) => ({ status, text, header: (name) => headers[name.toLowerCase()] }));

describe('any reply that refuses', () => {
  it.each<[string, (reply: TransportResponse) => ServiceError]>([
    ['skype', (reply) => skypeFailureOf(reply, 'registration', nowMs)],
    ['skype, without a session', (reply) => skypeFailureOf(reply, 'none', nowMs)],
    ['ucwa', (reply) => ucwaFailureOf(reply, nowMs)],
  ])('is an error of the closed list, in few words of our own (%s)', (_service, failureOf) => {
    fc.assert(
      fc.property(response, (reply) => {
        const failure = failureOf(reply);
        expect(failure).toBeInstanceOf(ServiceError);
        expect(Object.hasOwn(kinds, failure.kind)).toBe(true);
        expect(isPassing(failure.kind)).toBeTypeOf('boolean');
        expect(failure.message).toMatch(/^the server answered \d+( with (code -?[\d.e+-]+|\w{1,60}))?$/);
        if (failure.retryAfterMs !== undefined) {
          expect(failure.retryAfterMs).toBeGreaterThanOrEqual(0);
          expect(failure.retryAfterMs).toBeLessThanOrEqual(hour);
        }
      }),
      runs(600),
    );
  });

  it('of an invitation is an error of the closed list', () => {
    fc.assert(
      fc.property(fc.oneof(trickyText, fc.constantFrom('Declined', 'Busy')), (subcode) => {
        expect(Object.hasOwn(kinds, refusalOf({ operationId: 'o', isSuccess: false, subcode }).kind)).toBe(true);
      }),
      runs(300),
    );
  });

  it('asks for a wait of whole hours at the most, or for none', () => {
    const reply = (value: string, at: string | undefined): TransportResponse => ({
      status: 429,
      text: '',
      header: (name) => (name === 'Retry-After' ? value : name === 'Date' ? at : undefined),
    });
    fc.assert(
      fc.property(wait, fc.option(fc.oneof(date, trickyText), { nil: undefined }), (value, at) => {
        const waits = [skypeRetryAfter(reply(value, at), nowMs), ucwaRetryAfter(reply(value, at), nowMs)];
        expect(waits[0]).toBe(waits[1]);
        expect(waits[0] === undefined || (waits[0] >= 0 && waits[0] <= hour)).toBe(true);
      }),
      runs(600),
    );
    fc.assert(
      fc.property(fc.nat(3_600), (seconds) => {
        const at = new Date(nowMs).toUTCString();
        expect(skypeRetryAfter(reply(String(seconds), undefined), 0)).toBe(seconds * 1000);
        expect(skypeRetryAfter(reply(new Date(nowMs + seconds * 1000).toUTCString(), at), 0)).toBe(seconds * 1000);
      }),
      runs(100),
    );
  });

  it('has a code that is a number, or none', () => {
    fc.assert(
      fc.property(body, (text) => {
        const code = readErrorCode(text);
        expect(code === undefined || Number.isFinite(code)).toBe(true);
      }),
      runs(500),
    );
    fc.assert(
      fc.property(fc.oneof(trickyText, soup, fc.constantFrom('28032', '28032;source="x"', '128032')), (text) => {
        const code = readDiagnostics({ status: 500, text: '', header: () => text });
        expect(code === undefined || (code >= 28_000 && code < 29_000)).toBe(true);
      }),
      runs(200),
    );
  });
});

describe('any text as a time', () => {
  it('is a time that can be written again, or none', () => {
    const text = fc.oneof(
      date,
      trickyText,
      fc.integer().map(String),
      fc.constantFrom('22016-01-01T00:00:00.000Z', '2016-13-01T00:00:00Z'),
    );
    fc.assert(
      fc.property(text, (value) => {
        for (const read of [parseIsoTime, parseMsText, parseSecondsText, firstTime]) {
          const ms = read(value);
          if (ms !== undefined) expect(new Date(ms).toISOString()).toMatch(/Z$/);
        }
      }),
      runs(800),
    );
  });
});

describe('any link', () => {
  const base = 'https://gateway.example/v1';
  const guard = createOriginGuard('https://gateway.example', () => undefined);
  guard.learn({ services: { messaging: base }, clouds: ['https://west.gateway.example'] });

  it('names a person, a conversation, an endpoint, or nobody', () => {
    const link = fc.oneof(
      address,
      fc
        .tuple(fc.constantFrom('contacts', 'users', 'conversations', 'threads', 'endpoints', 'messages'), trickyText)
        .map(([place, id]) => `${base}/users/ME/${place}/${id}`),
    );
    fc.assert(
      fc.property(link, (value) => {
        for (const read of [personOfLink, conversationOfLink, threadOfLink]) {
          const id = read(value);
          expect(id === undefined || isMri(id)).toBe(true);
        }
        expect(endpointOfLink(value) ?? '{0}').toMatch(/^\{[0-9a-f-]+\}$/);
      }),
      runs(800),
    );
  });

  it('is requested only where the account lives, however it is spelled', () => {
    const spelled = fc.oneof(
      address,
      fc.constantFrom(
        ...[
          'https://gateway.example',
          'https://west.gateway.example',
          'https://gateway.example:8443',
          '//gateway.example',
          '/v1/x',
          'x',
        ],
        ...[
          'https://gateway.example@attacker.example/',
          'https://gateway.example.attacker.example',
          'https:\\\\attacker.example\\',
        ],
        ...[
          'https://attackergateway.example',
          'http://gateway.example',
          'https://gateway.example\u0000.attacker.example',
          '\\\\attacker.example',
        ],
        ...[
          'https://ɡateway.example',
          'https://gateway。example',
          'https://GATEWAY.example',
          'https://fred@gateway.example',
          '///attacker.example',
        ],
        ...[
          'https://gateway.example#@attacker.example',
          'https://gateway.example?@attacker.example',
          '\thttps://attacker.example',
        ],
      ),
    );
    fc.assert(
      fc.property(spelled, fc.constantFrom(undefined, `${base}/a`), (value, from) => {
        let checked: string;
        try {
          checked = guard.check(value, 'link', from);
        } catch (error) {
          expect(error).toBeInstanceOf(ServiceError);
          return;
        }
        const url = new URL(checked);
        expect(['https://gateway.example', 'https://west.gateway.example']).toContain(url.origin);
        expect(url.username + url.password).toBe('');
      }),
      runs(800),
    );
  });

  it('of any name has an identifier that is taken apart again as it was put together', () => {
    fc.assert(
      fc.property(trickyText, (name) => {
        const mri = mriOfName(name);
        const parts = parseMri(mri);
        if (parts) expect(`${parts.prefix}:${parts.name}`).toBe(mri);
      }),
      runs(400),
    );
  });

  it('of a registration token is well-formed, or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          trickyText,
          soup,
          trickyText.map((text) => `registrationToken=${text}; expires=1; endpointId={a}`),
        ),
        (text) => {
          const token = parseRegistrationToken(text);
          expect(token?.value ?? 'none').toMatch(/^[A-Za-z0-9+/=]+$/);
          expect(Number.isFinite(token?.expiresAtMs ?? 0)).toBe(true);
        },
      ),
      runs(400),
    );
  });
});
