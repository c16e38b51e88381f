import { CommandError, type CommandErrorKind } from '../extension/commands.ts';
import { ServiceError } from '../src/service/error.ts';

/** The kind of whatever was thrown; a fault of ours where it is none of the known kinds. */
export function failureKind(error: unknown): CommandErrorKind {
  return error instanceof CommandError || error instanceof ServiceError ? error.kind : 'fault';
}
