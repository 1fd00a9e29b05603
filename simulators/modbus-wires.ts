/** Simulated instruments on their Modbus lines: a pseudo-terminal or a TCP server, with the faults of real ones. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { SimulatorClock } from './clock.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import { instrumentOf, type ModbusInstrument, rtuSlaves, tcpSlaves } from './modbus-slave.ts';
import { openPty } from './pty.ts';
import { capacity_mg, emptyPan } from './scale-wires.ts';
import type { Seed } from './seed.ts';
import { weighingOf } from './weighing.ts';
import type { WeightWireParts } from './weight-wires.ts';
import type { SimulatedDevice, SimulatedWire } from './wiring.ts';

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
  const spoil = faultyLine(faults, seed, { sumAt: (frame) => frame.length - 1 });
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

/** A Modbus TCP server on a free port of this machine, or on the one that is given; `rtu` is serial frames in a stream. */
export async function modbusTcpWire(
  { instruments, clock }: ModbusWireOptions,
  wanted = 0,
  framing: 'tcp' | 'rtu' = 'tcp',
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const answer = framing === 'tcp' ? tcpSlaves(instruments) : rtuSlaves(instruments);
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

/** The instruments of a simulated warehouse on one line, with what lies on their plates. Resolves to what ends it. */
export async function modbusWire(
  parts: WeightWireParts & { readonly seed: Seed },
  wire: Extract<SimulatedWire, { kind: 'modbus' }>,
  devices: readonly SimulatedDevice[],
  { faults, broke }: { readonly faults: LineFaults; broke(says: string): void },
): Promise<() => Promise<void>> {
  const { clock, seed } = parts;
  const instruments = new Map(devices.flatMap((device) => instrumentsOf(parts, device)));
  const { path, host, port, framing } = wire;
  if (path !== undefined) {
    return modbusRtuWire(path, { instruments, clock, seed: seed.stream(`modbus-${path}`), faults, broke });
  }
  try {
    const server = await modbusTcpWire({ instruments, clock }, port, framing);
    return () => server.stop();
  } catch (thrown) {
    throw new Error(`instruments on Modbus cannot be had at ${host}:${port}: ${String(thrown)}`, { cause: thrown });
  }
}

function instrumentsOf(
  { world, plates, clock }: WeightWireParts,
  { id, modbus }: SimulatedDevice,
): (readonly [number, ModbusInstrument])[] {
  if (modbus === undefined) return [];
  const cells = new Map(plates.on(world, id).map(({ channel, cell }) => [channel, cell]));
  const weighings = new Map(
    modbus.map.weights.map(({ channel, unit }) => {
      const weighing = weighingOf({ pan: cells.get(channel) ?? emptyPan, capacity_mg, unit });
      weighing.switchOn(clock.now_ms());
      return [channel, weighing] as const;
    }),
  );
  const [first] = weighings.values();
  if (first === undefined) return [];
  const weighingOn = (channel: string | undefined) => weighings.get(channel ?? '') ?? first;
  return [[modbus.address, instrumentOf(modbus.map, weighingOn)]];
}
