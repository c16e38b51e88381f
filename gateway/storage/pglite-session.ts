// The one session of the embedded database. Owns its prepared statements and the order in which it is used: whoever holds the turn is alone
// with it. PGlite's own `query` has PostgreSQL read and plan each statement anew, in five messages; here a statement is read once.
import { setImmediate as nextRound } from 'node:timers/promises';
import { Mutex, type messages, type PGlite, protocol, types } from '@electric-sql/pglite';
import type { Queryable } from './database.ts';

type Message = Uint8Array;
type Reply = readonly messages.BackendMessage[];
type Fields = messages.RowDescriptionMessage['fields'];
type Prepared = { readonly name: string; readonly parameterTypes: readonly number[]; readonly fields: Fields };

const { parse, bind, describe, execute, sync, query: simple } = protocol.serialize;

/** The gateway knows some hundreds of statements; one that is made up at run time must not fill the session's memory. */
const mostPrepared = 1000;

/**
 * The database works in this thread and answers without a pause, so that a queue for it would be worked off to its end before the process
 * sees to a socket or a timer again: those who are connected would go on, and nobody else would get in.
 */
const mostBusyMs = 5;

const fieldsOf = (reply: Reply): Fields =>
  reply.flatMap((message) =>
    message.name === 'rowDescription' ? (message as messages.RowDescriptionMessage).fields : [],
  );

const parameterTypesOf = (reply: Reply): readonly number[] =>
  reply.flatMap((message) =>
    message.name === 'parameterDescription' ? (message as messages.ParameterDescriptionMessage).dataTypeIDs : [],
  );

const isRolledBack = (reply: Reply): boolean =>
  reply.some(
    (message) => message.name === 'commandComplete' && (message as messages.CommandCompleteMessage).text === 'ROLLBACK',
  );

/** What a transaction that failed at a place where nobody noticed ends with: its changes are gone, and the caller has to know. */
class TransactionLostError extends Error {
  override readonly name = 'TransactionLostError';
  /** in_failed_sql_transaction */
  readonly code = '25P02';
}

export type Session = Queryable & {
  /** See `Database.transaction`; runs `work` once. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  /** Runs something that uses the database past this session when nobody else does. */
  alone<T>(work: () => Promise<T>): Promise<T>;
};

/** Makes the session of a database; nothing else may send it anything but through `alone`. */
export function createSession(pglite: PGlite): Session {
  const turns = new Mutex();
  const prepared = new Map<string, Prepared>();

  const send = (parts: readonly Message[], isLast: boolean): Promise<Reply> =>
    pglite.execProtocolStream(Buffer.concat(parts), { syncToFs: isLast });

  async function prepare(sql: string, parameters: number, before: readonly Message[]): Promise<Prepared> {
    const name = parameters > 0 && prepared.size < mostPrepared ? `s${prepared.size}` : '';
    const reply = await send([...before, parse({ name, text: sql }), describe({ type: 'S', name }), sync()], false);
    const statement = { name, parameterTypes: parameterTypesOf(reply), fields: fieldsOf(reply) };
    if (name !== '') prepared.set(sql, statement);
    return statement;
  }

  const serialized = (value: unknown, type: number | undefined): string | null => {
    if (value === null || value === undefined) return null;
    const serialize = type === undefined ? undefined : pglite.serializers[type];
    return serialize ? serialize(value) : String(value);
  };

  const parserOf = (type: number) => (type === types.INT8 ? Number : pglite.parsers[type]);

  function rowsOf<Row>(reply: Reply, fields: Fields): Row[] {
    const readers = fields.map(({ name, dataTypeID }) => ({ name, read: parserOf(dataTypeID), dataTypeID }));
    return reply.flatMap((message) => {
      if (message.name !== 'dataRow') return [];
      const row: Record<string, unknown> = {};
      for (const [index, text] of (message as messages.DataRowMessage).fields.entries()) {
        const reader = readers[index];
        if (reader) row[reader.name] = text === null || !reader.read ? text : reader.read(text, reader.dataTypeID);
      }
      return [row as Row];
    });
  }

  /** `before` goes with the first message, so that a transaction begins without a message of its own. */
  async function run<Row>(sql: string, values: readonly unknown[], before: readonly Message[], isLast: boolean) {
    const known = prepared.get(sql);
    const statement = known ?? (await prepare(sql, values.length, before));
    const parameters = values.map((value, index) => serialized(value, statement.parameterTypes[index]));
    const bound = bind({ statement: statement.name, values: parameters });
    const reply = await send([...(known ? before : []), bound, execute({}), sync()], isLast);
    return rowsOf<Row>(reply, statement.fields);
  }

  async function runTransaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    // Work may ask two things at once; the database answers one after the other.
    const steps = new Mutex();
    let state: 'waiting' | 'begun' | 'ended' = 'waiting';
    const transaction: Queryable = {
      query: <Row extends Record<string, unknown>>(sql: string, values: readonly unknown[] = []) =>
        steps.runExclusive(() => {
          if (state === 'ended') throw new Error('The transaction has ended.');
          const before = state === 'waiting' ? [simple('begin')] : [];
          state = 'begun';
          return run<Row>(sql, values, before, false);
        }),
    };
    const hasBegun = () => state === 'begun';
    try {
      const result = await work(transaction);
      const isLost = await steps.runExclusive(async () => {
        const isCommitting = hasBegun();
        state = 'ended';
        return isCommitting && isRolledBack(await send([simple('commit')], true));
      });
      if (isLost) throw new TransactionLostError('The transaction had failed before its end.');
      return result;
    } catch (error) {
      await steps.runExclusive(async () => {
        state = 'ended';
        if (pglite.isInTransaction()) await send([simple('rollback')], true);
      });
      throw error;
    }
  }

  let restedAtMs = performance.now();
  const takeTurn = <T>(work: () => Promise<T>): Promise<T> =>
    turns.runExclusive(async () => {
      if (performance.now() - restedAtMs > mostBusyMs) {
        await nextRound();
        restedAtMs = performance.now();
      }
      return work();
    });

  return {
    query: <Row extends Record<string, unknown>>(sql: string, values: readonly unknown[] = []) =>
      takeTurn(() => run<Row>(sql, values, [], true)),
    transaction: (work) => takeTurn(() => runTransaction(work)),
    alone: takeTurn,
  };
}
