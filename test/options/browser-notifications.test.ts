import './fake-browser.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { command } from '../../extension/commands.ts';
import { createBrowserNotifications } from '../../options/browser-notifications.ts';
import { createOwnSettings } from '../../options/own-settings.ts';
import { browser } from './fake-browser.ts';

const permissions = browser.permissions as unknown as NonNullable<Parameters<typeof createBrowserNotifications>[1]>;

async function open() {
  const asked: string[] = [];
  const settings = createOwnSettings();
  await expect.poll(() => settings.value.value).toBeDefined();
  const send = (async (name: string) => {
    asked.push(name);
    return null;
  }) as typeof command;
  return { notifications: createBrowserNotifications(settings, permissions, send), asked };
}

beforeEach(() => {
  browser.answer = true;
  browser.granted.clear();
  browser.settings.clear();
  browser.permissions.request.mockClear();
});

describe('desktop notifications of this browser', () => {
  it('ask for the permission in the same turn as the click, then store the setting and tell the worker', async () => {
    const { notifications, asked } = await open();
    const turned = notifications.turn(true);
    expect(browser.permissions.request).toHaveBeenCalledExactlyOnceWith({ permissions: ['notifications'] });
    await turned;
    expect(notifications.isOn.value).toBe(true);
    expect(browser.settings.get('settings')).toMatchObject({ showNotifications: true });
    expect(asked).toEqual(['notifications.changed']);
  });

  it('stay off, and say that they were denied, when the user says no', async () => {
    browser.answer = false;
    const { notifications, asked } = await open();
    await notifications.turn(true);
    expect(notifications.isOn.value).toBe(false);
    expect(notifications.problem.value).toBe('denied');
    expect(browser.settings.get('settings')).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('are switched off without a question', async () => {
    const { notifications, asked } = await open();
    await notifications.turn(true);
    await notifications.turn(false);
    expect(notifications.isOn.value).toBe(false);
    expect(browser.permissions.request).toHaveBeenCalledOnce();
    expect(browser.settings.get('settings')).toMatchObject({ showNotifications: false });
    expect(asked).toEqual(['notifications.changed', 'notifications.changed']);
  });

  it('say when the permission was withdrawn behind their back', async () => {
    const { notifications } = await open();
    await notifications.turn(true);
    browser.granted.clear();
    browser.announcePermissions();
    await expect.poll(() => notifications.problem.value).toBe('withdrawn');
    expect(notifications.isOn.value).toBe(false);
  });
});
