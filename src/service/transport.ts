/** Bytes that only the transport reads: a `Blob` wherever there is one. */
export type Bytes = { readonly size: number };

/** One HTTP request of a service. `url` is absolute. */
export type TransportRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string | Bytes;
  /** The longest the whole exchange may take. */
  timeoutMs: number;
  /** The reply of success is wanted as bytes, and may be as large as a file. */
  isBinary?: boolean;
  /** Integrated sign-in of the operating system may prove who the user is: the one request that carries more than its headers. */
  usesSystemSignIn?: boolean;
  signal?: AbortSignal;
};

/** The reply. `header` is case-insensitive and answers undefined for a header that is missing. */
export type TransportResponse = {
  status: number;
  header(name: string): string | undefined;
  text: string;
  /** The bytes as they arrived, instead of the text, when they were asked for and the request succeeded. */
  parts?: Uint8Array<ArrayBuffer>[];
};

/**
 * Sends one request. Never follows a redirect, never sends cookies. Rejects with a `ServiceError` of kind `network`
 * when no reply arrived.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
