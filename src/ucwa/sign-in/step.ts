// What sign-in can need from the user before it goes on.
import type { Grant, UcwaPlace } from './place.ts';

/**
 * These origins must be allowed first: the browser has to give permission for each of `origins`, and the user has to be shown each
 * of `foreign`, which do not belong to the domain of the sign-in address or get a password that another host asked for.
 */
export type AllowStep = { step: 'allow'; origins: string[]; foreign: string[] };

/** The server is found and asks who is there. */
export type SignInStep = {
  step: 'sign-in';
  /** Every origin that was used or will be. */
  origins: string[];
  /** Host that the password goes to. */
  host: string;
  /** What the server accepts; `passive` is a form of its own in a window. */
  grants: (Grant | 'passive')[];
  /** The likely name to sign in with. */
  userName: string;
  place: UcwaPlace;
};

export type FindStep = AllowStep | SignInStep;

/** A token for the UCWA service, and how long it is good for from now. */
export type UcwaTokens = { accessToken: string; lifeMs: number };

export type SignedIn = { step: 'done'; place: UcwaPlace; tokens: UcwaTokens };

/** Proof of who is there. Nothing but the system's own sign-in for `windows`. */
export type Proof = { grant: 'password'; userName: string; password: string } | { grant: 'windows' };
