import { introduceToEveryone } from './account/introductions.ts';
import type { UserCommand } from './arguments.ts';
import type { GatewayContext } from './context.ts';
import { addUser, listUsers, removeUser } from './identity/user-accounts.ts';
import { findUserByName } from './identity/users.ts';
import { leaveEveryThread } from './messaging/departures.ts';

export type UserRequest = { readonly command: UserCommand; readonly password: string | undefined };

/**
 * Carries out a user command and returns what it prints. Throws UserAccountError with a sentence for the person at the command
 * line.
 */
export async function runUserCommand(context: GatewayContext, { command, password }: UserRequest): Promise<string> {
  if (command.action === 'list') {
    const users = await listUsers(context.database);
    return users.map((user) => `${user.name}\t${user.displayName}\t${user.kind}\t${user.home ?? 'here'}\n`).join('');
  }
  if (command.action === 'remove') {
    const user = await findUserByName(context.database, command.name);
    if (user) await leaveEveryThread(context, user);
    await removeUser(context, command.name);
    return `Removed ${command.name}.\n`;
  }
  const { name, display: displayName, home, isBot, isStranger } = command;
  const user = await addUser(context, { name, displayName, home, password, kind: isBot ? 'bot' : 'user' });
  if (!isStranger) await introduceToEveryone(context, user);
  return `Added ${user.name} (${user.displayName}).\n`;
}
