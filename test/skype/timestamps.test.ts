import { describe, expect, it } from 'vitest';
import {
  firstTime,
  formatEventTime,
  formatMessageTime,
  parseIsoTime,
  parseMsText,
  parseSecondsText,
} from '../../src/skype/timestamps.ts';

describe('times on the wire', () => {
  it.each([
    ['2016-01-01T00:00:00Z', 1451606400000],
    ['2016-01-01T00:00:00.123Z', 1451606400123],
    ['2016-01-01T00:00:00.1234567Z', 1451606400123],
    ['2016-01-01T01:00:00+01:00', 1451606400000],
    ['2016-01-01T00:00:00', 1451606400000],
  ])('reads %s', (text, ms) => {
    expect(parseIsoTime(text)).toBe(ms);
  });

  it.each(['22016-01-01T00:00:00.000Z', '2016-13-01T00:00:00Z', 'yesterday', '', null, undefined])(
    'refuses %j',
    (text) => {
      expect(parseIsoTime(text)).toBeUndefined();
    },
  );

  it('writes messages with three decimals and events with whole seconds', () => {
    expect(formatMessageTime(1451606400000)).toBe('2016-01-01T00:00:00.000Z');
    expect(formatEventTime(1451606400999)).toBe('2016-01-01T00:00:00Z');
  });

  it('reads ms and seconds as text, and no sequence numbers', () => {
    expect(parseMsText('1451606400000')).toBe(1451606400000);
    expect(parseMsText('12')).toBeUndefined();
    expect(parseSecondsText('1451606400')).toBe(1451606400000);
    expect(parseSecondsText('1451606400000')).toBe(1451606400000);
  });

  it('falls back from a malformed time to the message id', () => {
    expect(firstTime('22016-01-01T00:00:00.000Z', '1451606400000')).toBe(1451606400000);
    expect(firstTime(undefined, 'nonsense')).toBeUndefined();
  });
});
