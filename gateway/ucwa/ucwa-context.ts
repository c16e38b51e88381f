import type { GatewayContext } from '../context.ts';
import { createMessagingContext, type MessagingContext } from '../messaging/messaging-context.ts';
import type { UcwaClocks } from './clocks.ts';
import { createPaths, type PathsFamily } from './paths.ts';

/** What the UCWA side works with: the messaging domain's context, the family of its addresses and its clocks. */
export type UcwaContext = MessagingContext & {
  readonly paths: PathsFamily;
  readonly clocks: UcwaClocks;
  /** Whether requests may ask for faults (`--ucwa-faults`). */
  readonly allowsFaults: boolean;
};

export function createUcwaContext(context: GatewayContext): UcwaContext {
  const { ucwaPaths, ucwaClocks, allowsUcwaFaults } = context.settings;
  return {
    ...createMessagingContext(context),
    paths: createPaths(ucwaPaths),
    clocks: ucwaClocks,
    allowsFaults: allowsUcwaFaults,
  };
}
