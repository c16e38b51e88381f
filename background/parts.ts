// Scripts beside the worker's own: what most lives of the worker never need. They are on the same disk, are loaded into the same
// global scope when they are first needed, and leave there what they offer.
import type { AddingPart } from './adding-part.ts';
import type { UcwaPart } from './ucwa-part.ts';

/** What each part offers, by the name of its script. */
export type Parts = {
  /** Adding accounts and signing in to them. */
  adding: AddingPart;
  /** The service of UCWA accounts. */
  ucwa: UcwaPart;
};

/** Loads a part, if it is not there yet. */
export type LoadPart = <Name extends keyof Parts>(name: Name) => Promise<Parts[Name]>;

type Scope = {
  skylarkParts?: Partial<Parts>;
  importScripts?(...addresses: unknown[]): void;
  trustedTypes?: {
    createPolicy(
      name: string,
      rules: { createScriptURL(text: string): string },
    ): { createScriptURL(text: string): unknown };
  };
};
const scope = globalThis as Scope;

/**
 * Imports scripts into a service worker. The manifest forbids addresses that are texts; the one policy it allows knows the parts
 * and nothing else, and only this script makes it.
 */
let importFiles = (...files: string[]) => {
  const policy = scope.trustedTypes?.createPolicy('skylark-parts', {
    createScriptURL: (file) => (/^(adding|ucwa)\.js$/.test(file) ? file : ''),
  });
  importFiles = (...named) => scope.importScripts?.(...named.map((file) => policy?.createScriptURL(file) ?? file));
  importFiles(...files);
};

/** Called by the script of a part, with what it offers. */
export function offerPart<Name extends keyof Parts>(name: Name, part: Parts[Name]): void {
  scope.skylarkParts = { ...scope.skylarkParts, [name]: part };
}

const addingFile: string = '/adding.js';
const ucwaFile: string = '/ucwa.js';

// Texts to the type checker, constants to the bundler and to whoever reviews the extension: there is no other script to import.
const files: Record<keyof Parts, () => Promise<unknown>> = {
  adding: () => import(/* @vite-ignore */ addingFile),
  ucwa: () => import(/* @vite-ignore */ ucwaFile),
};

/** Loads parts from beside the worker's script. */
export const loadPart: LoadPart = async (name) => {
  if (!scope.skylarkParts?.[name]) {
    // A service worker knows no `import()`, the page that Firefox runs instead no `importScripts`.
    if (scope.importScripts) importFiles(`${name}.js`);
    else await files[name]();
  }
  return offered(name);
};

/** What the script of a part has left. @throws when it has left nothing */
export function offered<Name extends keyof Parts>(name: Name): Parts[Name] {
  const part = scope.skylarkParts?.[name];
  if (!part) throw new Error(`the part ${name} offers nothing`);
  return part;
}

/** While a service worker is installed it must name every script it may ever import: the browser keeps those beside it. */
export function keepParts(): void {
  globalThis.addEventListener('install', () => importFiles('adding.js', 'ucwa.js'));
}
