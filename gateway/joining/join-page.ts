// What a join link shows in a browser. It tells the group's name and how to join, and nothing of who is in it.
import { html } from 'hono/html';
import { showHtmlPage } from '../identity/html-page.ts';

export type JoinPage = {
  readonly topic: string;
  readonly url: string;
  readonly code: string;
  /** The host of the gateway on which the conversation is. */
  readonly host: string;
  readonly cookies: readonly string[];
};

/** The page of a link that works. */
export function joinPage({ topic, url, code, host, cookies }: JoinPage): Promise<Response> {
  const body = html`<p class="host">${host}</p>
<h1>${topic === '' ? 'Join a group conversation' : html`Join “<bdi>${topic}</bdi>”`}</h1>
<p>You were invited to a group conversation. Open Skylark, choose to join by link, and paste this link:</p>
<p class="notice"><span class="address">${url}</span></p>
<p>The code alone is enough if your account is on this server: <strong>${code}</strong></p>
<p class="small">Whoever has this link can join until an administrator of the group switches it off. An
application that can join as a guest needs the link and a name for you, but no account.</p>`;
  return showHtmlPage({ title: topic === '' ? 'Join a conversation' : `Join ${topic}`, body, cookies });
}

/** The page of a link that does not work, whatever the reason. */
export function deadLinkPage(): Promise<Response> {
  const body = html`<h1>This link does not work</h1>
<p>It may have been switched off, or not been copied whole. Please ask whoever gave it to you.</p>`;
  return showHtmlPage({ title: 'Link without conversation', body, status: 404 });
}
