/**
 * Takes the README's pictures of a running gateway's dashboard: `node scripts/screenshots.mjs URL [DIRECTORY]`.
 * Needs a Chromium: `CHROMIUM=/path/to/chromium`, or the one of Debian at /usr/bin/chromium.
 * `SCHEME=dark` takes the dark ones, `SIZE=1024x768` another size, `WAIT_MS` lets the site live longer before.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [url, directory = fileURLToPath(new URL('../docs/images', import.meta.url))] = process.argv.slice(2);
if (url === undefined) {
  console.error('usage: node scripts/screenshots.mjs URL [DIRECTORY]');
  process.exit(2);
}
const [width, height] = (process.env.SIZE ?? '1280x800').split('x').map(Number);
const wait_ms = Number(process.env.WAIT_MS ?? 4_000);

/** Opens the first thing of a kind, where there is one. */
async function open(page, selector) {
  const first = page.locator(selector).first();
  if ((await first.count()) > 0) await first.click();
}

const views = {
  'shelf-map': async (page) => open(page, '.tile'),
  movements: async (page) => {
    await open(page, '.movement > button[aria-expanded="false"]');
    await open(page, '.evidence > li:last-child > button');
  },
  devices: async () => {},
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
try {
  const colorScheme = process.env.SCHEME === 'dark' ? 'dark' : 'light';
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.on('pageerror', (error) => console.error(`the page failed: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && console.error(`the page says: ${message.text()}`));
  mkdirSync(directory, { recursive: true });
  for (const [view, prepare] of Object.entries(views)) {
    await page.goto(new URL(`/#/${view}`, url).href);
    await page.locator('.freshness[data-state="live"]').waitFor();
    await page.waitForTimeout(wait_ms);
    await prepare(page);
    await page.waitForTimeout(700);
    const path = join(directory, `${view}.png`);
    await page.screenshot({ path });
    console.log(path);
  }
} finally {
  await browser.close();
}
