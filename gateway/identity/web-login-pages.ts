// The pages of the web sign-in of skype.md 3.2 A and D. Clients read them with patterns, so some spellings are exact; people see
// the same plain page as everywhere else. What clients look for in scripts stands in comments: there is no script.
import { html, raw } from 'hono/html';
import { type Markup, showHtmlPage } from './html-page.ts';

/** What went wrong: a sentence for the person and what clients search the page for. */
export type WebLoginError = { readonly text: string; readonly markers: string };

const marked = (text: string, code: string, more = ''): string =>
  `<!-- {sErrTxt:'${text}',Am:'',sErrorCode:'${code}',Ag:0}${more} -->`;

// One client's pattern wants at least one escaped character in the text, another compares how the text begins.
export const webLoginErrors = {
  wrongCredentials: {
    text: 'User name or password is wrong.',
    markers: marked(
      String.raw`Your account or password is incorrect. If you don\'t remember your password, ask whoever runs this server.`,
      '80041012',
    ),
  },
  tooManyAttempts: {
    text: 'Too many attempts to sign in. Please try again in a quarter of an hour.',
    markers: marked(
      String.raw`You\'ve tried to sign in too many times with an incorrect account or password.`,
      '80041082',
      String.raw` {sErrTxt:"You\'ve tried to sign in too many times with an incorrect account or password."}`,
    ),
  },
  formExpired: {
    text: 'This page was open for too long, was sent twice, or cookies are off. Please sign in again.',
    markers: marked(String.raw`This sign-in form can\'t be used any more. Please try again.`, '80041032'),
  },
  stepExpired: {
    text: 'This step of the sign-in was used before, or took too long. Please sign in again.',
    markers: marked(String.raw`This sign-in can\'t go on. Please sign in again.`, '80041032'),
  },
} as const satisfies Record<string, WebLoginError>;

type PageState = { readonly status?: number; readonly headers?: Readonly<Record<string, string>> };

export type WebLoginForm = PageState & {
  /** Where the form is sent. */
  readonly action: string;
  readonly host: string;
  readonly seal: string;
  readonly cookies: readonly string[];
  readonly username: string;
  readonly error?: WebLoginError | undefined;
  readonly notice?: string | undefined;
};

const shownError = (error: WebLoginError | undefined): Markup | '' =>
  error ? html`<p class="error" id="error" role="alert">${error.text}</p>${raw(error.markers)}` : '';

/** The form for name and password. */
export function webLoginPage({
  action,
  host,
  seal,
  username,
  error,
  notice,
  ...state
}: WebLoginForm): Promise<Response> {
  const described = error ? html` aria-describedby="error"` : '';
  const isNameKnown = username !== '';
  const body = html`<p class="host">${host}</p>
<h1>Sign in</h1>
${notice ? html`<p class="notice">${notice}</p>` : ''}
${shownError(error)}
<form name="f1" method="post" action="${action}">
${raw(`<input type="hidden" name="PPFT" id="i0327" value="${seal}"/>`)}
<input type="hidden" name="loginoptions" value="3">
<label for="username">User name</label>
<input id="username" name="login" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" dir="auto"
  maxlength="128" required value="${username}"${isNameKnown ? '' : html` autofocus`}${described}>
<label for="password">Password</label>
<input id="password" name="passwd" type="password" autocomplete="current-password" maxlength="512" required${
    isNameKnown ? html` autofocus` : ''
  }${described}>
<div class="actions"><button type="submit">Sign in</button></div>
</form>
<p class="small">Your password is sent to <span class="address">${host}</span> only.</p>`;
  return showHtmlPage({ title: 'Sign in', body, ...state });
}

export type TicketPage = {
  /** Where `t` is exchanged for a token. */
  readonly action: string;
  readonly ticket: string;
  /** For clients that take the second step in any case. */
  readonly operation?: string | undefined;
};

/** The page with `t`; a person goes on with its button. */
export function ticketPage({ action, ticket, operation }: TicketPage): Promise<Response> {
  const body = html`<h1>One more step</h1>
<p>Name and password are right.</p>
<form name="fmContinue" method="post" action="${action}">
<input type="hidden" name="t" id="t" value="${ticket}">
<div class="actions"><button type="submit" autofocus>Continue</button></div>
</form>
${operation === undefined ? '' : raw(`<!-- opid=${operation} -->`)}`;
  return showHtmlPage({ title: 'Signing in', body, formOrigin: new URL(action).origin });
}

/** The page with the token. It is sent nowhere: whoever asked for the page reads it. */
export function tokenPage(token: string, expiresInSeconds: number): Promise<Response> {
  const body = html`<h1>You are signed in</h1>
<p>The application that opened this page can go on. If you opened it yourself there is nothing to do here; you can close it.</p>
<input type="hidden" name="skypetoken" value="${token}">
<input type="hidden" name="expires_in" value="${String(expiresInSeconds)}">`;
  return showHtmlPage({ title: 'Signed in', body });
}

/** Says that a step failed, with the way back to the form. */
export function failedStepPage(error: WebLoginError, signInUrl: string, state: PageState = {}): Promise<Response> {
  const body = html`<h1>This sign-in cannot go on</h1>
${shownError(error)}
<p><a href="${signInUrl}">Sign in</a></p>`;
  return showHtmlPage({ title: 'Sign-in failed', body, ...state });
}

/** What somebody sees who opens the web link of a shared file (skype.md 7.7) in a browser. */
export function sharedFilePage(): Promise<Response> {
  const body = html`<h1>A shared file</h1>
<p>This file was shared in a conversation. Open the conversation in Skylark, or in the application you use with this server, to
see or save it.</p>`;
  return showHtmlPage({ title: 'Shared file', body });
}
