import { isDeceptive } from '../../src/markup/address.ts';
import { scanMarkup } from '../../src/markup/scanner.ts';
import { ProtocolError } from '../errors.ts';

/** What can disguise an address to the eye: direction marks, invisible characters, box drawings. */
const disguises = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2500-\u257f\ufeff]/g;

const addressText = /^\s*(?:https?:\/\/|www\.)/i;

const isLie = (text: string, href: string): boolean => {
  const shown = text.replace(disguises, '');
  return addressText.test(shown) && isDeceptive(shown, href.trim());
};

/** Whether any link in some markup reads like the address of another host; tags inside a link do not hide what it reads. */
function holdsLie(content: string): boolean {
  let open: { readonly href: string; text: string } | undefined;
  let found = false;
  const end = () => {
    if (open && isLie(open.text, open.href)) found = true;
    open = undefined;
  };
  scanMarkup(content, {
    text(text) {
      if (open) open.text += text;
    },
    open(name, attributes, isSelfClosing) {
      if (name !== 'a' || isSelfClosing) return;
      end();
      open = { href: attributes.get('href') ?? '', text: '' };
    },
    close(name) {
      if (name === 'a') end();
    },
  });
  end();
  return found;
}

/** Status and number of this refusal are not recorded (skype.md 11). */
const blockedContent = () =>
  new ProtocolError({ status: 403, errorCode: 403, message: 'Failure due to: BlockedContent' });

/**
 * Refuses a link whose text is a web address of another host than the one it leads to (skype.md 7.3, 7.5). A text that merely
 * mentions a name is left to the reader's client. Throws 403.
 */
export function checkLinks(messagetype: string, content: string): void {
  if (messagetype.startsWith('RichText') && /<a\s/i.test(content) && holdsLie(content)) throw blockedContent();
}
