/**
 * The device page and the find screen in a real browser, over the built dashboard and the living depot: what they show,
 * what the address holds, and that they can be used by keyboard alone and on a telephone.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../source-files.ts';
import { startDepot } from './depot-server.ts';

const assets = join(root, 'dist/dashboard');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const why = !existsSync(executablePath)
  ? ' (skipped: chromium is not installed)'
  : existsSync(join(assets, 'index.html'))
    ? ''
    : ' (skipped: the dashboard is not built)';
/** A browser on a busy machine starts slowly. */

describe.skipIf(why !== '')(`in a browser${why}`, () => {
  let browser: Browser;
  let page: Page;
  let url: string;
  let stop: () => Promise<void>;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    const depot = await startDepot(assets, 0);
    url = depot.url;
    stop = depot.stop;
    faults.length = 0;
    page = await browser.newPage({
      viewport: { width: 1_280, height: 800 },
      // The dashboard's own policy lets nobody evaluate text, not even the one who looks at it here.
      bypassCSP: true,
    });
    page.on('pageerror', (error) => faults.push(error.message));
  });
  afterEach(async () => {
    await page.close();
    await stop();
    expect(faults).toEqual([]);
  });

  async function open(hash: string): Promise<void> {
    await page.goto(new URL(`/#/${hash}`, url).href);
    await page.locator('.freshness[data-state="live"]').waitFor();
  }

  const hash = () => page.evaluate<string>('location.hash');

  test('a card says the worst of what is to be done, and leads to the page of its device', async () => {
    await open('devices');
    const card = page.locator('.card', { hasText: 'Dock portal' });
    await card.locator('.advice-badge[data-tone="bad"]').waitFor();
    await card.getByRole('link', { name: 'Dock portal' }).click();
    await page.getByRole('heading', { name: 'Dock portal' }).waitFor();
    expect(await hash()).toBe('#/devices/device/reader-dock');
    const [first] = await page.locator('.advice-list li').all();
    expect(await first?.getAttribute('data-code')).toBe('antenna-disconnected');
    expect(await first?.locator('.says').textContent()).toBe(
      'The reader is connected and has seen no tags: antenna 2 is not connected.',
    );
  });

  test('the page tells parts with their places, and which are heard and not known', async () => {
    await open('devices/device/reader-t');
    const parts = page.locator('.parts li');
    await parts.nth(3).waitFor();
    expect(await parts.locator('header b').allTextContents()).toEqual([
      'antenna 1',
      'antenna 2',
      'antenna 3',
      'antenna 4',
    ]);
    expect(await parts.locator('header a').allTextContents()).toEqual(['Tool wall T1', 'Tool wall T2', 'Machines T3']);
    expect(await parts.last().locator('header').textContent()).toContain('no location');
  });

  test('frames come live, and opening one holds them and stands in the address', async () => {
    await open('devices/device/scale-a1');
    const frames = page.locator('.frames li');
    await frames.first().waitFor();
    const before = await frames.first().textContent();
    await page.waitForFunction(`document.querySelector('.frames li')?.textContent !== ${JSON.stringify(before)}`);
    await frames.first().getByRole('button').click();
    await page.locator('.hex').waitFor();
    const address = await hash();
    expect(address).toMatch(/^#\/devices\/device\/scale-a1\/frame\/\d+$/);
    const held = await frames.allTextContents();
    // Whoever is given the address sees the same bytes.
    const hex = await page.locator('.hex').first().textContent();
    await page.reload();
    await page.locator('.hex').waitFor();
    expect(await page.locator('.hex').first().textContent()).toBe(hex);
    expect(held.length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForFunction("location.hash === '#/devices/device/scale-a1'");
  });

  test('a device that the settings do not have is said to be none', async () => {
    await open('devices/device/nobody');
    await page.getByText('The settings have no device nobody (any more).').waitFor();
  });

  test('a device is found and adopted by keyboard alone, and a refusal stands beside its field', async () => {
    await open('find');
    const knocker = page.locator('.found li', { hasText: 'shelf-b7' }).getByRole('link', { name: 'Adopt…' });
    await knocker.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Adopt', exact: true }).waitFor();
    await page.waitForFunction('document.activeElement instanceof HTMLSelectElement');
    // What it is says the person: nothing is chosen for them while it is a guess.
    expect(await page.getByLabel('What it is').inputValue()).toBe('');
    await page.keyboard.type('Tallygate');
    await page.getByLabel('Location').focus();
    await page.keyboard.type('a1-99');
    await page.keyboard.press('Enter');
    const refusal = page.locator('.field[data-wrong="true"]');
    await refusal.waitFor();
    expect(await refusal.locator('.fault').textContent()).toBe('There is no location "a1-99".');
    // The field that is wrong has the focus, so it can be mended at once.
    await page.waitForFunction("document.activeElement?.getAttribute('aria-invalid') === 'true'");
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Adopted' }).waitFor();
    const secret = await page.locator('.secret code').textContent();
    expect(secret?.length).toBeGreaterThan(20);
    // It stays although the device is no longer listed as found.
    await page.waitForFunction("document.querySelectorAll('.found li').length > 0");
    await page.locator('.found li', { hasText: 'login from 192.168.1.77' }).waitFor({ state: 'detached' });
    expect(await page.locator('.secret code').textContent()).toBe(secret);
    await page.getByRole('link', { name: 'See what it says' }).click();
    await page.getByRole('heading', { name: 'shelf-b7' }).waitFor();
  });

  test('readers are asked where a person says, and a refused address is said beside it', async () => {
    await open('find');
    const address = page.getByLabel('Address, name or network');
    await address.fill('8.8.8.8');
    await page.getByRole('button', { name: 'Ask there' }).click();
    await page.getByText('is not an address of your own network').waitFor();
    expect(await address.getAttribute('aria-invalid')).toBe('true');
    await address.fill('192.168.1.0/24');
    await page.getByRole('button', { name: 'Ask there' }).click();
    await page.getByText('254 addresses asked, 2 readers found. Owned by another application: 1.').waitFor();
    await page.locator('.found li', { hasText: 'Impinj reader' }).waitFor();
  });

  test.each(['shelf-map', 'tags', 'devices', 'devices/device/scale-a2'])(
    '%s rolls as one page on a telephone, down to its last line',
    async (where) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await open(where);
      const side = page.locator('.split > .side');
      await side.waitFor();
      const rolls = await page.evaluate<string[]>(
        "[...document.querySelectorAll('html, .split, .pane, .side')].filter((each) => each.scrollHeight > each.clientHeight + 1).map((each) => each.classList[0] ?? each.localName)",
      );
      expect(rolls.filter((each) => each !== 'split')).toEqual([]);
    },
  );

  test.each([
    'shelf-map/location/a1-01',
    'movements',
    'devices',
    'devices/device/scale-a2',
    'find',
    'find/found/mqtt%3Alogin%3Ashelf-b7',
  ])('%s fits a telephone: nothing is cut off sideways', async (where) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(where);
    await page.waitForFunction("document.querySelector('main')?.textContent !== ''");
    const widths = await page.evaluate<number[]>(
      "[...document.querySelectorAll('html, main, .split, .pane, .side')].map((each) => each.scrollWidth)",
    );
    expect(Math.max(...widths)).toBeLessThanOrEqual(390);
  });
});
