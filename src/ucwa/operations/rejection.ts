/** The kind of an error with which a request was rejected: a page rejects with errors of its own that carry the same kinds. */
export function kindOfRejection(error: unknown): string | undefined {
  return error instanceof Error && 'kind' in error && typeof error.kind === 'string' ? error.kind : undefined;
}
