// What is done to a running worker from outside: a stop before a chosen call, and a clock that jumps. Both end with the worker.

/**
 * Stops the worker before the n-th call that it makes to its surroundings after a poll reply came (request, storage, transaction,
 * announcement, badge): between any two of its awaits there is such a call. While it stands still it is killed. It tells
 * `skylarkStopped` the name of the call, or nothing when it began the next poll before.
 */
export const stopScript = (step: number) => `(() => {
  const scope = globalThis;
  scope.skylarkStop = { left: ${step}, isArmed: false };
  if (scope.skylarkStops) return;
  scope.skylarkStops = true;
  const pass = (name) => {
    const stop = scope.skylarkStop;
    if (!stop?.isArmed || stop.left-- > 0) return;
    scope.skylarkStop = undefined;
    scope.skylarkStopped(name);
    const untilMs = performance.now() + 3000;
    while (performance.now() < untilMs);
  };
  const isPoll = (url) => /\\/poll$|\\/events$/.test(new URL(url).pathname);
  const fetchReally = scope.fetch;
  scope.fetch = async (input, init) => {
    const url = typeof input === 'string' ? input : input.url ?? String(input);
    if (isPoll(url) && scope.skylarkStop?.isArmed) {
      scope.skylarkStop = undefined;
      scope.skylarkStopped('');
    }
    pass('fetch');
    const reply = await fetchReally(input, init);
    if (isPoll(url) && reply.ok && Number(reply.headers.get('content-length')) > 40 && scope.skylarkStop) {
      scope.skylarkStop.isArmed = true;
      pass('reply');
    }
    return reply;
  };
  const around = (target, method, nameOf) => {
    const really = target?.[method];
    if (typeof really !== 'function') return;
    target[method] = function (...values) {
      pass(nameOf(this, values));
      return really.apply(this, values);
    };
  };
  around(ReadableStreamDefaultReader.prototype, 'read', () => 'read reply');
  around(IDBDatabase.prototype, 'transaction', (_, [stores]) => 'transaction ' + [stores].flat().slice(0, 2).join(' '));
  for (const method of ['get', 'getAll', 'put', 'add', 'delete', 'openCursor']) {
    around(IDBObjectStore.prototype, method, (store) => method + ' ' + store.name);
  }
  for (const method of ['get', 'getAll', 'count', 'openCursor', 'openKeyCursor', 'getKey', 'getAllKeys']) {
    around(IDBIndex.prototype, method, (index) => method + ' ' + index.objectStore.name + '.' + index.name);
  }
  around(BroadcastChannel.prototype, 'postMessage', () => 'announce');
  around(scope.chrome.action, 'setBadgeText', () => 'badge');
  around(scope.chrome.storage.session, 'set', () => 'note session');
  around(scope.chrome.storage.session, 'get', () => 'read session');
  around(scope.chrome.storage.local, 'set', () => 'note local');
})()`;

/** From now on the worker's clock is so far off, ms; 0 puts it right. Timers go on as ever, as when a clock is set. */
export const clockScript = (offsetMs: number) => `(() => {
  const Real = (globalThis.skylarkClock ??= Date);
  if (${offsetMs} === 0) {
    globalThis.Date = Real;
    return;
  }
  globalThis.Date = class extends Real {
    constructor(...values) {
      if (values.length > 0) super(...values);
      else super(Real.now() + ${offsetMs});
    }
    static now() {
      return Real.now() + ${offsetMs};
    }
  };
})()`;
