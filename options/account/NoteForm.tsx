import { useMemo, useState } from 'preact/hooks';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import type { NoteOperations, OwnNote } from '../../src/service/participant-operations.ts';
import { createAction } from '../action.ts';
import { CountedField } from './CountedField.tsx';

type NoteFormProps = { own: OwnNote; operations: NoteOperations; onSaved: () => Promise<void> };

/** Longest location that servers take, and the longest note that reads as one beside a name. */
const longest = { note: 500, location: 60 };

/** Edits note and location, each saved apart: what one refuses is no matter of the other. */
export function NoteForm({ own, operations, onSaved }: NoteFormProps) {
  const isAway = own.kind === 'out-of-office';
  return (
    <div class="card notes">
      {isAway ? (
        <div class="note">
          <Banner title={text('optionsNoteAway')}>{text('optionsNoteAwayAbout')}</Banner>
          <p class="note-away" dir="auto">
            {own.note}
          </p>
        </div>
      ) : (
        <SavedField name="note" saved={own.note} save={operations.setNote} onSaved={onSaved} />
      )}
      <SavedField name="location" saved={own.location} save={operations.setLocation} onSaved={onSaved} />
    </div>
  );
}

type SavedFieldProps = {
  name: keyof typeof longest;
  saved: string;
  save: (text: string) => Promise<void>;
  onSaved: () => Promise<void>;
};

function SavedField({ name, saved, save, onSaved }: SavedFieldProps) {
  // Undefined while nothing is being edited: then the field follows the server.
  const [edited, setEdited] = useState<string | undefined>(undefined);
  const [done, setDone] = useState<'saved' | 'cleared' | undefined>(undefined);
  const saving = useMemo(
    () =>
      createAction(async (value: string) => {
        await save(value);
        await onSaved();
      }),
    [save, onSaved],
  );
  const value = edited ?? saved;
  const isChanged = value.trim() !== saved;
  const failure = saving.failure.value;
  const isBusy = saving.isRunning.value;

  async function store(next: string): Promise<void> {
    setDone(undefined);
    if (!(await saving.run(next.trim()))) return;
    setEdited(undefined);
    setDone(next.trim() === '' ? 'cleared' : 'saved');
  }

  return (
    <form
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) void store(value);
      }}
    >
      <CountedField
        label={text(name === 'note' ? 'optionsNote' : 'optionsLocation')}
        hint={text(name === 'note' ? 'optionsNoteHint' : 'optionsLocationHint')}
        value={value}
        longest={longest[name]}
        isBusy={isBusy}
        onInput={(typed) => {
          setDone(undefined);
          saving.forgetFailure();
          setEdited(typed);
        }}
      />
      {failure && <Banner tone="danger">{text('optionsNotSaved', errorSentence(failure))}</Banner>}
      <div class="actions note-actions">
        <Button type="submit" isSmall isBusy={isBusy} isDisabled={!isChanged && !isBusy}>
          {text('optionsSave')}
        </Button>
        {saved !== '' && (
          <Button isSmall isDisabled={isBusy} onClick={() => void store('')}>
            {text('optionsClear')}
          </Button>
        )}
        <span class="soft" role="status">
          {done && text(done === 'saved' ? 'optionsSaved' : 'optionsCleared')}
        </span>
      </div>
    </form>
  );
}
