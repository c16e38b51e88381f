// Samples of markup and XML, and ways to spoil them: each piece stays near enough to the real thing to get past the first question.
import fc from 'fast-check';
import { trickyName, trickyText } from './effort.ts';

/** Addresses of every kind that must not become a link, and a few that may. */
export const address = fc.oneof(
  fc.constantFrom(
    ...[
      'https://a.example/',
      'http://a.example/b?c=d#e',
      'mailto:joe@a.example',
      'tel:+123',
      'https://пример.example/',
    ],
    ...[
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'JAVASCRIPT:alert(1)',
      'javascript&colon;alert(1)',
    ],
    ...[
      'data:text/html,<script>alert(1)</script>',
      'blob:https://a.example/1',
      'file:///etc/passwd',
      'chrome://settings',
      'vbscript:x',
    ],
    ...[
      '//a.example',
      '/a',
      '',
      'https://',
      'https://fred:secret@a.example/',
      'https:a.example',
      'ftp://a.example/',
      'view-source:https://a/',
    ],
    ...[
      'https://a.example/\u202egnp.exe',
      'https://a.example/\u0000',
      'https://[::1]/',
      'https://a.example:99999/',
      'skype:joe.4?call',
    ],
  ),
  fc.webUrl(),
  trickyText,
);

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Text that may stand between tags or in quotes. */
export const inertText = fc.oneof(trickyText, address).map(escaped);

const attribute = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        ...['href', 'id', 'type', 'color', 'size', 'uri', 'url_thumbnail', 's', 'f', 'v', 'identity', 'rel', 'name'],
      ),
      fc.constantFrom(
        ...['onerror', 'onclick', 'style', 'src', 'srcdoc', 'formaction', 'xmlns', 'author', 'authorname', 'timestamp'],
      ),
      trickyName.filter((name) => name !== ''),
    ),
    inertText,
  )
  .map(([name, value]) => ` ${name}="${value}"`);

const tagNames = [
  ...'b i u s pre code a at ss quote legacyquote font br p li img e_m span'.split(' '),
  ...'script style svg math iframe object template textarea title noscript form input base link'.split(' '),
  ...'c file part name duration target id role value initiator title description originalname'.split(' '),
];

/** Names of tags: those of messages, those that browsers run or load, and those in what messages carry. */
export const tag = fc.constantFrom(...tagNames);

/** A well-formed element with attributes and content, or text. */
export const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    inertText,
    fc
      .tuple(tag, fc.array(attribute, { maxLength: 3 }), fc.array(tie('element'), { maxLength: 4 }))
      .map(([name, attributes, inner]) => `<${name}${attributes.join('')}>${inner.join('')}</${name}>`),
  ),
}));

/** Markup that is not well formed, with everything that scanners stumble over. */
export const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['<', '>', '</', '/>', '<!--', '-->', '<![CDATA[', ']]>', '<?', '?>', '<!', '&', ';', '"', "'", '=', '/'],
      ),
      fc.constantFrom(
        ...[
          '<b',
          '</b',
          '<a href=',
          '<a href="',
          '<img src=x onerror=alert(1)>',
          '<svg/onload=alert(1)>',
          '<script',
          '</script',
        ],
      ),
      tag.map((name) => `<${name}>`),
      tag.map((name) => `</${name}>`),
      attribute,
      trickyText,
      address,
      element,
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const piece = /<[^<>]*>|"[^"<>]*"|[^<>"]+/g;

/** A sample with some of its tags, values and texts taken out, doubled, moved or replaced. */
export function spoiled(samples: readonly string[]): fc.Arbitrary<string> {
  const changes = fc.array(
    fc.record({
      at: fc.nat(1_000),
      how: fc.constantFrom('remove', 'repeat', 'replace', 'replace', 'replace', 'swap', 'cut'),
      by: fc.oneof(element, inertText, soup, attribute),
      times: fc.integer({ min: 1, max: 20 }),
    }),
    { minLength: 1, maxLength: 5, size: 'xsmall' },
  );
  return fc.tuple(fc.constantFrom(...samples), changes).map(([sample, list]) => {
    const pieces: string[] = sample.match(piece) ?? [];
    for (const { at, how, by, times } of list) {
      const place = at % Math.max(1, pieces.length);
      const found = pieces[place] ?? '';
      if (how === 'remove') pieces.splice(place, 1);
      else if (how === 'repeat') pieces.splice(place, 0, ...Array.from({ length: times }, () => found));
      else if (how === 'replace') pieces[place] = found.startsWith('"') ? `"${by.replace(/["<>]/g, '')}"` : by;
      else if (how === 'swap') pieces.push(...pieces.splice(place, 1));
      else pieces.length = place;
    }
    return pieces.join('');
  });
}
