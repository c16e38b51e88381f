// Draws the PNG icons from `extension/icons/lark.svg` with an installed Chromium. Run it after changing the drawing:
// `node scripts/run.mjs scripts/draw-icons.ts`; the results are committed.
import { readFile, writeFile } from 'node:fs/promises';
import { launch } from 'puppeteer-core';
import { findBrowser } from './browsers.ts';

const folder = new URL('../extension/icons/', import.meta.url);
const looks = { '': [16, 32, 48, 128], offline: [16, 32], 'signed-out': [16, 32], error: [16, 32] };

const drawing = await readFile(new URL('lark.svg', folder), 'utf8');
const executablePath = findBrowser('chromium');
if (!executablePath) throw new Error('no Chromium browser on this machine');
const chromium = await launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await chromium.newPage();
  for (const [look, sizes] of Object.entries(looks)) {
    for (const size of sizes) {
      await page.setViewport({ width: size, height: size });
      const picture = drawing.replace('<svg ', `<svg class="${look}" width="${size}" height="${size}" `);
      await page.setContent(`<style>body{margin:0}svg{display:block}</style>${picture}`);
      const name = look === '' ? `${size}.png` : `${look}-${size}.png`;
      await writeFile(new URL(name, folder), await page.screenshot({ omitBackground: true }));
    }
  }
} finally {
  await chromium.close();
}
