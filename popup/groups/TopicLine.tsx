import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Button, IconButton } from '../../extension/ui/Button.tsx';
import { editIcon } from '../../extension/ui/icons.ts';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import type { Writes } from './use-writes.ts';

/** The longest title, characters. */
export const longestTopic = 200;

type TopicLineProps = {
  /** What the group is called now, by its title or its members. */
  name: string;
  topic: string;
  mayChange: boolean;
  writes: Writes;
  onSave: (topic: string) => Promise<unknown>;
};

/** The group's name; who may, renames it in place. */
export function TopicLine({ name, topic, mayChange, writes, onSave }: TopicLineProps) {
  const [written, setWritten] = useState<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const pencil = useRef<HTMLButtonElement>(null);
  const isEditing = written !== undefined;
  const wasEditing = useRef(false);
  useLayoutEffect(() => {
    if (isEditing) {
      field.current?.focus();
      field.current?.select();
    } else if (wasEditing.current) pencil.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);

  async function save() {
    const next = (written ?? '').trim();
    if (next === topic) return setWritten(undefined);
    const isSaved = await writes.run('topic', next, () => onSave(next), { forbidden: 'popupGroupRenameRefused' });
    if (isSaved) setWritten(undefined);
  }

  if (!isEditing) {
    return (
      <div class="group-topic">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        {mayChange && (
          <IconButton
            icon={editIcon}
            label={text('popupGroupRename')}
            buttonRef={pencil}
            onClick={() => setWritten(topic)}
          />
        )}
      </div>
    );
  }
  return (
    <form
      class="group-topic-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        ref={field}
        class="field-input"
        type="text"
        dir="auto"
        autocomplete="off"
        maxLength={longestTopic}
        value={written}
        aria-label={text('popupGroupTitle')}
        placeholder={text('popupGroupTitleHint')}
        onInput={(event) => setWritten(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.isComposing) return;
          event.preventDefault();
          event.stopPropagation();
          setWritten(undefined);
        }}
      />
      <div class="group-topic-actions">
        <Button isSmall onClick={() => setWritten(undefined)}>
          {text('uiCancel')}
        </Button>
        <Button isSmall kind="primary" type="submit" isBusy={writes.isBusy('topic')}>
          {text('popupGroupSave')}
        </Button>
      </div>
      <SettingFailure words={writes.failure('topic')} />
    </form>
  );
}
