// The one form of a resource, whatever it is written in (ucwa.md 1.3).

export type Link = { href: string; title?: string; revision?: number; etag?: string };

export type Resource = {
  /** The kind; empty when the server did not say. */
  rel: string;
  /** The self link. */
  href?: string;
  etag?: string;
  /**
   * Everything but rel, etag, links and embedded resources. Values read from XML are texts and lists of texts. A `Date` may be
   * given for writing; it is read back as text (`readDate`).
   */
  properties: Record<string, unknown>;
  /** By rel, self left out. */
  links: Record<string, Link[]>;
  /** By key, which can differ from the resource's own rel (`from` holds a `participant`). */
  embedded: Record<string, Resource[]>;
};
