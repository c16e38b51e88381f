import { CommandError, type CommandErrorKind } from '../extension/commands.ts';

/** The kind of whatever was thrown; a fault of ours where it is none of the known kinds. */
export function failureKind(error: unknown): CommandErrorKind {
  return error instanceof CommandError ? error.kind : 'fault';
}
