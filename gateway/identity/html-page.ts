// The frame of every page that the gateway shows to people: no script, no frame, one style sheet, light and dark.
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { signInStyle } from './sign-in-style.ts';

export type Markup = ReturnType<typeof html>;

const styleHash = createHash('sha256').update(signInStyle).digest('base64');

/** The headers of a page. `formOrigin` is where its form may lead besides the gateway itself. */
function pageHeaders(formOrigin: string): [string, string][] {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    // Browsers apply this to the redirect that answers the form as well.
    `form-action 'self' ${formOrigin}`.trim(),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Security-Policy', policy.join('; ')],
    ['X-Frame-Options', 'DENY'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'same-origin'],
    ['Cache-Control', 'no-store'],
  ];
}

export type HtmlPage = {
  readonly title: string;
  readonly body: Markup;
  readonly formOrigin?: string;
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** `Set-Cookie` headers. */
  readonly cookies?: readonly string[];
};

/** The reply with a whole page. */
export async function showHtmlPage({ title, body, formOrigin = '', ...more }: HtmlPage): Promise<Response> {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Skylark</title>
<style>${raw(signInStyle)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  const headers = new Headers([...pageHeaders(formOrigin), ...Object.entries(more.headers ?? {})]);
  for (const cookie of more.cookies ?? []) headers.append('Set-Cookie', cookie);
  return new Response(String(await page), { status: more.status ?? 200, headers });
}
