// The result of a run as a table for a person.
import { migrations } from '../extension/migrations.ts';
import { faults as anyFaults, pollFaults } from './faults.ts';
import type { SoakResult } from './plan.ts';
import { ucwaFaults } from './ucwa-faults.ts';

/** Whether a run found nothing. */
export const isClean = ({ verdicts, upgrades }: SoakResult): boolean =>
  verdicts.every(({ examples }) => examples.length === 0) &&
  upgrades.every(({ missing, to }) => missing === 0 && to === migrations.length);

/** Faults that were met often and never had their effect: the run proves nothing about them. */
export const toothless = ({ faults }: Pick<SoakResult, 'faults'>, often = 5): string[] =>
  Object.entries(faults)
    .filter(([, { reached, answered }]) => reached >= often && answered === 0)
    .map(([name]) => name);

/** Faults that did not happen once: the run says nothing about them. */
export const missed = ({ faults, hasUcwa }: Pick<SoakResult, 'faults' | 'hasUcwa'>): string[] =>
  [...anyFaults, ...pollFaults, ...(hasUcwa ? ucwaFaults : [])].map(({ name }) => name).filter((name) => !faults[name]);

function table(title: string, columns: readonly string[], rows: readonly (readonly [string, ...number[]])[]): string[] {
  if (rows.length === 0) return [];
  const widths = columns.map((column) => Math.max(7, column.length + 2));
  const line = (name: string, cells: readonly (string | number)[]) =>
    `  ${name.padEnd(36)}${cells.map((cell, index) => String(cell).padStart(widths[index] ?? 7)).join('')}`;
  return [
    '',
    line(title, columns),
    ...[...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, ...cells]) => line(name, cells)),
  ];
}

const counts = (title: string, all: Record<string, number>) =>
  table(
    title,
    ['times'],
    Object.entries(all).map(([name, count]) => [name, count] as const),
  );

/** Lines of the table. */
export function describe(result: SoakResult): string[] {
  const { faults, verdicts, upgrades } = result;
  const met = Object.entries(faults).map(
    ([name, { injected, reached, answered }]) => [name, injected, reached, answered] as [string, ...number[]],
  );
  const updates = upgrades.map(
    ({ from, rows, missing, to }, index) => [`${index + 1}: ${from} to ${to}`, rows, missing] as [string, ...number[]],
  );
  const found = verdicts.flatMap(({ about, examples, ...rest }) => [
    ...counts(`found, ${about}`, rest),
    ...examples.map((example) => `  ! ${example}`),
  ]);
  return [
    ...counts('done to the processes', result.disturbed),
    ...counts('worker stopped before', result.stoppedAt),
    ...table('done to replies', ['injected', 'met', 'acted on'], met),
    ...counts('replies with messages', result.replies),
    ...table('updates', ['rows', 'missing'], updates),
    ...counts('recorded by the extension', result.incidents),
    ...found,
    '',
    `${result.sent} messages acknowledged, ${result.unanswered} without an answer`,
    `the user was asked ${result.askedForUser} times; the gateway ended by itself ${result.gatewayEndedByItself} times`,
    ...toothless(result).map((name) => `"${name}" was met and nothing came of it`),
    ...(missed(result).length > 0 ? [`did not happen: ${missed(result).join(', ')}`] : []),
  ];
}
