import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantTypes, readChallenge, writeChallenge } from '../../../src/ucwa/wire/challenge.ts';
import { readDataUri, writeDataUri } from '../../../src/ucwa/wire/data-uri.ts';
import { readDate, writeDate } from '../../../src/ucwa/wire/dates.ts';
import { readInputText, writeInput } from '../../../src/ucwa/wire/input.ts';
import { readReason, writeReason } from '../../../src/ucwa/wire/reason.ts';

describe('a challenge', () => {
  const href = 'https://web.example.org/WebTicket/oauthtoken';
  const grants = ['urn:microsoft.rtc:windows', 'urn:microsoft.rtc:anonmeeting', 'password'];

  it.each([
    ['quoted', `MsRtcOAuth href="${href}",grant_type="${grants.join(',')}"`],
    ['bare', `MsRtcOAuth href=${href}, grant_type="${grants.join(', ')}"`],
    ['in the other order', `msrtcoauth GRANT_TYPE="${grants.join(',')}" , HREF = "${href}"`],
    [
      'folded behind another',
      `Bearer trusted_issuers="", client_id="0000", MsRtcOAuth href="${href}", grant_type="${grants.join(',')}"`,
    ],
    [
      'folded before another',
      `MsRtcOAuth href="${href}",grant_type="${grants.join(',')}", Negotiate, Bearer href="https://other.example/", grant_type="x"`,
    ],
  ])('is read %s', (_how, value) => {
    expect(readChallenge(value)).toEqual({ tokenService: href, grants });
  });

  it('keeps the query of a bare address', () => {
    expect(readChallenge('MsRtcOAuth href=https://a.example/t?x=1&y=2').tokenService).toBe(
      'https://a.example/t?x=1&y=2',
    );
  });

  it.each(['', 'NTLM', 'Bearer client_id="0000"', 'MsRtcOAuth', '"""', 'MsRtcOAuth href='])(
    'offers nothing: %s',
    (value) => {
      expect(readChallenge(value)).toEqual({ grants: [] });
    },
  );

  it('is read as it was written', () => {
    const challenge = { tokenService: href, grants: [grantTypes.windows, grantTypes.password] };
    expect(readChallenge(writeChallenge(challenge))).toEqual(challenge);
  });

  it('is read in time, whatever it is', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (value) => void readChallenge(value)));
    expect(readChallenge(`MsRtcOAuth ${'a="'.repeat(20_000)}`).grants).toEqual([]);
  });
});

describe('a data URI', () => {
  it.each([
    ['data:text/plain;charset=utf-8,Hi+Bo%0d%0a', 'text/plain', 'Hi Bo'],
    ['data:text/plain;charset=utf8,Gr%c3%bc%C3%9Fe', 'text/plain', 'Grüße'],
    ['data:text/plain;base64,SGkgQm8=', 'text/plain', 'Hi Bo'],
    ['data:text/plain;base64,8J+RjQ%3D%3D', 'text/plain', '👍'],
    ['data:text/html;base64,PHNwYW4+w7w8L3NwYW4+', 'text/html', '<span>ü</span>'],
    ['data:text/html;charset=utf-8,%3cb%3e1+%2b+1%3c/b%3e', 'text/html', '<b>1 + 1</b>'],
    ['DATA:,plain', 'text/plain', 'plain'],
    ['data:text/plain,100%25%20%zz%', 'text/plain', '100% %zz%'],
    ['data:text/plain,%ff%c3(', 'text/plain', '\ufffd\ufffd('],
    ['data:text/plain,a%0aline', 'text/plain', 'a\nline'],
  ])('%s', (uri, mediaType, text) => {
    expect(readDataUri(uri)).toEqual({ mediaType, text });
  });

  it.each(['https://example.org/', 'data:text/plain', ''])('is not %s', (uri) => {
    expect(readDataUri(uri)).toBeUndefined();
  });

  it('gives back every text, and base64 as Node writes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('text/plain', 'text/html'), (text, mediaType) => {
        const shown = text.replace(/\r?\n$/, '');
        expect(readDataUri(writeDataUri({ mediaType, text }))).toEqual({ mediaType, text: shown });
        const base64 = Buffer.from(text, 'utf8').toString('base64');
        expect(readDataUri(`data:${mediaType};base64,${base64}`)?.text).toBe(shown);
      }),
    );
  });
});

describe('a date', () => {
  it.each([
    ['/Date(1700000000000)/', 1_700_000_000_000],
    ['\\/Date(1700000000000)\\/', 1_700_000_000_000],
    ['/Date(1700000000000+0100)/', 1_700_000_000_000],
    ['/Date(-5)/', -5],
    ['2023-11-14T22:13:20Z', 1_700_000_000_000],
    ['2023-11-14T22:13:20.5000000Z', 1_700_000_000_500],
    ['yesterday', undefined],
    ['1700000000000', undefined],
    ['2023-13-44T99:99:99Z', undefined],
  ])('%s', (text, ms) => {
    expect(readDate(text)).toBe(ms);
  });

  it('is read as it was written, in both forms', () => {
    const range = { min: new Date('1970-01-01'), max: new Date('2999-01-01'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), (day) => {
        expect(readDate(writeDate(day.getTime(), 'json'))).toBe(day.getTime());
        expect(readDate(writeDate(day.getTime(), 'xml'))).toBe(day.getTime());
      }),
    );
  });
});

describe('a reason', () => {
  const reason = {
    code: 'BadRequest',
    subcode: 'ParameterValidationFailure',
    message: '<b> & "c"',
    parameters: [{ name: 'to', reason: 'wrong' }, { name: 'b' }],
    debugInfo: 'x',
  };

  it.each(['json', 'xml'] as const)('is read as it was written in %s', (representation) => {
    expect(readReason(writeReason(reason, representation), `application/${representation}`)).toEqual(reason);
    const short = { code: 'Conflict' };
    expect(readReason(writeReason(short, representation), `application/${representation}`)).toEqual(short);
  });

  it('takes the shapes of servers', () => {
    const text =
      '{"code":"NotFound","subcode":"ApplicationNotFound","message":"","parameters":["a",{"x":1}],"debugInfo":{"id":"1"},"link":{}}';
    expect(readReason(text, 'application/json')).toEqual({
      code: 'NotFound',
      subcode: 'ApplicationNotFound',
      parameters: [{ name: 'a' }],
      debugInfo: '{"id":"1"}',
    });
  });

  it.each([
    ['{"code":"x"}', 'text/html'],
    ['{', 'application/json'],
    ['{"message":"x"}', 'application/json'],
    ['<reason><subcode>a</subcode></reason>', 'application/xml'],
    ['<html><body>502</body></html>', 'application/xml'],
    ['null', 'application/json'],
  ])('is none: %s as %s', (text, type) => {
    expect(readReason(text, type)).toBeUndefined();
  });
});

describe('an input', () => {
  it('is the same in both forms, but that XML knows texts alone', () => {
    const input = { to: 'sip:a@b', uris: ['x', 'y & z'], text: ' <b> ' };
    expect(readInputText(writeInput(input, 'json'), 'json')).toEqual(input);
    expect(readInputText(writeInput(input, 'xml'), 'xml')).toEqual(input);
  });

  it('has links in XML where JSON has them', () => {
    const text = '<input><link rel="message" href="data:,x"/><property name="to">a</property></input>';
    expect(readInputText(text, 'xml')).toEqual({ to: 'a', _links: { message: { href: 'data:,x' } } });
  });

  it('is refused by what is wrong', () => {
    expect(() => readInputText('[]', 'json')).toThrow('expected an object');
    expect(() => readInputText('<reason/>', 'xml')).toThrow('expected <input> but found <reason>');
  });
});
