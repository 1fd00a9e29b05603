import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { labels } from '../../../gateway/cli/labels.ts';
import { LabelPrinter } from '../../../simulators/label-printer.ts';
import { zplLabels } from '../../../simulators/zpl-labels.ts';
import { labelsOfPage, scansOf } from '../../reports/reading.ts';

const site = fileURLToPath(new URL('../../../docs/examples/site.json', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'tallygate-labels-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function run(...argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await labels(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    stdin: (async function* () {})(),
    ended: () => new Promise(() => {}),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('tallygate labels', () => {
  test('writes a page to standard output', async () => {
    const { code, out, err } = await run('items', 'pump-p2', '--site', site, '--lot', 'A7');
    expect([code, err]).toEqual([0, '']);
    const [label] = labelsOfPage(out);
    expect(label && (await scansOf(label))).toEqual([']C1010950600013435210A7']);
  });

  test('writes a page or a job to a file, by its name', async () => {
    const page = join(directory, 'places.html');
    expect(await run('locations', '--site', site, '--out', page, '--size', 'a4-65')).toEqual({
      code: 0,
      out: '',
      err: `5 labels written: ${page}.`,
    });
    expect(labelsOfPage(readFileSync(page, 'utf8'))).toHaveLength(5);
    const job = join(directory, 'places.zpl');
    const { out } = await run('locations', 'dock', '--site', site, '--out', job, '--dpi', '300', '--json');
    expect(JSON.parse(out)).toEqual({ ok: true, labels: 1, notes: [], file: job });
    expect(zplLabels(readFileSync(job, 'latin1'))).toMatchObject({ ok: true, labels: [{ width: 1_219, height: 610 }] });
  });

  test('sends to a printer', async () => {
    const printer = new LabelPrinter();
    const port = await printer.listen();
    const told = await run('commands', 'DONE', 'QTY.2', '--site', site, '--zpl', `127.0.0.1:${port}`, '--size', '2x1');
    expect(told).toEqual({ code: 0, out: '', err: `2 labels sent to 127.0.0.1:${port}.` });
    await expect.poll(() => printer.jobs.length).toBe(1);
    const [job] = printer.jobs;
    const scans = job?.ok === true ? await Promise.all(job.labels.map((label) => scansOf(label))) : [];
    expect(scans.flat().map((scan) => scan.slice(3))).toEqual(['TG-CMD.DONE', 'TG-CMD.QTY.2']);
    await printer.close();
    await expect(run('commands', 'DONE', '--site', site, '--zpl', `127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'device-unreachable',
    });
  });

  test('names what is not there, and what was left out', async () => {
    expect(await run('items', 'pigeon', '--site', site)).toEqual({ code: 1, out: '', err: 'There is no item pigeon.' });
    const bare = join(directory, 'site.json');
    const items = [{ id: 'a', codes: ['A-1'] }, { id: 'b' }];
    writeFileSync(bare, JSON.stringify({ name: 'n', time_zone: 'UTC', currency: 'EUR', items }));
    const file = join(directory, 'items.html');
    const { err } = await run('items', '--site', bare, '--out', file);
    expect(err).toBe(
      `Left out: Item b has neither a GTIN nor a code; give it one in the settings.\n1 label written: ${file}.`,
    );
  });

  test.each([
    [['pigeons', '--site', site], 'labels needs to know of what: items, locations, commands, units, cards.'],
    [['items'], 'labels needs the settings: --site FILE.'],
    [['items', '--site', site, '--size', 'huge'], 'There is no size huge: a4-24, a4-21, a4-8, a4-65, 4x6, 4x2, 2x1.'],
    [['items', '--site', site, '--as', 'x'], '--as is one of: auto, code-128, data-matrix, qr.'],
    [['items', '--site', site, '--copies', '0'], '--copies is 1 to 9999.'],
    [['items', '--site', site, '--quantity', '1.5'], '--quantity is 1 to 99999999.'],
    [['items', '--site', site, '--dpi', '600', '--zpl', 'p'], '--dpi is 203 or 300.'],
    [['items', '--site', site, '--zpl', 'http://printer'], '--zpl is HOST or HOST:PORT.'],
  ])('%j is told what is wrong', async (argv, says) => {
    expect(await run(...argv)).toEqual({ code: 2, out: '', err: `${says} See: npx tallygate labels --help` });
  });

  test('explains itself', async () => {
    const { code, out } = await run('--help');
    expect([code, out.includes('--zpl HOST[:PORT]')]).toEqual([0, true]);
  });
});
