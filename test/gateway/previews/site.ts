// A web server on loopback whose pages a test writes, and a gateway that may look at it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import type { GatewayEnv } from '../../../gateway/context.ts';
import { errorResponse, ProtocolError } from '../../../gateway/errors.ts';
import { routedPath } from '../../../gateway/hosts.ts';
import type { ResolveName } from '../../../gateway/previews/names.ts';
import { createPreviewRoutes } from '../../../gateway/previews/routes.ts';
import type { TestGateway } from '../../support/gateway.ts';

export type Answer = (request: IncomingMessage, reply: ServerResponse) => void;

export type Site = {
  readonly origin: string;
  readonly port: number;
  /** What is answered under a path. */
  readonly pages: Map<string, Answer>;
  /** Every request so far. */
  readonly requests: IncomingMessage[];
  close(): Promise<void>;
};

export async function openSite(): Promise<Site> {
  const pages = new Map<string, Answer>();
  const requests: IncomingMessage[] = [];
  const server = createServer((request, reply) => {
    requests.push(request);
    const answer = pages.get(new URL(request.url ?? '/', 'http://x').pathname);
    if (answer) answer(request, reply);
    else reply.writeHead(404, { 'Content-Type': 'text/html' }).end('<title>Not here</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    pages,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page of HTML with its headers. */
export const html =
  (body: string | Uint8Array, contentType = 'text/html; charset=utf-8'): Answer =>
  (_request, reply) => {
    reply.writeHead(200, { 'Content-Type': contentType }).end(body);
  };

export const redirect =
  (location: string): Answer =>
  (_request, reply) => {
    reply.writeHead(302, { Location: location }).end();
  };

/** The preview routes of a gateway with a name server of the test's own. */
export function previewApp(gateway: TestGateway, resolve: ResolveName): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>({ getPath: routedPath });
  app.route('/', createPreviewRoutes(gateway.context, { resolve }));
  app.onError((error) => {
    if (error instanceof ProtocolError) return errorResponse(error);
    throw error;
  });
  return app;
}
