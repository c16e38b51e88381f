import './notes.css';
import { text } from '../../extension/text.ts';
import type { NoteOperations } from '../../src/service/participant-operations.ts';
import { AskedContent } from '../AskedContent.tsx';
import { useAsked } from '../asked.ts';
import { Section } from '../Section.tsx';
import { NoteForm } from './NoteForm.tsx';

/** The note and the location that contacts see beside the name. */
export function NoteSection({ operations }: { operations: NoteOperations }) {
  const own = useAsked(() => operations.read(), [operations]);
  return (
    <Section title={text('optionsNotes')} about={text('optionsNotesAbout')}>
      <AskedContent asked={own}>
        {(note) => <NoteForm own={note} operations={operations} onSaved={own.read} />}
      </AskedContent>
    </Section>
  );
}
