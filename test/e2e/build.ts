// Runs once before the end-to-end tests: they test what is built, so it is built from the present source, into a folder of
// its own: a build by hand meanwhile changes nothing under a running browser.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleExtension } from '../../scripts/bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built extension, for all browsers. */
    dist: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dist = await mkdtemp(join(tmpdir(), 'skylark-dist-'));
  await bundleExtension(dist);
  project.provide('dist', dist);
  return () => rm(dist, { recursive: true, force: true });
}
