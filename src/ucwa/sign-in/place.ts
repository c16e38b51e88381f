// Where an account lives at its organisation, as sign-in found out: kept with the account, without secrets.
import * as v from 'valibot';

const grant = v.picklist(['password', 'windows']);

const placeSchema = v.object({
  /** The sign-in address, without `sip:`. */
  address: v.string(),
  /** The protected resource of discovery that leads to the applications. */
  userUrl: v.string(),
  /** Empty until somebody has signed in. Its origin is the pinned one of the account. */
  applicationsUrl: v.string(),
  /** Where tokens for the applications are asked for. */
  tokenService: v.string(),
  /** The grants of its challenge, in the server's words. */
  grants: v.array(v.string()),
  /** The origins that the user said yes to. */
  approved: v.array(v.string()),
  /** How the user signed in last. */
  grant: v.optional(grant),
  userName: v.optional(v.string()),
});

export type UcwaPlace = v.InferOutput<typeof placeSchema>;

/** A way to sign in that Skylark knows to perform. */
export type Grant = v.InferOutput<typeof grant>;

/** A place as it was kept; undefined when it is none of ours. */
export function readPlace(kept: unknown): UcwaPlace | undefined {
  const result = v.safeParse(placeSchema, kept);
  return result.success ? result.output : undefined;
}
