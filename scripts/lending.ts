// What the parts of the worker leave out because its own script lends it to them.
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';

const valibot = 'node_modules/valibot/dist/index.mjs';

/** What parts of the worker have from its own script, which lends it (`background/lent.ts`), instead of carrying it again. */
export const lentModules: Readonly<Record<string, readonly string[]>> = {
  'extension/commands.ts': ['CommandError'],
  'src/service/error.ts': ['ServiceError', 'isPassing'],
  'src/markup/entities.ts': ['escapeMarkup'],
  'src/markup/message-markup.ts': ['parseMarkup', 'parsePlainText'],
  'src/markup/plain-text.ts': ['toPlainText'],
  'src/markup/xml.ts': ['childOf', 'childrenOf', 'childText', 'parseXml'],
  [valibot]: [
    ...[
      'array',
      'boolean',
      'literal',
      'maxLength',
      'nullish',
      'number',
      'object',
      'optional',
      'picklist',
      'pipe',
      'record',
    ],
    ...['safeParse', 'string', 'transform', 'union'],
  ],
};

/** The rest of a lent module, which the part does carry. */
const rest = '\0rest-of:';

/** Puts what is lent in the place of the modules of a part, in the project at `root`. */
export const createBorrowing = (root: string): Plugin => ({
  name: 'skylark-borrowing',
  resolveId: (id) => (id.startsWith(rest) ? id : undefined),
  async load(id) {
    if (id.startsWith(rest)) return readFile(join(root, id.slice(rest.length)), 'utf8');
    const names = lentModules[relative(root, id)];
    if (!names) return undefined;
    const others = id.endsWith(valibot) ? `export * from '${rest}${valibot}';` : '';
    return `${others}export const { ${names.join(', ')} } = globalThis.skylarkLent;`;
  },
});
