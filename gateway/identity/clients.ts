// The applications that may ask for a sign-in. They are public clients: nothing about them is secret, so the address to which
// the answer goes is what identifies them.

export type Client = {
  readonly id: string;
  /** What the sign-in page calls the application. */
  readonly name: string;
  isRedirectAllowed(uri: URL): boolean;
};

// What chrome.identity and browser.identity give as redirect address: Chrome's extension ids have 32 letters a-p; Firefox uses
// the SHA-1 of the add-on id.
const extensionHosts = [/^[a-p]{32}\.chromiumapp\.org$/, /^[0-9a-f]{40}\.extensions\.allizom\.org$/];

/** The extension in either browser, and programs on the user's own machine (RFC 8252 section 7.3). */
function isExtensionRedirect(uri: URL): boolean {
  if (uri.username || uri.password || uri.hash) return false;
  if (uri.protocol === 'http:') return uri.hostname === '127.0.0.1';
  return uri.protocol === 'https:' && uri.port === '' && extensionHosts.some((host) => host.test(uri.hostname));
}

const clients: readonly Client[] = [
  { id: 'skylark-extension', name: 'Skylark', isRedirectAllowed: isExtensionRedirect },
];

/** The client with this id; undefined when there is none. */
export function findClient(id: string | undefined): Client | undefined {
  return clients.find((client) => client.id === id);
}
