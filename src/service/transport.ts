/** One HTTP request of a service. `url` is absolute; bodies are text. */
export type TransportRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** The longest the whole exchange may take. */
  timeoutMs: number;
  signal?: AbortSignal;
};

/** The reply. `header` is case-insensitive and answers undefined for a header that is missing. */
export type TransportResponse = {
  status: number;
  header(name: string): string | undefined;
  text: string;
};

/**
 * Sends one request. Never follows a redirect, never sends cookies. Rejects with a `ServiceError` of kind `network`
 * when no reply arrived.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
