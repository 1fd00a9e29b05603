/** An Impinj reader whose events are fetched from it: one HTTP request, answered line by line for as long as it stands. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { impinjIot } from '../devices/rfid/impinj-iot.ts';
import { every, type SimulatorClock } from './clock.ts';
import { impinjTagEvent } from './impinj-reader.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { Seed } from './seed.ts';

export interface ImpinjStreamOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Absent: whoever asks is answered. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Writes `data: ` before each event, as the emulator of readers does. */
  readonly sse?: boolean;
  readonly faults?: LineFaults;
  readonly clock: SimulatorClock;
  readonly seed: Seed;
}

export interface ImpinjStream {
  readonly port: number;
  /** How many fetch its events now. */
  readonly listeners: number;
  /** Tells an event for each tag to all who listen. Events that nobody fetches are lost. */
  tags(seen: readonly SeenTag[]): void;
  /** Without it, no empty lines keep the connection alive any more. */
  keepAlive(on: boolean): void;
  /** Power is cut and comes back: every connection breaks. */
  restart(): void;
  stop(): Promise<void>;
}

export const impinj_stream_path = '/api/v1/data/stream';
const keep_alive_ms = 1_000;

/** Rejects when the port cannot be had. */
export async function startImpinjStream(options: ImpinjStreamOptions): Promise<ImpinjStream> {
  const { host, login, sse = false, faults = {}, clock, seed } = options;
  const spoil = faultyLine(faults, seed);
  const wanted = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const listening = new Set<ServerResponse>();
  let is_kept_alive = true;
  const server = createServer((asked, answer) => {
    if (asked.url !== impinj_stream_path) {
      answer.writeHead(404).end();
    } else if (wanted !== undefined && asked.headers.authorization !== wanted) {
      answer.writeHead(401, { 'www-authenticate': 'Basic realm="Impinj Reader"' }).end();
    } else {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.flushHeaders();
      listening.add(answer);
      answer.on('error', () => {});
      answer.once('close', () => listening.delete(answer));
    }
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  const address = server.address();

  function send(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) for (const answer of listening) answer.write(chunk);
  }
  const endKeepAlive = every(clock, keep_alive_ms, () => {
    if (is_kept_alive) send([Buffer.from('\r\n')]);
  });

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get listeners() {
      return listening.size;
    },
    tags(seen) {
      const lines = seen.map((tag) => {
        const event = impinjIot.frame.encode({ kind: 'message', message: [impinjTagEvent(tag)] });
        return Uint8Array.from([...Buffer.from(sse ? 'data: ' : ''), ...event, 0x0d, 0x0a]);
      });
      send(spoil(lines));
    },
    keepAlive(on) {
      is_kept_alive = on;
    },
    restart() {
      server.closeAllConnections();
    },
    async stop() {
      endKeepAlive();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
