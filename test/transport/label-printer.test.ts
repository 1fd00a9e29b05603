import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { limits } from '../../gateway/base/limits.ts';
import { printZpl } from '../../gateway/labels.ts';
import { labelSizeOf } from '../../gateway/reports/label-size.ts';
import { sendToPrinter } from '../../gateway/transport/label-printer.ts';
import { LabelPrinter, type LabelPrinterFaults } from '../../simulators/label-printer.ts';
import { zplLabels } from '../../simulators/zpl-labels.ts';
import { smallSite } from '../live/small-site.ts';
import { scansOf } from '../reports/reading.ts';

const printers: LabelPrinter[] = [];

async function printerWith(faults: LabelPrinterFaults = {}) {
  const printer = new LabelPrinter(faults);
  printers.push(printer);
  return { printer, address: { host: '127.0.0.1', port: await printer.listen() } };
}

afterEach(async () => {
  for (const printer of printers.splice(0)) await printer.close();
});

/** Time that the tests do not wait for: what may take a minute takes a twentieth of a second. */
const hurried = {
  ...systemClock,
  after: (wait_ms: number, then: () => void) =>
    systemClock.after(Math.min(wait_ms, wait_ms >= limits.print_ms_max ? 50 : wait_ms), then),
};

async function jobOf(): Promise<Uint8Array> {
  const size = labelSizeOf('2x1');
  if (size === undefined) throw new Error('no size');
  const order = { kind: 'items', ids: ['bolt-m6'], symbology: 'auto', copies: 2 } as const;
  const printed = await printZpl(smallSite, order, size, 203);
  if (!printed.ok) throw new Error(printed.says);
  return Buffer.from(printed.job, 'latin1');
}

describe('a job for a label printer', () => {
  test.each([{}, { keepsOpen: true }])('comes out as it was drawn (%j)', async (faults) => {
    const { printer, address } = await printerWith(faults);
    await sendToPrinter(await jobOf(), address, systemClock);
    await expect.poll(() => printer.jobs.length).toBe(1);
    const [job] = printer.jobs;
    expect(job).toMatchObject({ ok: true, labels: [{ copies: 2, width: 406, height: 203 }] });
    const label = job?.ok === true ? job.labels[0] : undefined;
    expect(label && (await scansOf(label))).toEqual([']d20109506000134352']);
  });

  test('goes nowhere where nothing listens, and says so', async () => {
    const { printer, address } = await printerWith();
    await printer.close();
    printers.pop();
    await expect(sendToPrinter(await jobOf(), address, systemClock)).rejects.toMatchObject({
      code: 'device-unreachable',
      message: `The printer at 127.0.0.1 port ${address.port} refuses the connection: nothing listens there. Check the port, and that the device is up.`,
    });
  });

  test('is given up when the printer takes no more of it', async () => {
    const { address } = await printerWith({ isPaused: true });
    // More than the system keeps for a reader that does not read.
    const long = new Uint8Array(32_000_000).fill(0x20);
    await expect(sendToPrinter(long, address, hurried)).rejects.toMatchObject({
      message: `The printer at 127.0.0.1 port ${address.port} takes no more labels. Check paper, ribbon and whether it is paused.`,
    });
  });

  test('is not said to be printed when the printer breaks off', async () => {
    const { printer, address } = await printerWith({ breaks_after_bytes: 1_000 });
    const long = new Uint8Array(32_000_000).fill(0x20);
    await expect(sendToPrinter(long, address, systemClock)).rejects.toMatchObject({ code: 'device-unreachable' });
    expect(printer.jobs).toEqual([]);
  });
});

describe('the simulated printer refuses what a real one would spoil', () => {
  const sound = '^XA^CI28^PW80^LL40\n^FO8,8^A0N,10,0^FH_^FDA_26B^FS\n^FO8,20^GFA,4,4,2,\nF00F:^FS^PQ1^XZ';

  test('and takes what is sound', () => {
    const job = zplLabels(sound);
    expect(job).toMatchObject({ ok: true, labels: [{ texts: [{ text: 'A&B' }] }] });
    expect(job.ok && job.labels[0]?.dots.reduce((sum, dot) => sum + dot, 0)).toBe(16);
  });

  test.each([
    [sound.replace('^XZ', ''), 'a label without ^XZ'],
    [sound.replace('^XA', ''), '^CI outside a label'],
    [`${sound.replace('^XZ', '')}${sound}`, '^XA inside a label'],
    [sound.replace('4,4,2', '6,6,2'), 'a picture of 4 bytes instead of 6'],
    [sound.replace('F00F', 'G00F'), 'G in a picture'],
    [sound.replace('^FO8,20', '^FO78,20'), 'a picture that runs off the label'],
    [sound.replace('_26', '^JUS'), 'the command ^JU, which this printer does not know'],
    [sound.replace('_26', '~JR'), 'the command ~JR in a label'],
    [sound.replace('^PW80', ''), 'a label without ^PW and ^LL'],
    ['hello', 'he outside a label'],
  ])('%j: %s', (job, says) => {
    expect(zplLabels(job)).toEqual({ ok: false, says });
  });
});
