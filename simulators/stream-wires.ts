/** Simulated devices that have a port or a line: pseudo-terminals, TCP, Modbus, and one that calls the gateway. */
import { type Faults, unitless } from './faults.ts';
import { modbusWire } from './modbus-wires.ts';
import { moduleWire } from './module-wires.ts';
import { scaleWire } from './scale-wires.ts';
import { handheldWire, lineScannerWire, type ScanWireParts, ssiWire } from './scan-wires.ts';
import { impinjStreamWire, llrpWire, type TagWireParts } from './tag-wires.ts';
import { mtSicsWire, type WeightWireParts } from './weight-wires.ts';
import type { SimulatedConnection, SimulatedDevice } from './wiring.ts';

export interface StreamParts extends TagWireParts, WeightWireParts, ScanWireParts {
  readonly faults: Faults;
  /** Told when a wire broke that does not come back. */
  failed(says: string): void;
}

/** Resolves to what ends it. Rejects with a sentence when the port or path cannot be had. */
export function openStream(parts: StreamParts, { wire, devices }: SimulatedConnection): Promise<() => Promise<void>> {
  const { faults, failed: broke } = parts;
  const [device] = devices;
  if (device === undefined) return Promise.resolve(nothingToEnd);
  const onNetwork = { faults: faults.device, power_every_ms: faults.power_every_ms };
  const scans = { scan_faults: faults.scan, line_faults: faults.device };
  switch (wire.kind) {
    case 'http-stream':
      return impinjStreamWire(parts, device.id, wire.url, onNetwork);
    case 'tcp':
      return llrpWire(parts, device.id, wire, onNetwork);
    case 'tcp-server':
      return Promise.resolve(handheldWire(parts, device.id, { ...wire, ...scans, line_faults: onTcp(faults) }));
    case 'modbus':
      return modbusWire(parts, wire, devices, { faults: faults.device, broke });
    case 'serial':
      return openSerial(parts, device, wire.path);
    case 'mqtt':
    case 'http':
      return Promise.resolve(nothingToEnd);
  }
}

const nothingToEnd = () => Promise.resolve();

/** TCP loses nothing and turns no bit. */
function onTcp({ device: { split_permille = 0 } }: Faults) {
  return { split_permille };
}

async function openSerial(parts: StreamParts, device: SimulatedDevice, path: string): Promise<() => Promise<void>> {
  const { faults, clock, seed, failed: broke } = parts;
  const serial = { path, broke };
  const scans = { ...serial, scan_faults: faults.scan, line_faults: faults.device };
  if (device.driver === 'ssi') return ssiWire(parts, device.id, scans);
  if (device.driver === 'mt-sics') return mtSicsWire(parts, device.id, { ...serial, faults: faults.device });
  const pan = parts.plates.on(parts.world, device.id)[0]?.cell;
  const { unit_key_permille: _, ...without_key } = faults.device;
  const own = unitless.has(device.driver) ? without_key : faults.device;
  return (
    (await moduleWire(parts, device, { ...serial, faults: faults.device })) ??
    (await scaleWire(device, { ...serial, pan, clock, seed, faults: own })) ??
    lineScannerWire(parts, device.id, scans)
  );
}
