// What the worker's script lends to its parts, so that they need not carry it a second time: the build puts these functions in the
// place of those in their modules (`lentModules` in scripts/lending.ts).
import {
  array,
  boolean,
  literal,
  maxLength,
  nullish,
  number,
  object,
  optional,
  picklist,
  pipe,
  record,
  safeParse,
  string,
  transform,
  union,
} from 'valibot';
import { CommandError } from '../extension/commands.ts';
import { escapeMarkup } from '../src/markup/entities.ts';
import { parseMarkup, parsePlainText } from '../src/markup/message-markup.ts';
import { toPlainText } from '../src/markup/plain-text.ts';
import { childOf, childrenOf, childText, parseXml } from '../src/markup/xml.ts';
import { isPassing, ServiceError } from '../src/service/error.ts';

// One class for all scripts: `instanceof` asks for exactly that.
const errors = { CommandError, isPassing, ServiceError };
const schemas = {
  array,
  boolean,
  literal,
  maxLength,
  nullish,
  number,
  object,
  optional,
  picklist,
  pipe,
  record,
  safeParse,
  string,
  transform,
  union,
};
const markup = { escapeMarkup, parseMarkup, parsePlainText, toPlainText, childOf, childrenOf, childText, parseXml };

export const lent = { ...errors, ...schemas, ...markup };

Object.assign(globalThis, { skylarkLent: lent });
