// The cross-domain frame (ucwa.md 2.3): pages of another origin embed it and talk to UCWA through it by `postMessage`. It relays what
// it is asked and attaches nothing of its own: the page has to bring the ticket, so that embedding the frame gives no rights.
// This gateway keeps no list of origins: neither `X-Ms-Origin` nor the `Origin` of an extension is refused (ucwa.md 12, point 6).
import { createHash } from 'node:crypto';

// Browsers hand out header names in lower case; the pages look for them as servers write them (ucwa.md 10.6).
const script = `
'use strict';
const special = { 'www-authenticate': 'WWW-Authenticate', etag: 'ETag', 'x-ms-diagnostics': 'X-Ms-diagnostics' };
const capital = (name) =>
  special[name.toLowerCase()] || name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
const methods = ['GET', 'POST', 'PUT', 'DELETE'];

function readRequest(text) {
  const message = JSON.parse(text);
  const request = typeof message.request === 'object' && message.request !== null ? message.request : message;
  const url = new URL(String(request.url), location.href);
  const method = String(request.type || 'GET').toUpperCase();
  if (url.origin !== location.origin || !methods.includes(method)) throw new Error('not relayed');
  return { messageId: request.messageId, url, method, headers: request.headers || {}, data: request.data };
}

async function relay(request, origin) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  headers.set('X-Ms-Origin', origin);
  headers.set('X-Requested-With', 'XMLHttpRequest');
  const isBody = request.method !== 'GET' && request.data !== undefined && request.data !== null && request.data !== '';
  const body = !isBody ? undefined : typeof request.data === 'string' ? request.data : JSON.stringify(request.data);
  const reply = await fetch(request.url, { method: request.method, headers, body, credentials: 'omit', redirect: 'error' });
  const lines = [...reply.headers].map(([name, value]) => capital(name) + ': ' + value);
  return {
    messageId: request.messageId,
    status: reply.status,
    statusText: reply.ok ? 'success' : 'error',
    responseText: await reply.text(),
    headers: lines.join('\\r\\n'),
  };
}

addEventListener('message', async (event) => {
  if (event.source !== parent || typeof event.data !== 'string') return;
  let request;
  try {
    request = readRequest(event.data);
  } catch {
    return;
  }
  let reply;
  try {
    reply = await relay(request, event.origin);
  } catch {
    reply = { messageId: request.messageId, status: 0, statusText: 'error', responseText: '', headers: '' };
  }
  parent.postMessage(JSON.stringify(reply), event.origin);
});
`;

/** The page. */
export const framePage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Skylark</title></head><body><script>${script}</script></body></html>
`;

const hash = createHash('sha256').update(script).digest('base64');

/** Anybody may embed it; it runs its one script and speaks with its own origin alone. */
export const frameHeaders = {
  'Content-Security-Policy': `default-src 'none'; script-src 'sha256-${hash}'; connect-src 'self'`,
  'Cache-Control': 'no-cache',
};
