// The replies that the token edge and the password-hash login share (skype.md 3.2, flows B and C).
import { ProtocolError } from '../errors.ts';
import type { SkypeToken } from './sign-ins.ts';

/** The refusal, in the words that clients know. */
export const badLogin = (): ProtocolError => {
  const message = 'Authentication failed. Bad username or password.';
  return new ProtocolError({
    status: 401,
    errorCode: 40120,
    message,
    body: { status: { code: 40120, text: message } },
  });
};

/** A skype token for the user called `name`. */
export function loginReply(name: string, { token, expiresInSeconds }: SkypeToken): Response {
  const body = { skypetoken: token, expiresIn: expiresInSeconds, skypeid: name, signinname: name };
  return Response.json(body, { headers: { 'Cache-Control': 'no-store' } });
}
