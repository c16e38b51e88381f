// What a kind of account can do, told by its capabilities and its bundles of operations, never by its kind.
import type { AccountOperations } from '../../src/service/operations.ts';
import type { Capabilities } from '../../src/service/service.ts';

/** What any server may have or miss. */
export type Ability =
  | 'contacts'
  | 'typing'
  | 'history'
  | 'positions'
  | 'editing'
  | 'files'
  | 'groups'
  | 'deciding'
  | 'invisible'
  | 'preferences'
  | 'devices';

/** What every server has, and what only some have: told where it is there, and missed by nobody elsewhere. */
export type Extra = 'messages' | 'fine' | 'modalities' | 'notes';

/** What an account can do and what is missing, each in the order in which it matters. */
export function abilitiesOf(
  capabilities: Capabilities,
  operations: AccountOperations,
): { present: (Ability | Extra)[]; absent: Ability[] } {
  const extras: Record<Extra, boolean> = {
    messages: true,
    fine: capabilities.finePresence,
    modalities: capabilities.modalities,
    notes: operations.notes !== undefined,
  };
  const all: Record<Ability, boolean> = {
    contacts: capabilities.contacts,
    typing: capabilities.typing,
    history: capabilities.history,
    positions: capabilities.readPositions,
    editing: operations.composing?.editing !== undefined,
    files: operations.composing?.files !== undefined,
    groups: capabilities.groups,
    deciding: operations.deciding !== undefined && operations.requests !== undefined,
    invisible: capabilities.invisiblePresence,
    preferences: capabilities.preferences,
    devices: operations.devices !== undefined,
  };
  const names = Object.keys(all) as Ability[];
  return {
    present: [...(Object.keys(extras) as Extra[]).filter((name) => extras[name]), ...names.filter((name) => all[name])],
    absent: names.filter((name) => !all[name]),
  };
}
