/** An MQTT 3.1.1 client that speaks bytes, so that tests see every packet and may misbehave. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from './eventually.ts';

export interface Packet {
  readonly type: string;
  readonly id?: number;
  readonly bytes: Buffer;
}

const names = ['', 'CONNECT', 'CONNACK', 'PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP', 'SUBSCRIBE', 'SUBACK'];

export function packet(header: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? text(part) : part)));
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest % 128) + (rest > 127 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.of(header, ...length), body]);
}

/** A length-prefixed string. */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

export interface Login {
  readonly id?: string;
  readonly user?: string;
  readonly secret?: string;
  readonly clean?: boolean;
  readonly keepalive_s?: number;
  readonly version?: 3 | 4 | 5;
  readonly will?: { readonly topic: string; readonly payload: string; readonly retain?: boolean };
}

export function connectPacket({ id = 'shelf', user = id, secret = 'right', ...login }: Login = {}): Buffer {
  const { clean = true, keepalive_s = 60, version = 4, will } = login;
  const flags = 0xc0 | (clean ? 2 : 0) | (will === undefined ? 0 : 4) | (will?.retain === true ? 0x20 : 0);
  return packet(
    0x10,
    version === 3 ? 'MQIsdp' : 'MQTT',
    Buffer.of(version, flags),
    number(keepalive_s),
    version === 5 ? Buffer.of(0) : Buffer.of(),
    id,
    ...(will === undefined ? [] : [will.topic, will.payload]),
    user,
    secret,
  );
}

export function publishPacket(
  topic: string,
  payload: string,
  {
    qos = 1,
    id = 1,
    retain = false,
  }: { readonly qos?: 0 | 1 | 2; readonly id?: number; readonly retain?: boolean } = {},
): Buffer {
  return packet(
    0x30 | (qos << 1) | (retain ? 1 : 0),
    topic,
    qos === 0 ? Buffer.of() : number(id),
    Buffer.from(payload),
  );
}

export function subscribePacket(id: number, ...filters: readonly string[]): Buffer {
  return packet(0x82, number(id), ...filters.flatMap((filter) => [text(filter), Buffer.of(1)]));
}

export const disconnectPacket = Buffer.of(0xe0, 0);

export class RawMqtt {
  readonly socket: Socket;
  readonly packets: Packet[] = [];
  closed = false;
  #pending = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.#heard(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
    });
  }

  send(...bytes: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(bytes));
  }

  /** Types and ids of what came, e.g. `PUBACK 7`. */
  heard(): readonly string[] {
    return this.packets.map(({ type, id }) => (id === undefined ? type : `${type} ${id}`));
  }

  async until(wanted: string): Promise<void> {
    await eventually(() => this.heard().includes(wanted));
  }

  async untilClosed(): Promise<void> {
    await eventually(() => this.closed);
  }

  #heard(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const length = this.#pending[1];
      if (length === undefined || this.#pending.length < length + 2) return;
      const bytes = this.#pending.subarray(0, length + 2);
      this.#pending = this.#pending.subarray(length + 2);
      const kind = (bytes[0] ?? 0) >> 4;
      const type = names[kind] ?? `type ${kind}`;
      const answers = kind >= 4 && kind <= 9;
      this.packets.push({ type, bytes, ...(answers ? { id: bytes.readUInt16BE(2) } : {}) });
    }
  }
}

export async function rawMqtt(port: number): Promise<RawMqtt> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return new RawMqtt(socket);
}

/** Logged in, with its CONNACK heard. */
export async function rawLogin(port: number, login: Login = {}): Promise<RawMqtt> {
  const client = await rawMqtt(port);
  client.send(connectPacket(login));
  await client.until('CONNACK');
  return client;
}
