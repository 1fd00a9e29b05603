/** `tallygate capture`: record the bytes of one device, with or without a site, and show what they mean. */
import { parseArgs } from 'node:util';
import { drivers } from '../../devices/registry.ts';
import { type CaptureOf, type CaptureSummary, heardJson, heardLines, startCapture } from '../capturing.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate capture DEVICE --site FILE [options]
       tallygate capture [NAME] --serial PATH [--baud N] [--data-bits 7|8] [--parity none|even|odd] [--stop-bits 1|2]
                         (--driver NAME [--unit UNIT] | --raw) [options]
       tallygate capture [NAME] --tcp HOST:PORT (--driver NAME [--unit UNIT] | --raw) [options]
       tallygate capture [NAME] --hid VENDOR:PRODUCT|PATH (--driver NAME [--unit UNIT] | --raw) [options]

Opens the wire of one device and writes all it says to a file, with the time of each frame, when it came and when it
went; replay plays the file. What it says is shown on standard output, noise and the state of the wire on standard
error. Ctrl-C ends the capture. No stock is booked.

DEVICE           a device of the settings; a device of no settings gets a NAME of its own (default: device)
  --site FILE    the site's settings
  --serial PATH  a serial port, at --baud 9600 with 8 data bits, no parity and 1 stop bit unless said otherwise
  --tcp ADDRESS  a device, or a serial device server, that listens on a port
  --hid ID       a USB HID device, by its ids as lsusb prints them (0922:8003) or by its path (/dev/hidraw0)
  --driver NAME  what it speaks; the list is printed when it is wrong
  --unit UNIT    g, kg, lb or oz: what a scale shows that does not say its unit
  --raw          no frames are cut and nothing is said to the device: each piece is recorded as it comes
  --out FILE     where to write (default: a name of device and time); a file that is there already stays as it is,
                 and the new one gets a number
  --seconds N    end after N seconds
  --frames N     end after N frames
  --json         readings as JSON lines, and the summary too

On MQTT the device must be of a site with an external broker; what the gateway's own broker hears is recorded by
start --capture. A serial port and most TCP devices serve one at a time: stop the gateway, or use its own --capture.
Ends with 0 when something was recorded, with 1 when nothing was heard.`;

const option = { type: 'string' } as const;

export async function capture(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      site: option,
      serial: option,
      baud: option,
      'data-bits': option,
      parity: option,
      'stop-bits': option,
      tcp: option,
      hid: option,
      driver: option,
      unit: option,
      out: option,
      seconds: option,
      frames: option,
      raw: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const of = positionals.length > 1 ? 'capture listens to one device.' : captureOf(positionals[0], values);
  const seconds = numberOf(values.seconds, 1, 1_000_000);
  const frames = numberOf(values.frames, 1, 1_000_000_000);
  const wrong =
    typeof of === 'string' ? of : Number.isNaN(seconds ?? 1) || Number.isNaN(frames ?? 1) ? counting : undefined;
  if (wrong !== undefined || typeof of === 'string') {
    io.err(`${wrong} See: npx tallygate capture --help`);
    return 2;
  }
  // Before anything is printed: whoever reads it may ask us to end at once.
  const ended = io.ended();
  const running = await startCapture({
    of,
    raw: values.raw,
    ...(values.out === undefined ? {} : { file: values.out }),
    ...(frames === undefined ? {} : { frames_max: frames }),
    ...(seconds === undefined ? {} : { time_ms_max: seconds * 1_000 }),
    heard(row, heard) {
      for (const line of values.json ? [heardJson(row, heard)] : heardLines(row, heard)) io.out(line);
    },
    note: (says) => io.err(says),
  });
  if (!values.json) io.err(`Recording into ${running.file}. Ctrl-C ends it.`);
  const fault = await Promise.race([ended, running.done]);
  const summary = await running.stop();
  if (values.json) io.out(JSON.stringify(summary));
  else io.err(summaryWords(summary));
  if (fault !== undefined) {
    io.err(fault.message);
    return 2;
  }
  return summary.frames > 0 ? 0 : 1;
}

const counting = '--seconds and --frames take a whole number above zero.';

interface Flags {
  readonly site?: string | undefined;
  readonly serial?: string | undefined;
  readonly baud?: string | undefined;
  readonly 'data-bits'?: string | undefined;
  readonly parity?: string | undefined;
  readonly 'stop-bits'?: string | undefined;
  readonly tcp?: string | undefined;
  readonly hid?: string | undefined;
  readonly driver?: string | undefined;
  readonly unit?: string | undefined;
  readonly raw: boolean;
}

const units = ['g', 'kg', 'lb', 'oz'] as const;

/** Whom to listen to, or what is wrong with the call. */
function captureOf(device: string | undefined, flags: Flags): CaptureOf | string {
  const { site, serial, tcp, hid, driver, raw } = flags;
  const places = [site, serial, tcp, hid].filter((place) => place !== undefined);
  if (places.length !== 1) return 'capture needs one of --site, --serial, --tcp and --hid.';
  if (site !== undefined) {
    if (driver !== undefined || flags.unit !== undefined) return '--driver and --unit are those of the settings.';
    return device === undefined ? 'capture needs the id of one device of the settings.' : { site_file: site, device };
  }
  const known = drivers.map(({ id }) => id);
  if (driver === undefined ? !raw : !known.includes(driver)) {
    return `Without a site capture needs --raw, or --driver with one of: ${known.join(', ')}.`;
  }
  const unit = units.find((each) => each === flags.unit);
  if (flags.unit !== undefined && unit === undefined) return `--unit is one of: ${units.join(', ')}.`;
  const wire = wireOf(flags);
  if (typeof wire === 'string') return wire;
  return { wire, device: device ?? driver ?? 'device', ...(driver && { driver }), ...(unit && { unit }) };
}

/** The wire as settings would name it, which is where its numbers are checked. */
function wireOf(flags: Flags): Readonly<Record<string, unknown>> | string {
  const { serial, tcp, hid, parity } = flags;
  if (serial !== undefined) {
    const numbers = { baud: flags.baud, data_bits: flags['data-bits'], stop_bits: flags['stop-bits'] };
    const given = Object.entries(numbers).flatMap(([key, text]) => (text === undefined ? [] : [[key, Number(text)]]));
    return { kind: 'serial', path: serial, ...Object.fromEntries(given), ...(parity && { parity }) };
  }
  if (tcp !== undefined) {
    const [, host, port] = /^(.{1,255}):(\d{1,5})$/.exec(tcp) ?? [];
    if (host === undefined) return '--tcp takes HOST:PORT, for example 192.168.1.40:4001.';
    return { kind: 'tcp', host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
  }
  const ids = /^([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})$/.exec(hid ?? '');
  if (ids !== null) return { kind: 'hid', vendor_id: `0x${ids[1]}`, product_id: `0x${ids[2]}` };
  return hid?.startsWith('/') === true
    ? { kind: 'hid', path: hid }
    : '--hid takes ids as lsusb prints them, for example 0922:8003, or a path.';
}

/** Undefined when it was not given; no number when it is none. */
function numberOf(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : Number.NaN;
}

function summaryWords({ file, frames, bytes, refused, noise_bytes, connects, says }: CaptureSummary): string {
  const [all, noise, times] = [many(frames, 'frame'), many(noise_bytes, 'byte'), many(connects, 'connection')];
  const counts = `${all} (${many(bytes, 'byte')}), ${refused} not understood, ${noise} of noise, ${times}`;
  return `${counts}: ${file}${frames > 0 ? '' : `\nNothing was heard: ${says}`}`;
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
