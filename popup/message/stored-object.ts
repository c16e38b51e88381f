// Objects of messages in the page: what is stored is shown, what is not is fetched by the worker, on a click or by setting.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CommandErrorKind } from '../../extension/commands.ts';
import { onSettings, readSettings } from '../../extension/settings.ts';
import { stored } from '../../extension/ui/stored.ts';
import type { AccountId } from '../../src/model/account.ts';
import { cell } from '../cell.ts';
import { ask } from '../worker.ts';

/** As long as the worker may take to fetch a large file. */
const patienceMs = 600_000;

/** Are pictures fetched without a click? Not before the setting says so. */
const showsPictures = cell(false);
let isFollowing = false;

/** Whether the user wants pictures without asking; follows the setting from the first call on. */
export function picturesComeAlone(): boolean {
  if (!isFollowing) {
    isFollowing = true;
    const take = ({ showPictures }: { showPictures: string }) => {
      showsPictures.value = showPictures === 'always';
    };
    onSettings(take);
    readSettings().then(take, () => undefined);
  }
  return showsPictures.value;
}

async function readStored(account: AccountId, uri: string): Promise<Blob | undefined> {
  return (await (await stored()).get('objects', [account, uri]))?.content;
}

export type ObjectState = { blob?: Blob; isBusy: boolean; error?: CommandErrorKind };
export type StoredObject = ObjectState & {
  /** An address of the content for this page. */
  url: string | undefined;
  /** Fetches it; answers the content, undefined when that failed (then `error` says why). */
  bring(): Promise<Blob | undefined>;
};

/** The object at an address, for the life of a component. `isWanted`: fetch it without being asked. */
export function useObject(account: AccountId, uri: string | undefined, isWanted: boolean): StoredObject {
  const [state, setState] = useState<ObjectState>({ isBusy: false });
  const current = useRef<string | undefined>(undefined);
  current.current = uri;

  async function bring(): Promise<Blob | undefined> {
    if (uri === undefined) return undefined;
    setState({ isBusy: true });
    const reply = await ask('object.fetch', { account, uri }, patienceMs);
    const blob = reply.ok ? await readStored(account, uri).catch(() => undefined) : undefined;
    const next = blob ? { blob, isBusy: false } : { isBusy: false, error: reply.ok ? 'storage' : reply.error.kind };
    if (current.current === uri) setState(next as ObjectState);
    return blob;
  }

  useEffect(() => {
    let isGone = false;
    const look = async () => {
      const blob = uri === undefined ? undefined : await readStored(account, uri).catch(() => undefined);
      if (isGone) return;
      if (blob) setState({ blob, isBusy: false });
      else if (isWanted) await bring();
    };
    void look();
    return () => {
      isGone = true;
      current.current = undefined;
    };
  }, [account, uri, isWanted]);

  const url = useMemo(() => state.blob && URL.createObjectURL(state.blob), [state.blob]);
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url]);
  return { ...state, url, bring };
}

/** Long enough for a browser to begin reading what it saves. */
const savingMs = 60_000;

/** Saves a content as a file of this name, as the browser saves downloads. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  // Without a type of its own nothing can be opened as a page of ours.
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), savingMs);
}
