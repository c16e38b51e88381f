// Old group chats between computers (skype.md 10.5): servers never had them, so nothing here can open one.

// The name of such a chat, `#joe.4/$anna.7;0123456789abcdef`, or the address that invited to one by its blob.
const chatName = /(?:^|[\s"'>(])#[\w.,:-]{1,64}\/\$[\w.,:;-]{1,64};[\da-f]{16}(?![\da-f])/i;
const chatAddress = /skype:[^\s"'<>]{0,512}\?chat&(?:amp;)?blob=[\w-]/i;

/** Does the content of a message lead to a chat between computers? */
export const leadsToPeerToPeer = (content: string): boolean => chatAddress.test(content) || chatName.test(content);

/** Was this group once a chat between computers? It is a cloud group now, without the messages from before. */
export const wasPeerToPeer = (conversation: string): boolean => conversation.endsWith('@p2p.thread.skype');
