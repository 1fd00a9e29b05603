/** A bad stretch of network before a device that has a TCP port of its own: what it says comes through with faults. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { framerOf } from '../devices/codec/framer.ts';
import type { Framing } from '../devices/codec/framing.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import type { Seed } from './seed.ts';

export interface FaultyProxyOptions {
  /** Where the device listens. */
  readonly host: string;
  readonly port: number;
  /** How the device's frames are told apart. */
  readonly framing: Framing;
  readonly seed: Seed;
}

export interface FaultyProxy {
  /** Where the gateway is to connect. */
  readonly port: number;
  /** From now on. */
  use(faults: LineFaults): void;
  /** Frames that the device has sent. */
  readonly sent: number;
  close(): Promise<void>;
}

/** Listens on the same host, and resolves once it does. */
export async function startFaultyProxy({ host, port, framing, seed }: FaultyProxyOptions): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  let faults: LineFaults = {};
  let sent = 0;
  let connections = 0;

  function join(gateway: Socket): void {
    connections += 1;
    const device = connect({ host, port, noDelay: true });
    const framer = framerOf(framing);
    let used = faults;
    let line = faultyLine(used, seed.stream(`connection ${connections}`));
    for (const [one, other] of [
      [gateway, device],
      [device, gateway],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      // What broke is followed by 'close', which is all that matters here.
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    gateway.on('data', (chunk) => device.write(chunk));
    device.on('data', (chunk) => {
      if (used !== faults) {
        used = faults;
        line = faultyLine(used, seed.stream(`connection ${connections} from frame ${sent}`));
      }
      for (const cut of framer.push(chunk)) {
        if (cut.kind !== 'frame') continue;
        sent += 1;
        for (const piece of line([cut.data])) gateway.write(piece);
      }
      for (const piece of line([])) gateway.write(piece);
    });
  }

  const server: Server = createServer(join);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    use(next) {
      faults = next;
    },
    get sent() {
      return sent;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
