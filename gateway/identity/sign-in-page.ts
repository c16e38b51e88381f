// The page on which a person signs in. It works without scripts, in light and dark, with keyboard and screen reader.
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { AuthorizationRequest } from './authorization-request.ts';
import { signInStyle } from './sign-in-style.ts';

type Markup = ReturnType<typeof html>;

const styleHash = createHash('sha256').update(signInStyle).digest('base64');

/** The headers of a sign-in page. `returnOrigin` is where its form may lead besides the gateway itself. */
function pageHeaders(returnOrigin: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    // Browsers apply this to the redirect that answers the form as well.
    `form-action 'self' ${returnOrigin}`.trim(),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

function layout(title: string, body: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(signInStyle)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

async function reply(page: Markup, status: number, headers: Record<string, string>): Promise<Response> {
  return new Response(String(await page), { status, headers });
}

export type SignInPageParts = {
  readonly request: AuthorizationRequest;
  /** The host under which this gateway was reached. */
  readonly gatewayHost: string;
  readonly formToken: string;
  /** The name to start with: what was typed before, or what the application suggests. */
  readonly username: string;
  readonly error?: string | undefined;
  /** Something to know before signing in. */
  readonly notice?: string | undefined;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

function hiddenFields({ request, formToken }: SignInPageParts): Markup[] {
  const fields: [string, string | undefined][] = [
    ['response_type', 'code'],
    ['client_id', request.client.id],
    ['redirect_uri', request.redirectUri],
    ['state', request.state],
    ['code_challenge', request.challenge],
    ['code_challenge_method', 'S256'],
    ['form_token', formToken],
  ];
  return fields.flatMap(([name, value]) =>
    value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}">`],
  );
}

/** The sign-in form; after a failed attempt with the error, the typed name kept and the password field in focus. */
export function signInPage(parts: SignInPageParts): Promise<Response> {
  const { request, gatewayHost, username, error, notice } = parts;
  const returnUrl = new URL(request.redirectUri);
  const isNameKnown = username !== '';
  const described = error ? html` aria-invalid="true" aria-describedby="error"` : '';
  const body = html`<p class="host">${gatewayHost}</p>
<h1>Sign in</h1>
<p><strong>${request.client.name}</strong> asks to read and write your conversations and contacts.</p>
${notice ? html`<p class="notice">${notice}</p>` : ''}
${error ? html`<p class="error" id="error" role="alert">${error}</p>` : ''}
<form method="post" action="/oauth/authorize">
${hiddenFields(parts)}
<label for="username">User name</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" dir="auto"
  maxlength="128" required value="${username}"${isNameKnown ? '' : html` autofocus`}${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="512" required${
    isNameKnown ? html` autofocus` : ''
  }${described}>
<div class="actions">
<button type="submit" name="action" value="sign-in">Sign in</button>
<button type="submit" name="action" value="cancel" class="quiet" formnovalidate>Cancel</button>
</div>
</form>
<p class="small">You will return to <span class="address">${returnUrl.host}</span>. Your password is sent to
<span class="address">${gatewayHost}</span> only; the application never sees it.</p>`;
  return reply(layout('Sign in · Skylark', body), parts.status ?? 200, {
    ...pageHeaders(returnUrl.origin),
    ...parts.headers,
  });
}

/** Says why there is no sign-in here, when the application cannot be told. */
export function refusalPage(reason: string): Promise<Response> {
  const body = html`<h1>This sign-in cannot go on</h1>
<p>The request that opened this page is not valid: ${reason}.</p>
<p class="small">Close this window and try again from the application. Nothing was shared with anyone.</p>`;
  return reply(layout('Sign-in refused · Skylark', body), 400, pageHeaders(''));
}
