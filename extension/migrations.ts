// The history of the stored shape: the version of the database is the length of this list. To change the shape, append.
import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { SkylarkSchema } from './database.ts';

type Upgrade = IDBPTransaction<SkylarkSchema, StoreNames<SkylarkSchema>[], 'versionchange'>;
type Migration = (database: IDBPDatabase<SkylarkSchema>, transaction: Upgrade) => void;

export const migrations: readonly Migration[] = [
  function createStores(database) {
    database.createObjectStore('accounts', { keyPath: 'id' });
    database.createObjectStore('sessions', { keyPath: 'account' });
    database.createObjectStore('cursors', { keyPath: 'account' });
    const conversations = database.createObjectStore('conversations', { keyPath: ['account', 'id'] });
    conversations.createIndex('listOrder', 'listOrder');
    conversations.createIndex('unread', 'unread');
    const messages = database.createObjectStore('messages', { keyPath: ['account', 'conversation', 'id'] });
    messages.createIndex('order', ['account', 'conversation', 'order']);
    messages.createIndex('incoming', ['account', 'conversation', 'incoming', 'order']);
    messages.createIndex('clientId', ['account', 'conversation', 'clientId']);
    database.createObjectStore('contacts', { keyPath: ['account', 'id'] });
    database.createObjectStore('presence', { keyPath: ['account', 'contact'] });
    const outbox = database.createObjectStore('outbox', { keyPath: ['account', 'clientId'] });
    outbox.createIndex('conversation', ['account', 'conversation', 'createdAtMs']);
    database.createObjectStore('drafts', { keyPath: ['account', 'conversation'] });
    database.createObjectStore('reading', { keyPath: ['account', 'conversation'] });
    database.createObjectStore('typing', { keyPath: ['account', 'conversation', 'contact'] });
    database.createObjectStore('preferences', { keyPath: 'account' });
    const incidents = database.createObjectStore('incidents', { keyPath: 'id', autoIncrement: true });
    incidents.createIndex('account', 'account');
  },
  function createEdits(database) {
    database.createObjectStore('edits', { keyPath: ['account', 'conversation', 'replaces'] });
  },
  function createPeopleAndObjects(database) {
    database.createObjectStore('requests', { keyPath: ['account', 'contact'] });
    database.createObjectStore('endpoints', { keyPath: ['account', 'contact', 'endpoint'] });
    const objects = database.createObjectStore('objects', { keyPath: ['account', 'uri'] });
    objects.createIndex('usedAtMs', 'usedAtMs');
    database.createObjectStore('attachments', { keyPath: ['account', 'id'] });
  },
  function createChannels(database) {
    database.createObjectStore('channels', { keyPath: 'account' });
  },
];
