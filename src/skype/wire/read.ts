import * as v from 'valibot';

/** What was wrong with a value from outside: `path` names the place (`resource.from`), `reason` says what was expected. */
export interface Unreadable {
  path: string;
  reason: string;
}

export type Reading<T> = { ok: true; value: T } | ({ ok: false } & Unreadable);

/**
 * Reads a value from outside with a wire schema.
 *
 * Takes the schema and the parsed JSON; returns the typed value, or the first place that did not fit. Never throws.
 */
export function readWire<const S extends v.GenericSchema>(schema: S, value: unknown): Reading<v.InferOutput<S>> {
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, value: result.output };
  const issue = deepestIssue(result.issues[0]);
  return { ok: false, path: v.getDotPath(issue) ?? '', reason: issue.message };
}

// A union reports its members' failures inside; the one that got furthest names the real fault.
function deepestIssue(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const inner = issue.issues?.reduce((a, b) => ((b.path?.length ?? 0) > (a.path?.length ?? 0) ? b : a));
  return inner && (inner.path?.length ?? 0) > (issue.path?.length ?? 0) ? deepestIssue(inner) : issue;
}
