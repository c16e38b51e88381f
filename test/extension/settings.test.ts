import '../support/extension.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeSettings, onSettings, readSettings } from '../../extension/settings.ts';
import { chooseTheme } from '../../extension/ui/theme.ts';
import { extension } from '../support/extension.ts';

beforeEach(() => extension.reset());

describe('settings', () => {
  it('have defaults, and anything stored that is not valid counts as not set', async () => {
    const defaults = { notificationDetail: 'text', showNotifications: false, showPictures: 'ask', theme: 'account' };
    expect(await readSettings()).toEqual(defaults);
    await extension.local.set({ settings: { theme: 'pink', showNotifications: 'yes', notificationDetail: 7 } });
    expect(await readSettings()).toEqual(defaults);
    await extension.local.set({ settings: 'nonsense' });
    expect(await readSettings()).toEqual(defaults);
  });

  it('change one by one and tell everybody who listens', async () => {
    const heard: string[] = [];
    const stop = onSettings((settings) => heard.push(settings.theme));
    await changeSettings({ theme: 'dark' });
    await changeSettings({ showNotifications: true });
    expect(await readSettings()).toMatchObject({ notificationDetail: 'text', showNotifications: true, theme: 'dark' });
    expect(heard).toEqual(['dark', 'dark']);
    stop();
    await changeSettings({ theme: 'light' });
    expect(heard).toHaveLength(2);
  });
});

describe('the colours', () => {
  it.each([
    ['light', [28], 'light'],
    ['dark', [], 'dark'],
    ['system', [28], 'system'],
    ['account', [28, 11], 'dark'],
    ['account', [11], 'system'],
    ['account', undefined, 'system'],
  ] as const)('with setting %s and flags %j are %s', (setting, flags, theme) => {
    expect(chooseTheme(setting, flags && [...flags])).toBe(theme);
  });
});
