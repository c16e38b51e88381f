import { isDeceptive } from '../../src/markup/address.ts';
import { parseMarkup } from '../../src/markup/message-markup.ts';
import type { MarkupTree } from '../../src/markup/tree.ts';
import { ProtocolError } from '../errors.ts';

/** Characters with which an address in a text can be disguised; without them the scanner sees the link that readers see. */
const disguises = /[\u202a-\u202e\u2066-\u2069\u2500-\u257f]/g;

const addressText = /^\s*(?:https?:\/\/|www\.)/i;

function leadsAstray(tree: MarkupTree): boolean {
  return tree.some((node) => {
    if (node.kind === 'link') return addressText.test(node.text) && isDeceptive(node.text, node.href);
    return 'children' in node && leadsAstray(node.children);
  });
}

/** The status and the number of this refusal are not recorded (skype.md 11); it is one, so 403. */
const blockedContent = () =>
  new ProtocolError({ status: 403, errorCode: 403, message: 'Failure due to: BlockedContent' });

/**
 * Refuses a link whose text is a web address of another host than the one it leads to (skype.md 7.3, 7.5). A text that merely
 * mentions a name is left to the reader's client. Throws 403.
 */
export function checkLinks(messagetype: string, content: string): void {
  if (!messagetype.startsWith('RichText') || !/<a\s/i.test(content)) return;
  if (leadsAstray(parseMarkup(content.replace(disguises, '')))) throw blockedContent();
}
