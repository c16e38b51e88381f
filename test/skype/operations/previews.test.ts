import { describe, expect, it } from 'vitest';
import type { DirectRequest } from '../../../src/service/operations.ts';
import { createPreviewOperations } from '../../../src/skype/operations/previews.ts';

const told = (reply: unknown) => {
  const asked: DirectRequest[] = [];
  const operations = createPreviewOperations(async (request) => {
    asked.push(request);
    return { text: typeof reply === 'string' ? reply : JSON.stringify(reply) };
  });
  return { asked, describe: operations.describe };
};

// The sample of the notes (skype.md 10.1).
const sample = {
  url: 'http://example.com',
  title: 'Example Domain',
  description: 'An example\n  page',
  site: 'example.com',
  category: 'generic',
  content_type: 'text/html',
  status_code: '200',
  size: '-1',
  favicon: '',
  thumbnail: 'https://neu1-urlp.secure.skypeassets.com/static/1',
  thumbnail_meta: { width: 16, height: 16 },
  user_pic: '',
};

describe('the description of a link', () => {
  it('is asked for by its address, and read', async () => {
    const { asked, describe: ask } = told(sample);
    expect(await ask('http://example.com/a?b=c&d')).toEqual({
      title: 'Example Domain',
      description: 'An example page',
      site: 'example.com',
      thumbnail: 'https://neu1-urlp.secure.skypeassets.com/static/1',
    });
    expect(asked).toEqual([
      { place: 'urlInfo', method: 'GET', path: '/v1/url/info?url=http%3A%2F%2Fexample.com%2Fa%3Fb%3Dc%26d' },
    ]);
  });

  it('holds nothing that could mislead or run', async () => {
    const reply = {
      ...sample,
      title: 'Bank\u202e moc',
      description: 'x'.repeat(5000),
      thumbnail: 'javascript:alert(1)',
    };
    const description = await told(reply).describe('http://example.com');
    expect(description).toEqual({ title: 'Bank moc', description: 'x'.repeat(400), site: 'example.com' });
  });

  it.each(['', '[]', 'not json', '{"url":7}', '{"title":{"a":1},"url":"x"}'])(
    'is not guessed from %j',
    async (text) => {
      await expect(told(text).describe('http://example.com')).rejects.toEqual(
        expect.objectContaining({ name: 'ServiceError', kind: 'unreadable' }),
      );
    },
  );
});
