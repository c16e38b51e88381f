import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserCommand } from '../../gateway/arguments.ts';
import { runUserCommand } from '../../gateway/user-command.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const run = (command: UserCommand, password?: string) => runUserCommand(gateway.context, { command, password });
const add = (name: string, password?: string) =>
  run({ action: 'add', name, display: undefined, home: undefined, isBot: false, isStranger: false }, password);
const addStranger = (name: string) =>
  run({ action: 'add', name, display: undefined, home: undefined, isBot: false, isStranger: true }, 'long enough');

describe('a user command', () => {
  it.each([...['fred.2', 'live:fred', 'live:.cid.0123456789abcdef', 'a', 'x'.repeat(64)]])(
    'adds "%s"',
    async (name) => {
      expect(await add(name, 'long enough')).toBe(`Added ${name} (${name}).\n`);
    },
  );

  it.each([...['', 'a b', 'a/b', '8:fred', 'live:', 'x'.repeat(65), 'frédéric', '-x', '<b>']])(
    'refuses the name "%s"',
    async (name) => {
      await expect(add(name, 'long enough')).rejects.toThrow('cannot be a user name');
    },
  );

  it.each(['', 'x'.repeat(513)])('refuses a password that is too short or too long', async (password) => {
    await expect(add('new.1', password)).rejects.toThrow('The password must have 1 to 512 characters.');
  });

  it('makes the new user and everybody who is here contacts of each other, except a stranger', async () => {
    const contactsOf = async (name: string) => {
      const rows = await gateway.context.database.query<{ mri: string }>(
        `select mri from contacts where is_listed and is_authorized
         and user_id = (select id from users where name = $1) order by mri`,
        [name],
      );
      return rows.map(({ mri }) => mri);
    };
    await add('first.1', 'long enough');
    await add('second.2', 'long enough');
    await addStranger('stranger.3');
    expect(await contactsOf('first.1')).toContain('8:second.2');
    expect(await contactsOf('second.2')).toContain('8:first.1');
    expect(await contactsOf('first.1')).not.toContain('8:stranger.3');
    expect(await contactsOf('stranger.3')).toEqual([]);
  });

  it('refuses a name that is taken, in any letter case, and to remove nobody', async () => {
    await add('joe.4', 'long enough');
    await expect(add('JOE.4', 'long enough')).rejects.toThrow('There is already a user "JOE.4".');
    await expect(run({ action: 'remove', name: 'nobody' })).rejects.toThrow('There is no user "nobody".');
    expect(await run({ action: 'remove', name: 'Joe.4' })).toBe('Removed Joe.4.\n');
  });
});
