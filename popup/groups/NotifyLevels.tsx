import type { ConversationDetails } from '../../extension/group-queries.ts';
import { text } from '../../extension/text.ts';
import { Choice } from '../../extension/ui/Choice.tsx';
import type { NotifyLevel } from '../../src/model/conversation.ts';
import type { NotifyingOperations } from '../../src/service/group-operations.ts';
import type { Writes } from './use-writes.ts';

const levels: readonly NotifyLevel[] = ['all', 'mentions', 'none'];

type NotifyLevelsProps = { details: ConversationDetails; notifying: NotifyingOperations; writes: Writes };

/** Which messages of the conversation notify and count on the badge. */
export function NotifyLevels({ details, notifying, writes }: NotifyLevelsProps) {
  const { row } = details;
  const written = levels.find((level) => level === writes.pending('level'));
  return (
    <section class="group-section">
      <Choice
        label={text('popupGroupNotify')}
        options={levels.map((level) => ({
          value: level,
          label: text(`popupGroupNotify_${level}`),
          description: text(`popupGroupNotify_${level}_meaning`),
        }))}
        value={written ?? row.notifyLevel}
        isBusy={writes.isBusy('level')}
        failure={writes.failure('level')}
        onChange={(level) => void writes.run('level', level, () => notifying.setLevel(row.id, level))}
      />
    </section>
  );
}
