import * as v from 'valibot';
import { amount, maybe, text } from './fields.ts';

/** A skype token from the token edge or the password-hash login (skype.md 3.2 B, C); life in seconds. */
export const skypeTokenReply = v.object({
  skypetoken: v.string(),
  expiresIn: maybe(amount),
  skypeid: maybe(v.string()),
  signinname: maybe(v.string()),
});

/** Body of the password-hash login: base64 of MD5 of user, LF, `skyper`, LF, password. */
export const passwordHashBody = v.object({
  username: v.string(),
  passwordHash: v.string(),
  scopes: maybe(v.union([v.string(), v.array(v.string())])),
});

/** Body of `POST edge.skype.com/rps/v1/rps/skypetoken`, as JSON or form. */
export const securityTokenBody = v.object({ partner: maybe(text), access_token: v.string(), scopes: maybe(text) });
