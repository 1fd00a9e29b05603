/** An open Modbus line: one question at a time, answered, refused or not answered. The library is loaded on first use. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import { RtuPort } from './modbus-port.ts';
import { type LoadSerial, type SerialSettings, serialPort } from './serial.ts';
import { socketFault } from './socket-fault.ts';
import { tcpPort } from './tcp.ts';

/** RTU on a serial line, Modbus TCP, or RTU frames through a serial device server. */
export type ModbusAddress =
  | { readonly over: 'serial'; readonly serial: SerialSettings }
  | { readonly over: 'tcp' | 'rtu-over-tcp'; readonly host: string; readonly port: number };

/** The part of modbus-serial that we use, so that tests can stand in for it. */
export interface ModbusClient {
  setID(unit: number): void;
  readonly setTimeout: (wait_ms: number) => void;
  open(done: (error?: Error | null) => void): void;
  connectTCP(host: string, options: { readonly port: number }): Promise<void>;
  readHoldingRegisters(address: number, count: number): Promise<{ readonly data: readonly number[] }>;
  readInputRegisters(address: number, count: number): Promise<{ readonly data: readonly number[] }>;
  writeRegisters(address: number, values: number[]): Promise<unknown>;
  on(event: 'close' | 'error', listener: (error?: unknown) => unknown): unknown;
  close(done: () => void): void;
  destroy(done: () => void): void;
}

export type LoadModbus = () => Promise<new (port?: RtuPort) => ModbusClient>;

export const loadModbusSerial: LoadModbus = async () => {
  const { default: library } = await import('modbus-serial');
  return library.default;
};

export type ModbusReply =
  | { readonly ok: true; readonly values: readonly number[] }
  /** The instrument's own word, one of the specification's exception codes. */
  | { readonly ok: false; readonly exception: number };

export interface ModbusLine {
  /** Why it is gone by itself; undefined while it is there. */
  readonly gone: string | undefined;
  /** Rejects when there was no answer, or none that could be read. */
  read(unit: number, table: 'holding' | 'input', address: number, count: number): Promise<ModbusReply>;
  write(unit: number, address: number, value: number): Promise<ModbusReply>;
  /** Bytes since the last call that belonged to no answer. */
  takeNoise(): number;
  /** Resolves when the port is free again. Never rejects. */
  close(): Promise<void>;
}

export interface OpenModbusParts {
  readonly address: ModbusAddress;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly load?: LoadModbus;
  readonly loadSerial?: LoadSerial;
}

export function placeOf(address: ModbusAddress): string {
  return address.over === 'serial' ? address.serial.path : `${address.host} port ${address.port}`;
}

/** Rejects with one sentence for people; with GatewayFault `library-missing` when trying again is useless. */
export async function openModbus(parts: OpenModbusParts, signal: AbortSignal): Promise<ModbusLine> {
  const Client = await loaded(parts.load ?? loadModbusSerial);
  const { address, clock } = parts;
  if (address.over === 'tcp') return tcpLine(new Client(), address, clock, signal);
  const wired = address.over === 'serial' ? serialPort({ ...parts, serial: address.serial }) : tcpPort(address, clock);
  const port = new RtuPort(await wired.open(signal));
  const client = new Client(port);
  let gone: string | undefined;
  port.once('gone', (says: string) => {
    gone = says;
  });
  await new Promise<void>((resolve) => client.open(() => resolve()));
  return lineOf(client, {
    gone: () => gone,
    takeNoise: () => port.takeNoise(),
    close: () => new Promise((resolve) => client.close(resolve)),
  });
}

async function loaded(load: LoadModbus): ReturnType<LoadModbus> {
  try {
    return await load();
  } catch (thrown) {
    const why = messageOf(thrown).slice(0, 200).split('\n', 1).join('');
    throw new GatewayFault(
      'library-missing',
      `The Modbus library cannot be loaded (${why}). Run npm ci again here, with this Node; then restart the gateway.`,
      thrown,
    );
  }
}

async function tcpLine(
  client: ModbusClient,
  address: { readonly host: string; readonly port: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<ModbusLine> {
  const place = placeOf({ over: 'tcp', ...address });
  let gone: string | undefined;
  client.on('error', () => {});
  const close = () => new Promise<void>((resolve) => client.destroy(resolve));
  let cancel = () => {};
  let aborted = () => {};
  try {
    await Promise.race([
      client.connectTCP(address.host, { port: address.port }),
      new Promise((_, reject) => {
        const late = new Error('no answer. Check its power, cable and address.');
        cancel = clock.after(limits.tcp_connect_ms_max, () => reject(late));
        aborted = () => reject(new Error('Connecting was ended.'));
        signal.addEventListener('abort', aborted);
        if (signal.aborted) aborted();
      }),
    ]);
  } catch (thrown) {
    await close();
    throw new Error(socketFault(place, thrown instanceof Error ? thrown : new Error(messageOf(thrown))));
  } finally {
    cancel();
    signal.removeEventListener('abort', aborted);
  }
  client.on('close', () => {
    gone = `${place} closed the connection.`;
  });
  return lineOf(client, { gone: () => gone, takeNoise: () => 0, close });
}

interface Ways {
  gone(): string | undefined;
  takeNoise(): number;
  close(): Promise<void>;
}

function lineOf(client: ModbusClient, ways: Ways): ModbusLine {
  // The library keeps the time of each question; the name would read as if we took a timer here.
  const wait = client.setTimeout.bind(client);
  wait(limits.modbus_answer_ms_max);
  return {
    get gone() {
      return ways.gone();
    },
    takeNoise: () => ways.takeNoise(),
    close: () => ways.close(),
    read(unit, table, address, count) {
      client.setID(unit);
      const asked =
        table === 'holding' ? client.readHoldingRegisters(address, count) : client.readInputRegisters(address, count);
      return replyOf(asked.then(({ data }) => data));
    },
    write(unit, address, value) {
      client.setID(unit);
      // Function 16: some instruments know no other way to write.
      return replyOf(client.writeRegisters(address, [value]).then(() => []));
    },
  };
}

async function replyOf(asked: Promise<readonly number[]>): Promise<ModbusReply> {
  try {
    return { ok: true, values: await asked };
  } catch (thrown) {
    const exception = thrown instanceof Error && 'modbusCode' in thrown ? thrown.modbusCode : undefined;
    if (typeof exception === 'number') return { ok: false, exception };
    // The library's own errors are no Errors, but have their message.
    const isNamed = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
    throw new Error(isNamed ? String(thrown.message) : messageOf(thrown));
  }
}
