/** Sends a print job to a label printer over TCP, as Zebra's and most others take it on port 9100. */
import { connect } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { GatewayFault } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import { socketFault } from './socket-fault.ts';

export const printer_port_default = 9_100;

export interface PrinterAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Resolves when the printer has taken all of it and closed, or when all was sent and it keeps the line open: such a printer tells
 * nobody whether it printed, so look at the labels. Throws GatewayFault with one sentence when it cannot be reached, breaks off or
 * does not take the job in time; part of it may have been printed then.
 */
export function sendToPrinter(job: Uint8Array, { host, port }: PrinterAddress, clock: Clock): Promise<void> {
  const place = `The printer at ${host} port ${port}`;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    let fault: string | undefined;
    let isSent = false;
    const giveUp = (says: string) => () => {
      fault = says;
      socket.destroy();
    };
    let cancel = clock.after(
      limits.tcp_connect_ms_max,
      giveUp(`${place} does not answer. Check its power, cable and address.`),
    );
    const wait = (wait_ms: number, then: () => void) => {
      cancel();
      cancel = clock.after(wait_ms, then);
    };
    socket.on('connect', () => {
      wait(limits.print_ms_max, giveUp(`${place} takes no more labels. Check paper, ribbon and whether it is paused.`));
      socket.end(job, () => {
        isSent = true;
        wait(limits.link_close_ms_max, () => socket.destroy());
      });
    });
    // What a printer says back is for its own tools; unread it would stop the connection from closing.
    socket.resume();
    socket.on('error', (error) => {
      fault ??= socketFault(place, error);
    });
    socket.on('close', () => {
      cancel();
      if (fault === undefined && !isSent) fault = `${place} closed the connection before it had all labels.`;
      if (fault === undefined) resolve();
      else reject(new GatewayFault('device-unreachable', fault));
    });
  });
}
