/** A document of the server cannot be read. `path` names the place (`_links.self`), `reason` says what was expected. */
export class WireError extends Error {
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(path === '' ? reason : `${path}: ${reason}`);
    this.name = 'WireError';
    this.path = path;
    this.reason = reason;
  }
}
