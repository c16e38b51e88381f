import { useEffect, useRef, useState } from 'preact/hooks';
import type { CommandErrorKind } from '../../extension/commands.ts';
import type { ConversationDetails } from '../../extension/group-queries.ts';
import type { GroupFacts, GroupOperations } from '../../src/service/group-operations.ts';
import { kindOf } from './failure.ts';

export type KnownFacts = {
  /** What the server said last; undefined until it has. */
  facts?: GroupFacts;
  /** Why it could not be asked. */
  error?: CommandErrorKind;
  /** Asks again; resolves when the answer is here. */
  reload(): Promise<void>;
};

/** The facts of a group, asked now and whenever something about it changes. Nothing is asked about other conversations. */
export function useGroupFacts(details: ConversationDetails | null | undefined, groups: GroupOperations | undefined) {
  const [known, setKnown] = useState<Omit<KnownFacts, 'reload'>>({});
  const turn = useRef(0);
  const { row, session } = details ?? {};
  const isAsked = Boolean(groups && row?.kind === 'group' && row.isMember);

  async function reload(): Promise<void> {
    if (!groups || !row || !isAsked) return;
    turn.current += 1;
    const own = turn.current;
    const next = await groups.read(row.id).then(
      (facts) => ({ facts }),
      (error: unknown) => ({ error: kindOf(error) }),
    );
    // An older answer must not replace a newer one; a failure leaves what was known.
    if (own === turn.current) setKnown((before) => ('facts' in next ? next : { ...before, ...next }));
  }

  useEffect(() => {
    void reload();
  }, [row?.id, row?.version, row?.topic, row?.members.length, isAsked, session?.state]);
  return { ...known, reload } satisfies KnownFacts;
}
