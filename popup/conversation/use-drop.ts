// Files that are dragged onto a conversation.
import { useEffect, useState } from 'preact/hooks';
import { filesOf } from './sharing.ts';

/** Takes files dropped anywhere on `frame`; answers whether some are held over it now. */
export function useDrop(frame: { readonly current: HTMLElement | null }, onFiles: (files: File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const place = frame.current?.closest<HTMLElement>('.conversation') ?? undefined;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      // Left alone, the browser would leave the page for the file.
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!place?.contains(event.relatedTarget as Node | null)) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      onFiles(filesOf(event.dataTransfer));
    };
    place?.addEventListener('dragover', over);
    place?.addEventListener('dragleave', leave);
    place?.addEventListener('drop', drop);
    return () => {
      place?.removeEventListener('dragover', over);
      place?.removeEventListener('dragleave', leave);
      place?.removeEventListener('drop', drop);
    };
  }, [onFiles]);
  return isOver;
}
