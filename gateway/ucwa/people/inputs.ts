// What the gateway demands of inputs beyond their form (src/ucwa/wire): words that it knows, time spans that it can read.
import * as v from 'valibot';
import { availableInput } from '../../../src/ucwa/wire/application.ts';
import { listSubscriptionInput } from '../../../src/ucwa/wire/contact.ts';
import { type PreferredAvailability, preferredAvailabilities } from '../../../src/ucwa/wire/me.ts';
import { validationFailure } from '../errors.ts';
import { readTimeSpan } from './time-span.ts';

/** Body of makeMeAvailable with both time spans of ucwa.md 5.3; the reference names the second one only in passing. */
export const availableBody = v.object({
  ...availableInput.entries,
  awayTimeout: availableInput.entries.inactiveTimeout,
});

/** In minutes; what a client leaves out is the longest that a subscription lasts anyway. */
const usualMinutes = 30;

export const listDuration = v.object({
  duration: v.optional(listSubscriptionInput.entries.duration, usualMinutes),
});

/** One of some words, in any letter case. Throws 400 naming the field. */
function wordOf<const Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate.toLowerCase() === text.trim().toLowerCase());
  if (word === undefined) throw validationFailure(name, `expected one of ${words.join(', ')}`);
  return word;
}

/** Nothing, or an empty text, is no choice. */
export const availabilityOf = (name: string, text: string | null | undefined): PreferredAvailability | undefined =>
  text ? wordOf(name, text, preferredAvailabilities) : undefined;

export const formatOf = (text: string): 'Plain' | 'Html' => wordOf('supportedMessageFormats', text, ['Plain', 'Html']);

/** A time span in ms; undefined when the client names none. Throws 400 for one that cannot be read. */
export function timeSpanOf(name: string, text: string | null | undefined): number | undefined {
  if (!text) return undefined;
  const ms = readTimeSpan(text);
  if (ms === undefined) throw validationFailure(name, 'expected a time span such as PT5M or 00:05:00');
  return ms;
}
