import { describe, expect, it } from 'vitest';
import { runUserCommand } from '../../../gateway/user-command.ts';
import { eachDatabase } from '../../support/databases.ts';
import { connect, listen, ofType } from './client.ts';
import { settle, trio } from './town.ts';

eachDatabase((openDatabase) => {
  describe('a user who is removed', () => {
    const town = settle(openDatabase);

    it('leaves every thread as anyone would: the others are told, and one of them administers it', async () => {
      const [fred, joe, anna] = await trio(town);
      const [owner, stays] = [await connect(town.gateway, fred), await listen(town.gateway, joe)];
      const members = [joe, anna].map(({ mri }) => ({ id: mri, role: 'User' }));
      const created = await owner.request('POST', '/v1/threads', { members });
      const thread = String(created.headers.get('location')).split('/').at(-1) ?? '';
      await owner.send(thread, 'goodbye');
      await stays.drain();
      const command = { action: 'remove', name: fred.name } as const;
      await runUserCommand(town.gateway.context, { command, password: undefined });
      const events = await stays.drain();
      expect(ofType(events, 'NewMessage').map((event) => event.resource.messagetype)).toEqual([
        'ThreadActivity/DeleteMember',
        'ThreadActivity/RoleUpdate',
      ]);
      const roles = (await stays.request('GET', `/v1/threads/${thread}`)).body.members;
      expect(roles).toMatchObject([
        { id: joe.mri, role: 'Admin' },
        { id: anna.mri, role: 'User' },
      ]);
      expect(ofType(events, 'ThreadUpdate').at(-1)?.resource.members).toEqual(roles);
      expect((await stays.messages(thread)).map((message) => message.content)).toContain('goodbye');
    });
  });
});
