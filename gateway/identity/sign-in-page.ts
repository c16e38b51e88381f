// The page on which a person signs in. It works without scripts, in light and dark, with keyboard and screen reader.
import { html } from 'hono/html';
import type { AuthorizationRequest } from './authorization-request.ts';
import { type Markup, showHtmlPage } from './html-page.ts';

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
  const { status, headers } = parts;
  return showHtmlPage({ title: 'Sign in', body, formOrigin: returnUrl.origin, status, headers });
}

/** Says why there is no sign-in here, when the application cannot be told. */
export function refusalPage(reason: string): Promise<Response> {
  const body = html`<h1>This sign-in cannot go on</h1>
<p>The request that opened this page is not valid: ${reason}.</p>
<p class="small">Close this window and try again from the application. Nothing was shared with anyone.</p>`;
  return showHtmlPage({ title: 'Sign-in refused', body, status: 400 });
}
