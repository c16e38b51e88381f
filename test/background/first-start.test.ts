import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { extension } from '../support/extension.ts';
import { startWorker } from '../support/mortal-worker.ts';
import { signIn } from '../support/signed-in.ts';

const openOptionsPage = vi.fn(async () => {});
const lives: { kill(): void }[] = [];

/** A worker on what the browser holds, as the event found it. */
async function installed(reason: string): Promise<void> {
  const { worker, life } = startWorker();
  lives.push(life);
  await worker.onInstalled(reason);
}

beforeEach(() => {
  extension.reset();
  openOptionsPage.mockReset().mockResolvedValue(undefined);
  Object.assign(extension.api.runtime, { openOptionsPage });
});
afterEach(() => {
  for (const life of lives.splice(0)) life.kill();
});

describe('after the installation', () => {
  it('the settings open, where somebody new adds an account', async () => {
    await installed('install');
    expect(openOptionsPage).toHaveBeenCalledTimes(1);
  });

  it.each(['update', 'browser_update', 'chrome_update'])('an %s opens nothing', async (reason) => {
    await installed(reason);
    expect(openOptionsPage).not.toHaveBeenCalled();
  });

  it('a profile that has its account already is left alone', async () => {
    const place = await signIn();
    const { worker } = place.start();
    await worker.onInstalled('install');
    expect(openOptionsPage).not.toHaveBeenCalled();
    place.end();
  });

  it('a browser that opens no page is no fault of the worker', async () => {
    openOptionsPage.mockRejectedValue(new Error('no window'));
    await expect(installed('install')).resolves.toBeUndefined();
  });
});
