/** Simulated instruments on their Modbus lines: a pseudo-terminal or a TCP server, with the faults of real ones. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { SimulatorClock } from './clock.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import { type ModbusInstrument, rtuSlaves, tcpSlaves } from './modbus-slave.ts';
import { openPty } from './pty.ts';
import type { Seed } from './seed.ts';

export interface ModbusWireOptions {
  readonly instruments: ReadonlyMap<number, ModbusInstrument>;
  readonly clock: SimulatorClock;
}

/** An RTU line at a path of its own. Resolves to what ends it. */
export async function modbusRtuWire(
  path: string,
  {
    instruments,
    clock,
    seed,
    faults = {},
    broke,
  }: ModbusWireOptions & {
    readonly seed: Seed;
    readonly faults?: LineFaults;
    broke(says: string): void;
  },
): Promise<() => Promise<void>> {
  const answer = rtuSlaves(instruments);
  const spoil = faultyLine(faults, seed);
  const line = await openPty({
    path,
    broke,
    clock,
    heard: (chunk) => {
      for (const bytes of spoil(answer(chunk, clock.now_ms()))) line.write(bytes);
    },
  });
  return () => line.stop();
}

/** A Modbus TCP server on a free port of this machine, or on the one that is given. */
export async function modbusTcpWire(
  { instruments, clock }: ModbusWireOptions,
  wanted = 0,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const answer = tcpSlaves(instruments);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      for (const bytes of answer(chunk, clock.now_ms())) socket.write(bytes);
    });
  });
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : wanted,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
