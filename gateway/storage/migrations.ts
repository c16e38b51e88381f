import { abandonmentMigrations } from './sql/abandonment.ts';
import { accountMigrations } from './sql/account.ts';
import { accountServiceMigrations } from './sql/account-services.ts';
import { deliveryMigrations } from './sql/delivery.ts';
import { identityMigrations } from './sql/identity.ts';
import { joiningMigrations } from './sql/joining.ts';
import { messagingMigrations } from './sql/messaging.ts';
import { objectMigrations } from './sql/objects.ts';
import { referenceMigrations } from './sql/references.ts';
import { ucwaApplicationMigrations } from './sql/ucwa-applications.ts';
import { ucwaCommunicationMigrations } from './sql/ucwa-communication.ts';
import { ucwaPeopleMigrations } from './sql/ucwa-people.ts';
import { ucwaReferenceMigrations } from './sql/ucwa-references.ts';

/** One step of the database's history. `sql` may hold several statements; `name` is recorded and never changes again. */
export type Migration = { readonly name: string; readonly sql: string };

/** Every migration in the order in which it is applied. New steps go to the end of the whole list. */
export const migrations: readonly Migration[] = [
  ...identityMigrations,
  ...accountMigrations,
  ...messagingMigrations,
  ...accountServiceMigrations,
  ...joiningMigrations,
  ...deliveryMigrations,
  ...objectMigrations,
  ...referenceMigrations,
  ...ucwaApplicationMigrations,
  ...ucwaPeopleMigrations,
  ...ucwaCommunicationMigrations,
  ...ucwaReferenceMigrations,
  ...abandonmentMigrations,
];
