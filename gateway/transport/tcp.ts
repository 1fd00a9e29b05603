/** A device behind TCP, we being the client: LLRP readers, serial device servers. With TLS where the settings say so. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { Link } from './link.ts';
import { socketFault } from './socket-fault.ts';
import { StreamLink, type StreamLinkParts } from './stream-link.ts';
import { certificateFault, type TlsSettings, tlsOptions } from './tls.ts';
import type { Port, Wire, WireEvents } from './wire.ts';

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
  /** Absent: without TLS. */
  readonly tls?: TlsSettings;
  /** At most this long until the connection stands. */
  readonly connect_ms_max?: number;
}

export interface TcpLinkParts extends StreamLinkParts {
  readonly address: TcpAddress;
}

/** A link to one device over TCP. Reconnects for as long as it runs; never throws. */
export function tcpLink(parts: TcpLinkParts): Link {
  return new StreamLink(parts, tcpPort(parts.address, parts.clock));
}

export function tcpPort(address: TcpAddress, clock: Clock): Port {
  const { host, port, tls } = address;
  const place = `${host} port ${port}`;
  return {
    place,
    async open(signal) {
      if (tls === undefined) {
        return tcpWire(await opened(connect({ host, port }), 'connect', address, signal, clock), place, clock);
      }
      const options = await tlsOptions(host, tls);
      const socket = connectTls({ ...options, host, port });
      await opened(socket, 'secureConnect', address, signal, clock);
      const fault = certificateFault(place, socket, tls);
      if (fault === undefined) return tcpWire(socket, place, clock);
      socket.destroy();
      throw new Error(fault);
    },
  };
}

/** Resolves once the connection stands; rejects with a sentence when it does not come to that. */
function opened<Kind extends Socket | TLSSocket>(
  socket: Kind,
  stands: 'connect' | 'secureConnect',
  { host, port, connect_ms_max = limits.tcp_connect_ms_max }: TcpAddress,
  signal: AbortSignal,
  clock: Clock,
): Promise<Kind> {
  const place = `${host} port ${port}`;
  socket.once('connect', () => {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, limits.tcp_keepalive_ms);
  });
  return new Promise((resolve, reject) => {
    const cancel = clock.after(connect_ms_max, () =>
      socket.destroy(new Error('no answer. Check its power, cable and address.')),
    );
    const aborted = () => socket.destroy();
    signal.addEventListener('abort', aborted);
    const failed = (error?: Error) => {
      settle();
      reject(new Error(error === undefined ? `Connecting to ${place} was ended.` : socketFault(place, error)));
    };
    const closed = () => failed();
    const settle = () => {
      cancel();
      signal.removeEventListener('abort', aborted);
      socket.off('error', failed);
      socket.off('close', closed);
    };
    // A socket that fails before or after we listen must find a listener, or it would end the process.
    socket.on('error', () => {});
    socket.once('error', failed);
    socket.once('close', closed);
    socket.once(stands, () => {
      settle();
      resolve(socket);
    });
    if (signal.aborted) aborted();
  });
}

/** A socket that stands, whoever called whom. */
export function tcpWire(socket: Socket, place: string, clock: Clock): Wire {
  let closing: Promise<void> | undefined;
  return {
    listen(events: WireEvents) {
      let why = `${place} closed the connection.`;
      socket.on('error', (error) => {
        why = socketFault(place, error);
      });
      socket.on('data', (chunk) => events.heard(chunk));
      socket.once('close', () => {
        if (closing === undefined) events.gone(why);
      });
    },
    write(data) {
      if (socket.writable) socket.write(data);
    },
    get unsent_bytes() {
      return socket.writableLength;
    },
    pause() {
      socket.pause();
    },
    resume() {
      socket.resume();
    },
    close() {
      closing ??= released(socket, clock);
      return closing;
    },
  };
}

/** Lets the last words out, then ends the socket whatever the other side does. */
function released(socket: Socket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) return resolve();
    const cancel = clock.after(limits.link_close_ms_max, () => socket.destroy());
    socket.once('close', () => {
      cancel();
      resolve();
    });
    socket.destroySoon();
  });
}
