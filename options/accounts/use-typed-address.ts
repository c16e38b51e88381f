import { useState } from 'preact/hooks';
import type { TypedAddress } from './given-address.ts';

export type TypingAddress = {
  typed: TypedAddress;
  change(part: Partial<TypedAddress>): void;
  /** The field for a server is open. */
  isServerOpen: boolean;
  openServer(isOpen: boolean): void;
};

/** What is typed of an address; it outlives the step, so that it is still there when the user comes back. */
export function useTypedAddress(): TypingAddress {
  const [typed, setTyped] = useState<TypedAddress>({ address: '', server: '' });
  const [isServerOpen, openServer] = useState(false);
  return { typed, change: (part) => setTyped((now) => ({ ...now, ...part })), isServerOpen, openServer };
}
