import type { Migration } from '../migrations.ts';

export const messagingMigrations: readonly Migration[] = [];
