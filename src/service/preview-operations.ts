// What a server finds out about links, so that nobody who reads a message shows up at a foreign site.

/** A link in words. Empty texts were not told; `thumbnail` is a picture's address, often in a foreign place. */
export type LinkDescription = { title: string; description: string; site: string; thumbnail?: string };

export type PreviewOperations = {
  /** What the server says about a web address. */
  describe(url: string): Promise<LinkDescription>;
};
