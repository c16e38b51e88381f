/** Which protocol an account speaks; screens ask capabilities instead, never this. */
export type AccountKind = 'skype' | 'ucwa' | 'archive';

/** Made by Skylark when the account is added; says nothing about the user. */
export type AccountId = string;

/** A user of the service, in the form the service uses (`8:joe.4`, `sip:…`). Never shown on screen. */
export type ContactId = string;

/** A conversation of the service (`8:joe.4`, `19:…@thread.skype`). Never shown on screen. */
export type ConversationId = string;

/** A configured account. Credentials live elsewhere. */
export type Account = {
  id: AccountId;
  kind: AccountKind;
  /** Origin of the configured server, e.g. `http://127.0.0.1:8787`. */
  server: string;
  /** The signed-in user. */
  user: ContactId;
  /** Display name of the signed-in user. */
  name: string;
  addedAtMs: number;
  /** What sign-in found out about where the account lives: plain JSON without secrets, understood by the service only. */
  place?: unknown;
};
