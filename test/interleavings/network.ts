// Between the worker and a server: requests and replies that take their time, get lost, are answered by something else, or hang.
// What a request did at the server is done, whoever hears of it.
import { ServiceError } from '../../src/service/error.ts';
import type { Transport, TransportRequest, TransportResponse } from '../../src/service/transport.ts';
import type { Turns } from './turns.ts';

export type Reply = { status: number; text: string; headers: Record<string, string> };
export type Asked = { method: string; url: string; headers: Record<string, string>; body: string };
/** Answers a request, at once or later; the returned function tells the server that nobody waits any more. */
export type Handle = (asked: Asked, respond: (reply: Reply) => void) => (() => void) | undefined;

/** `refused`: it never gets there. `lost`: it does, the reply does not. `hanging`: nothing comes back, not even an end. */
export const faultKinds = [
  ...['refused', 'lost', 'hanging', 'truncated', 'HTML', '401', '429 seconds', '429 date', '500', '503'],
] as const;
export type FaultKind = (typeof faultKinds)[number];

const answers: Partial<Record<FaultKind, (nowMs: number) => Reply>> = {
  HTML: () => ({ status: 200, text: '<html>Please sign in to this network</html>', headers: {} }),
  '401': () => ({ status: 401, text: '', headers: {} }),
  '429 seconds': () => ({ status: 429, text: '{"errorCode":800}', headers: { 'retry-after': '20' } }),
  '429 date': (nowMs) => ({
    ...{ status: 429, text: '{"errorCode":429}' },
    headers: { 'retry-after': new Date(nowMs + 30_000).toUTCString() },
  }),
  '500': () => ({ status: 500, text: '<h1>Oops</h1>', headers: {} }),
  '503': () => ({ status: 503, text: '', headers: { 'retry-after': '5' } }),
};

export class Network {
  isAway = false;
  /** Faults that wait for the next request they fit: part of an address, or everything. */
  readonly faults: { on: string; kind: FaultKind }[] = [];
  readonly done: FaultKind[] = [];
  requests = 0;
  /** Bodies whose reply came back whole. */
  readonly answered = new Set<string>();
  readonly #turns: Turns;
  readonly #handle: Handle;
  readonly #nowMs: () => number;
  #open = new Set<{ isDead: boolean }>();

  constructor(turns: Turns, nowMs: () => number, handle: Handle) {
    this.#turns = turns;
    this.#nowMs = nowMs;
    this.#handle = handle;
  }

  /** Whatever is under way is never answered, and nobody is told. */
  cutSilently(): void {
    for (const exchange of this.#open) exchange.isDead = true;
  }

  heal(): void {
    this.isAway = false;
    this.faults.length = 0;
  }

  #takeFault(url: string): FaultKind | undefined {
    const at = this.faults.findIndex(({ on }) => url.includes(on));
    const kind = at < 0 ? undefined : this.faults.splice(at, 1)[0]?.kind;
    if (kind) this.done.push(kind);
    return kind;
  }

  readonly transport: Transport = (request) =>
    new Promise((resolve, reject) => {
      this.requests += 1;
      const exchange = { isDead: false };
      this.#open.add(exchange);
      let isOver = false;
      let drop: (() => void) | undefined;
      const end = (): boolean => {
        if (isOver) return false;
        isOver = true;
        this.#open.delete(exchange);
        stopClock();
        return true;
      };
      const fail = (why: string, hasTimedOut = false) => {
        if (end()) reject(new ServiceError('network', `${why}: ${request.method} ${request.url}`, { hasTimedOut }));
      };
      const stopClock = this.#turns.after(request.timeoutMs, () => fail('no reply in time', true));
      const leave = () => {
        fail('cut');
        // Servers notice that somebody is gone, sooner or later or not at all.
        if (drop && this.#turns.random() < 0.5) this.#turns.ready('a server notices', drop);
      };
      if (request.signal?.aborted) leave();
      else request.signal?.addEventListener('abort', leave);
      const bring = (reply: Reply) => {
        if (exchange.isDead) return;
        this.#turns.ready('a reply', () => {
          if (exchange.isDead || !end()) return;
          this.answered.add(String(request.body ?? ''));
          resolve(this.#responseOf(reply));
        });
      };
      this.#turns.ready('a request', () => {
        const wasLeft = isOver;
        if (wasLeft && this.#turns.random() < 0.5) return;
        if (this.isAway || exchange.isDead) return void (exchange.isDead || fail('no connection'));
        const fault = this.#takeFault(request.url);
        const answer = fault && answers[fault];
        if (fault === 'refused') fail('no connection');
        else if (answer) bring(answer(this.#nowMs()));
        else drop = this.#handle(askedOf(request), this.#spoil(fault, bring, fail));
        if (wasLeft && drop && this.#turns.random() < 0.5) drop();
      });
    });

  #spoil(fault: FaultKind | undefined, bring: (reply: Reply) => void, fail: (why: string) => void) {
    return (reply: Reply) => {
      if (fault === 'lost') this.#turns.ready('a reset', () => fail('connection reset'));
      else if (fault === 'truncated') bring({ ...reply, text: reply.text.slice(0, reply.text.length / 2) });
      else if (fault !== 'hanging') bring(reply);
    };
  }

  #responseOf({ status, text, headers }: Reply): TransportResponse {
    const date = new Date(this.#nowMs()).toUTCString();
    return { status, text, header: (name) => ({ date, ...headers })[name.toLowerCase()] };
  }
}

function askedOf({ method, url, headers, body }: TransportRequest): Asked {
  return { method, url, headers, body: typeof body === 'string' ? body : '' };
}
