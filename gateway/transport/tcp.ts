/** A device behind TCP, we being the client: LLRP readers, serial device servers. */
import { connect, type Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { Link } from './link.ts';
import { socketFault } from './socket-fault.ts';
import { StreamLink, type StreamLinkParts } from './stream-link.ts';
import type { Port, Wire, WireEvents } from './wire.ts';

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
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
  const place = `${address.host} port ${address.port}`;
  return {
    place,
    open: (signal) =>
      new Promise((resolve, reject) => {
        const socket = connect({
          host: address.host,
          port: address.port,
          noDelay: true,
          keepAlive: true,
          keepAliveInitialDelay: limits.tcp_keepalive_ms,
        });
        const wait_ms = address.connect_ms_max ?? limits.tcp_connect_ms_max;
        const cancel = clock.after(wait_ms, () =>
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
        socket.once('connect', () => {
          settle();
          resolve(tcpWire(socket, place, clock));
        });
        if (signal.aborted) aborted();
      }),
  };
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
