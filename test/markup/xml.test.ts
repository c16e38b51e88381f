import { describe, expect, it } from 'vitest';
import { childOf, childrenOf, childText, parseXml } from '../../src/markup/xml.ts';

describe('small XML documents', () => {
  it('are read with lower-case names, decoded attributes and text', () => {
    const root = parseXml(
      '<?xml version="1.0"?><URIObject Type="File.1" uri="a&amp;b"><Title>T &lt;1&gt;</Title><a/></URIObject>',
    );
    expect(root?.name).toBe('uriobject');
    expect(root?.attributes.get('uri')).toBe('a&b');
    expect(childText(root, 'title')).toBe('T <1>');
    expect(childrenOf(root, 'a')).toHaveLength(1);
    expect(childOf(root, 'b')).toBeUndefined();
  });

  it.each(['', 'text', '<', '</a>', '<!-- -->', '<a'])('%j is none', (source) => {
    expect(parseXml(source)).toBeUndefined();
  });

  it('take the first of two attributes with one name', () => {
    expect(parseXml('<a x="1" X="2"/>')?.attributes.get('x')).toBe('1');
  });

  it('are read as far as they go when they are cut off', () => {
    expect(childText(parseXml('<a><b>x</b><c>y'), 'c')).toBe('y');
  });

  it('are capped in depth and number', () => {
    const deep = parseXml('<a>'.repeat(5000));
    expect(JSON.stringify(deep).length).toBeLessThan(5000);
    const wide = parseXml(`<a>${'<b/>'.repeat(5000)}</a>`);
    expect(wide?.children.length).toBeLessThan(2001);
  });
});
