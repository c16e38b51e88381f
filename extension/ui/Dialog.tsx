import './dialog.css';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

type DialogProps = {
  title: string;
  children: ComponentChildren;
  /** The buttons, the harmless one first; mark the one to start on with `autofocus` or it is the first. */
  actions: ComponentChildren;
  /** Escape, or a click beside the dialog. Not called while `isBusy`. */
  onClose: () => void;
  isBusy?: boolean;
};

/** A question in front of the page. The rest cannot be reached while it is open; closing gives the focus back. */
export function Dialog({ title, children, actions, onClose, isBusy = false }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const leave = () => {
    if (!isBusy) onClose();
  };
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Escape' || event.isComposing) return;
    // What is behind the question, and the popup as a whole, would go back too.
    event.preventDefault();
    event.stopPropagation();
    leave();
  }
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={`${id}-title`}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) leave();
      }}
    >
      <div class="dialog-page">
        <h2 id={`${id}-title`}>{title}</h2>
        <div class="dialog-body">{children}</div>
        <div class="dialog-actions">{actions}</div>
      </div>
    </dialog>
  );
}
