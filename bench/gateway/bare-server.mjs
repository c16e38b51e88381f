// The baseline of held polls and fan-out: the least that node:http can do. Holds GET /poll?seat=N in memory until POST /send
// answers all of them with the body. No users, no storage, no checks.
import { createServer } from 'node:http';

const held = new Map();
const server = createServer((request, reply) => {
  const url = new URL(request.url, 'http://bare');
  if (url.pathname === '/poll') {
    held.set(url.searchParams.get('seat'), reply);
    return;
  }
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const wanted = url.searchParams.get('to');
    const replies = wanted === null ? [...held.values()] : [held.get(wanted)].filter(Boolean);
    if (wanted === null) held.clear();
    else held.delete(wanted);
    for (const waiting of replies) waiting.end(body);
    reply.writeHead(201).end();
  });
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}`, pid: process.pid })),
);
process.on('disconnect', () => process.exit(0));
