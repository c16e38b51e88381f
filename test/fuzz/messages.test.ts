// Messages of every type there is, near to what clients send and far from it: each becomes content of the model or the placeholder, and
// what lists and notifications show of it is plain text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../background/summary.ts';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import { toPlainText } from '../../src/markup/plain-text.ts';
import type { Message, MessageContent } from '../../src/model/message.ts';
import { decodeContent } from '../../src/skype/decode/content.ts';
import { decodeMessage } from '../../src/skype/decode/message.ts';
import { isMri } from '../../src/skype/identifiers.ts';
import { runs, trickyText } from './effort.ts';
import { soup } from './markup-pieces.ts';
import { base, message, xmlSamples } from './message-samples.ts';
import { checkTree } from './safe-tree.ts';

const around = fc.constantFrom(
  {},
  { conversation: '8:joe.4' },
  { resourceLink: base.conversationLink, eventTime: '2024-05-06T07:08:09Z' },
);

const longest = { name: 256, address: 500, card: 500 };

function addressesOf(content: MessageContent): (string | undefined)[] {
  if ('object' in content) return [content.object.uri, content.object.thumbnailUri];
  return content.kind === 'location' ? [content.mapUrl] : [];
}

function checkContent(content: MessageContent): void {
  for (const address of addressesOf(content)) {
    if (address !== undefined) expect(['http:', 'https:']).toContain(new URL(address).protocol);
  }
  if (content.kind === 'text') checkTree(content.body);
  if ('object' in content) expect(content.object.name.length).toBeLessThanOrEqual(longest.name);
  if (content.kind === 'card') expect(content.text.length).toBeLessThanOrEqual(longest.card);
  if (content.kind === 'location') expect(content.address.length).toBeLessThanOrEqual(longest.address);
  if (content.kind === 'activity') {
    const { activity } = content;
    if ('by' in activity) expect(isMri(activity.by)).toBe(true);
    if ('targets' in activity) expect(activity.targets.every(isMri)).toBe(true);
  }
}

function checkMessage(found: Message): void {
  expect([found.sender, found.conversation].every(isMri)).toBe(true);
  for (const number of [found.order, found.version, found.composedAtMs, found.editedAtMs ?? 0]) {
    expect(Number.isFinite(number)).toBe(true);
  }
  checkContent(found.content);
  // What is stored and handed from the worker to a page comes out as it went in.
  expect(structuredClone(found)).toEqual(found);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  const summary = summarise(found);
  expect(summary.text.length).toBeLessThanOrEqual(200);
  expect(Object.values(summary).every((value) => typeof value !== 'function')).toBe(true);
}

describe('a message of any type with any content', () => {
  it('has a sample for each type that is structured', () => {
    expect(xmlSamples.flatMap(({ types: fit }) => (fit.length > 0 ? [] : ['a sample without a type']))).toEqual([]);
    const whole = xmlSamples.flatMap(({ text, types: fit }) =>
      fit.map((type) => decodeContent({ type, content: text, sender: '8:joe.4', user: '8:fred.2' }).kind),
    );
    expect(whole).not.toContain('unknown');
  });

  it('is content of the model, or is recorded as unreadable; its addresses lead into the web', () => {
    fc.assert(
      fc.property(message, around, (resource, surroundings) => {
        const result = decodeMessage(resource, { user: '8:fred.2', nowMs: 1714979300000 }, surroundings);
        if (!('events' in result)) {
          expect(result.reason.length).toBeGreaterThan(0);
          return;
        }
        for (const event of result.events) if (event.type === 'message') checkMessage(event.message);
      }),
      runs(1500),
    );
  });

  it('is not held up by what stands in the names every object has', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const text = `<${name}><eventtime>1</eventtime><initiator>8:joe.4</initiator><target>8:anna.7</target></${name}>`;
      const result = decodeMessage(
        { ...base, messagetype: 'ThreadActivity/AddMember', content: text },
        { user: '8:fred.2', nowMs: 0 },
      );
      expect(result).toMatchObject({ events: [{ message: { content: { kind: 'unknown' } } }] });
    }
  });
});

const halfCharacter = /\p{Surrogate}/u;

describe('the preview of a message', () => {
  // Words without angle brackets: any bracket in the preview is one of a tag. What attributes say is marked.
  const word = trickyText.map((text) => text.replace(/[<>&"]/g, ''));
  const { marked } = fc.letrec<{ marked: string }>((tie) => ({
    marked: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      word,
      fc
        .tuple(
          fc.constantFrom(
            ...['b', 'i', 'a', 'at', 'quote', 'font', 'span', 'p', 'script', 'svg', 'legacyquote', 'e_m', 'x-y', 'li'],
          ),
          fc.constantFrom('href', 'id', 'color', 'author', 'authorname', 'style', 'onclick', 'title', 'src'),
          word,
          fc.array(tie('marked'), { maxLength: 4 }),
        )
        .map(
          ([tag, name, value, inner]) => `<${tag} ${name}="hidden-in-attribute ${value}">${inner.join('')}</${tag}>`,
        ),
    ),
  }));

  it('has no tags, no attributes and no entities in it', () => {
    fc.assert(
      fc.property(fc.array(marked, { maxLength: 6 }), (parts) => {
        const preview = toPlainText(parseMarkup(parts.join('')));
        expect(preview).not.toMatch(/[<>]|&\w+;|hidden-in-attribute/);
      }),
      runs(1000),
    );
  });

  it('is never longer than was asked for, and never ends in half a character', () => {
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 300 }), (text, most) => {
        const tree = parseMarkup(text);
        const whole = toPlainText(tree);
        const preview = toPlainText(tree, most);
        expect(preview.length).toBeLessThanOrEqual(most);
        expect(whole.startsWith(preview)).toBe(true);
        if (!halfCharacter.test(whole)) expect(preview).not.toMatch(halfCharacter);
      }),
      runs(500),
    );
  });
});
