import * as v from 'valibot';
import { amount, maybe, text } from './fields.ts';

/**
 * Error bodies (skype.md 11): `errorCode` and `message` of the messaging gateway, `status` of the token edge,
 * `standardizedError` of the late dialect.
 */
export const errorBody = v.object({
  errorCode: maybe(amount),
  message: maybe(v.string()),
  status: maybe(v.union([v.object({ code: maybe(amount), text: maybe(text) }), v.number(), v.string()])),
  standardizedError: maybe(v.object({ errorCode: maybe(amount), errorSubCode: maybe(amount) })),
});

export type ErrorBody = v.InferOutput<typeof errorBody>;

/** Error codes of the messaging gateway with their usual HTTP status and message (skype.md 11). */
export const errorCodes = {
  malformedUrl: { status: 400, errorCode: 201, message: 'The resource URL is misformatted.' },
  aclCheckFailed: { status: 403, errorCode: 206, message: 'Failure due to: AclCheckFailed.' },
  subscriptionLost: { status: 404, errorCode: 450, message: 'Subscription requested could not be found.' },
  endpointLost: {
    status: 404,
    errorCode: 729,
    message: 'You must create an endpoint before performing this operation.',
  },
  conversationNotFound: { status: 404, errorCode: 730, message: 'Failure due to: ConversationNotFound.' },
  differentCloud: {
    status: 404,
    errorCode: 752,
    message: "User is in a different cloud. See 'Location' header for users current cloud.",
  },
  commandRate: { status: 429, errorCode: 800, message: 'Command Rate limit exceeded Throttling command' },
  loginRate: { status: 429, errorCode: 803, message: 'Login Rate limit exceeded' },
  quarantine: { status: 403, errorCode: 804, message: 'Quarantine limit Exceeded' },
} as const;

export type ErrorCodeName = keyof typeof errorCodes;
