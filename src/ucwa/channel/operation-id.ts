// Operation ids of own messages. A try that may have arrived is repeated under the same one; after a refusal, the next has its own.
import type { Outcome } from './state.ts';

const longest = 50;

/** The operation id under which a message goes out next, given how its earlier ones came out. */
export function operationIdOf(clientId: string, outcomes: readonly Outcome[]): string {
  const refusals = outcomes.filter(({ operationId, isSuccess }) => !isSuccess && clientIdOf(operationId) === clientId);
  return refusals.length === 0
    ? clientId.slice(0, longest)
    : `${clientId.slice(0, longest - 3)}.${refusals.length % 100}`;
}

/** The client id of the message that goes out under an operation id. */
export const clientIdOf = (operationId: string): string => operationId.replace(/\.\d{1,2}$/, '');
