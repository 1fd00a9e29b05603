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

/** Movements that were weighed, newest first: their way down to the bytes is the shortest to tell. */
async function weighed() {
  const answer = await fetch(new URL('/api/v1/movements?limit=200', url));
  const { movements } = await answer.json();
  return movements.filter(({ rule, kind }) => rule.startsWith('fusion@') && (kind === 'taken' || kind === 'filled'));
}

/** The bin where the most happened. */
async function busiest() {
  const times = new Map();
  for (const { kind, from, to } of await weighed()) {
    const bin = kind === 'taken' ? from : to;
    times.set(bin, (times.get(bin) ?? 0) + 1);
  }
  return [...times].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Each view, and what to open in it, where there is something. */
const views = {
  'shelf-map': async (page) => {
    const bin = await busiest();
    if (bin !== undefined) await page.goto(new URL(`/#/shelf-map/location/${encodeURIComponent(bin)}`, url).href);
  },
  movements: async (page) => {
    const [movement] = await weighed();
    if (movement === undefined) return;
    await page.goto(new URL(`/#/movements/movement/${encodeURIComponent(movement.id)}`, url).href);
    await page.locator('.movement[data-open="true"] .evidence > li:last-child > button').click();
    await page.locator('.hex').waitFor();
  },
  devices: async () => {},
  // The portal's reader says the most: tags by antenna, what it reported of itself, and a power to set.
  'device-page': async (page) => {
    const answer = await fetch(new URL('/api/v1/devices', url));
    const { devices } = await answer.json();
    const device = devices.find(({ driver }) => driver === 'llrp') ?? devices[0];
    await page.goto(new URL(`/#/devices/device/${encodeURIComponent(device.id)}`, url).href);
    await page.locator('.device-page .frames').waitFor();
  },
  // Somebody has to have knocked at the broker for the form to be there.
  'find-devices': async (page) => {
    await page.goto(new URL('/#/find', url).href);
    await page.locator('.find').waitFor();
    await page.waitForTimeout(2_500);
    const knocker = page.locator('.found a', { hasText: 'Adopt' }).first();
    if ((await knocker.count()) > 0) await knocker.click();
  },
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
