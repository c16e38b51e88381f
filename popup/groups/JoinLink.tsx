import { useEffect, useRef, useState } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { checkIcon, linkIcon } from '../../extension/ui/icons.ts';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import type { GroupFacts, JoiningOperations } from '../../src/service/group-operations.ts';
import { announce } from '../notices.ts';
import { failureSentence } from './failure.ts';

/** How long "Copied" stays, ms. */
const confirmedMs = 2_500;

/** The link by which others join: shown on request, to be copied. */
export function JoinLink({ facts, joining }: { facts: GroupFacts; joining: JoiningOperations }) {
  const [link, setLink] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | undefined>(undefined);

  async function show() {
    setBusy(true);
    setFailure(undefined);
    try {
      setLink(await joining.readLink(facts.conversation));
    } catch (error) {
      setFailure(failureSentence(error, { forbidden: 'popupGroupLinkRefused' }));
    }
    setBusy(false);
  }

  return (
    <div class="group-link">
      {link === undefined ? (
        <Button icon={linkIcon} isBusy={isBusy} onClick={() => void show()}>
          {text('popupGroupLinkShow')}
        </Button>
      ) : (
        <LinkToCopy link={link} />
      )}
      <SettingFailure words={failure} />
    </div>
  );
}

function LinkToCopy({ link }: { link: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    // Which server it is says more than its end.
    if (field.current) field.current.scrollLeft = 0;
  }, [link]);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), confirmedMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      // Without the clipboard's permission what is selected can still be copied; if not even that, it stays selected.
      if (!document.execCommand('copy')) return;
    }
    setCopied(true);
    announce(text('popupGroupLinkCopied'));
  }

  return (
    <div class="group-link-row">
      <input
        ref={field}
        class="field-input"
        type="text"
        dir="ltr"
        readOnly
        value={link}
        aria-label={text('popupGroupLink')}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button {...(isCopied && { icon: checkIcon })} onClick={() => void copy()}>
        {text(isCopied ? 'popupGroupLinkCopied' : 'popupGroupLinkCopy')}
      </Button>
    </div>
  );
}
