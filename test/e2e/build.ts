// Runs once before the end-to-end tests: they test what is built, so it is built from the present source.
import { bundleExtension } from '../../scripts/bundle.ts';

export async function setup(): Promise<void> {
  await bundleExtension();
}
