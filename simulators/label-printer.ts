/** A label printer on TCP: takes ZPL jobs, one a connection, and remembers what it printed or refused. */
import { createServer, type Server, type Socket } from 'node:net';
import { type PrintedJob, zplLabels } from './zpl-labels.ts';

const job_bytes_max = 64_000_000;

export interface LabelPrinterFaults {
  /** Out of paper: takes no byte of a job, and says nothing. */
  readonly isPaused?: boolean;
  /** Breaks the connection off after so many bytes. */
  readonly breaks_after_bytes?: number;
  /** Keeps the line open when the job has ended, as some do. */
  readonly keepsOpen?: boolean;
}

export class LabelPrinter {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly jobs: PrintedJob[] = [];

  constructor(faults: LabelPrinterFaults = {}) {
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: faults.isPaused === true }, (socket) =>
      this.#take(socket, faults),
    );
  }

  /** Listens on a free port of this machine and returns it. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #take(socket: Socket, { isPaused, breaks_after_bytes, keepsOpen }: LabelPrinterFaults): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    if (isPaused === true) return;
    const chunks: Buffer[] = [];
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > job_bytes_max || bytes > (breaks_after_bytes ?? job_bytes_max)) socket.resetAndDestroy();
    });
    socket.on('end', () => {
      this.jobs.push(zplLabels(Buffer.concat(chunks).toString('latin1')));
      if (keepsOpen !== true) socket.end();
    });
  }
}
