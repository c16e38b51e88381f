// The results as a person reads them.
import { type Figure, isBarMet, type Result } from './figures.ts';

function number(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

const spread = ({ median, p5, p95, unit, samples }: Figure) =>
  samples === 1
    ? `${number(median)} ${unit}`
    : `${number(median)} ${unit} (${number(p5)}–${number(p95)}, n=${samples})`;

function barWords(result: Result): string {
  const { bar } = result;
  if (!bar) return '';
  const sign = bar.most === undefined ? '>=' : '<=';
  const limit = bar.most ?? bar.least ?? 0;
  const of = bar.of === 'ratio' ? 'ratio' : `${bar.of} ${result.ours.unit}`;
  return `${of} ${sign} ${number(limit)}: ${isBarMet(result) ? 'met' : 'MISSED'}`;
}

/** One line for each result; columns are as wide as they must be. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.what,
    spread(result.ours),
    result.baseline ? `${result.baseline.name}: ${spread(result.baseline.figure)}` : '',
    result.ratio === undefined ? '' : `${number(result.ratio)}x`,
    barWords(result),
  ]);
  const all = [['what', 'Skylark', 'baseline in the same run', 'ratio', 'bar'], ...rows];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
