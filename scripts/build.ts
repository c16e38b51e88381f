// npm run build: builds the extension for both browsers and prints the script sizes beside their budgets.
import { budgets, bundleExtension } from './bundle.ts';

const startedMs = Date.now();
const sizes = await bundleExtension();
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`.padStart(9);
console.log(`Built dist/chrome and dist/firefox in ${((Date.now() - startedMs) / 1000).toFixed(1)} s. Scripts, gzip:`);
let isOver = false;
for (const [name, bytes] of Object.entries(sizes)) {
  const budget = name in budgets ? budgets[name as keyof typeof budgets] : undefined;
  const verdict = budget === undefined ? '' : bytes <= budget ? `of ${kilobytes(budget).trim()}` : 'OVER BUDGET';
  if (budget !== undefined && bytes > budget) isOver = true;
  console.log(`  ${name.padEnd(12)}${kilobytes(bytes)}  ${verdict}`);
}
process.exit(isOver ? 1 : 0);
