/** A device on a serial line. The library is loaded when the first link starts, so that a gateway without it still runs. */
import { realpath, stat } from 'node:fs/promises';
import type { SerialPort } from 'serialport';
import type { Clock } from '../base/clock.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Link } from './link.ts';
import { StreamLink, type StreamLinkParts } from './stream-link.ts';
import type { Port, Wire, WireEvents } from './wire.ts';

export interface SerialSettings {
  /** As configured; best a name under /dev/serial/by-id, which stays when the plug changes. */
  readonly path: string;
  readonly baud: number;
  readonly data_bits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stop_bits: 1 | 2;
  /** Modem lines some devices take their power from; set where the driver can, best effort. */
  readonly dtr?: boolean;
  readonly rts?: boolean;
}

type OpenSerial = new (options: ConstructorParameters<typeof SerialPort>[0]) => SerialPort;

export type LoadSerial = () => Promise<{ readonly SerialPort: OpenSerial }>;

/** The library, loaded on first use. */
export const loadSerialPort: LoadSerial = () => import('serialport');

export interface SerialLinkParts extends StreamLinkParts {
  readonly serial: SerialSettings;
  readonly loadSerial?: LoadSerial;
  readonly watchdog_ms?: number;
}

/** A link to one device on a serial line. Reopens the configured path for as long as it runs; never throws. */
export function serialLink(parts: SerialLinkParts): Link {
  return new StreamLink(parts, serialPort(parts));
}

/** The port alone, for a wire that is not a driver's byte stream. */
export function serialPort(
  parts: Pick<SerialLinkParts, 'serial' | 'clock' | 'counters' | 'loadSerial' | 'watchdog_ms'>,
): Port {
  const { serial, clock, counters } = parts;
  const load = parts.loadSerial ?? loadSerialPort;
  return {
    place: serial.path,
    async open() {
      const library = await loaded(load);
      const port = new library.SerialPort({
        path: serial.path,
        baudRate: serial.baud,
        dataBits: serial.data_bits,
        parity: serial.parity,
        stopBits: serial.stop_bits,
        autoOpen: false,
      });
      // Errors are followed by a close, which is what we act on; without a listener they would end the process.
      port.on('error', () => {});
      await opened(port, serial.path);
      if (serial.dtr !== undefined || serial.rts !== undefined) {
        const lines = {
          ...(serial.dtr === undefined ? {} : { dtr: serial.dtr }),
          ...(serial.rts === undefined ? {} : { rts: serial.rts }),
        };
        port.set(lines, (error) => {
          if (error) counters.add('serial.modem_lines_refused');
        });
      }
      return serialWire(port, serial.path, clock, parts.watchdog_ms ?? limits.serial_watchdog_ms);
    },
  };
}

async function loaded(load: LoadSerial): Promise<Awaited<ReturnType<LoadSerial>>> {
  try {
    return await load();
  } catch (thrown) {
    throw new GatewayFault(
      'library-missing',
      `The serial library cannot be loaded (${firstLine(messageOf(thrown))}). Install serialport for this machine: run npm ci again here, with this Node; then restart the gateway.`,
      thrown,
    );
  }
}

function opened(port: SerialPort, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    port.open((error) => {
      if (error) reject(new Error(sentence(path, error.message)));
      else resolve();
    });
  });
}

/** The library's words, seen with serialport 13 on Linux, and what a person does about them. */
function sentence(path: string, message: string): string {
  if (message.includes('No such file')) return `${path} is not there. Plug the device in, or correct the path.`;
  if (message.includes('Permission denied')) {
    return `${path} may not be opened by this user. Add the user to the group that owns it, usually dialout.`;
  }
  if (message.includes('Cannot lock port') || message.includes('busy')) {
    return `${path} is in use by another program. Close that program.`;
  }
  return `${path} cannot be opened: ${firstLine(message)}`;
}

function firstLine(message: string): string {
  return message.slice(0, 200).split('\n', 1).join('');
}

function serialWire(port: SerialPort, path: string, clock: Clock, watchdog_ms: number): Wire {
  let closing: Promise<void> | undefined;
  let cancelWatch = () => {};
  const wire: Wire = {
    listen(events: WireEvents) {
      let done = false;
      const gone = () => {
        if (done || closing !== undefined) return;
        done = true;
        events.gone(`${path} was unplugged or closed by its driver.`);
      };
      // An error after opening leaves the stream unusable even where the port stays open: both end the wire.
      port.once('error', gone);
      port.once('close', gone);
      port.once('end', gone);
      cancelWatch = watch(path, clock, watchdog_ms, gone);
      port.on('data', (chunk: Uint8Array) => {
        if (closing === undefined) events.heard(chunk);
      });
    },
    write(data) {
      if (port.isOpen && port.writable) port.write(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    },
    get unsent_bytes() {
      return port.writableLength;
    },
    pause() {
      port.pause();
    },
    resume() {
      port.resume();
    },
    close() {
      cancelWatch();
      closing ??= released(port);
      return closing;
    },
  };
  return wire;
}

/**
 * Looks whether the device file still is the one that was opened. When a device goes while no read is pending, the next
 * read returns nothing, the library reads again at once, for ever, and reports neither an error nor a close
 * (serialport/bindings-cpp issue 162); only closing the port ends that.
 */
function watch(path: string, clock: Clock, every_ms: number, gone: () => void): () => void {
  // Windows names ports without files; there the fault does not exist either.
  if (!path.startsWith('/')) return () => {};
  let stopped = false;
  let cancel = () => {};
  const identity = async () => {
    const file = await realpath(path);
    const { ino } = await stat(file);
    return { file, ino };
  };
  const ended = () => {
    if (!stopped) gone();
  };
  const look = (first: { readonly file: string; readonly ino: number }) => {
    if (stopped) return;
    cancel = clock.after(every_ms, () => {
      stat(first.file).then(({ ino }) => (ino === first.ino ? look(first) : ended()), ended);
    });
  };
  identity().then(look, ended);
  return () => {
    stopped = true;
    cancel();
  };
}

/** Resolves when the library has let go of the port; a close that fails has let go of it too. */
function released(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (port.isOpen) port.close(() => resolve());
    else if (port.closing) port.once('close', () => resolve());
    else resolve();
  });
}
