/** A small simulated world with one of everything, and a stage that writes down what hands do to devices. */
import type { Stage } from '../../simulators/floor.ts';
import { seedOf } from '../../simulators/seed.ts';
import type { TrueMovement } from '../../simulators/truth.ts';
import { type Warehouse, warehouseOf } from '../../simulators/warehouse.ts';
import type { World } from '../../simulators/world.ts';

export const start_ms = 1_795_420_800_000;

export const smallWorld: World = {
  items: [
    { id: 'bolt', gtin: '09521234500018' },
    { id: 'nut', gtin: '09521234500025' },
    { id: 'pump', gtin: '09521234500117' },
    { id: 'gloves', gtin: '09521234500155', code: 'GL-9' },
    { id: 'clamp', code: 'CS-40' },
  ],
  bins: [
    {
      device: 'node-1',
      channel: '1',
      location: 'A1',
      item: 'bolt',
      unit_mass_mg: 61_400,
      unit_mass_sd_mg: 500,
      empty_mass_mg: 412_000,
      full: 40,
      low: 8,
      taken_to: 'production',
      filled_from: 'supplier',
    },
    {
      device: 'scale-1',
      channel: '1',
      location: 'B1',
      item: 'nut',
      unit_mass_mg: 33_200,
      unit_mass_sd_mg: 300,
      empty_mass_mg: 200_000,
      full: 48,
      low: 10,
      taken_to: 'production',
      filled_from: 'supplier',
    },
  ],
  zones: [
    { device: 'rails', antenna: 1, location: 'R1', taken_to: 'transit' },
    { device: 'rails', antenna: 2, location: 'R2', taken_to: 'transit' },
  ],
  portals: [
    {
      device: 'dock-reader',
      outside_antennas: [1],
      inside_antennas: [2],
      inside: 'dock',
      from_outside: 'supplier',
      to_outside: 'customer',
    },
  ],
  tagged: ['pump'],
  scanners: ['scanner'],
  shelves: [
    { location: 'D1', taken_to: 'production', filled_from: 'supplier' },
    { location: 'D2', taken_to: 'production', filled_from: 'supplier' },
  ],
  scanned: ['gloves', 'clamp'],
};

export interface Observed {
  readonly warehouse: Warehouse;
  readonly movements: readonly TrueMovement[];
  /** Everything hands did to devices, in words. */
  readonly deeds: readonly string[];
}

export function observed(seed: number, options: { readonly speed?: number; readonly world?: World } = {}): Observed {
  const movements: TrueMovement[] = [];
  const deeds: string[] = [];
  const stage: Stage = {
    load: (bin, mass_mg) => deeds.push(`${bin.location} ${mass_mg}`),
    touch: (bin, force_mg, for_ms) => deeds.push(`${bin.location} touched with ${force_mg} for ${for_ms}`),
    scan: (device, code, aim) => deeds.push(`${device} ${aim}${code}`),
  };
  const warehouse = warehouseOf({
    world: options.world ?? smallWorld,
    seed: seedOf(seed),
    start_ms,
    speed: options.speed ?? 1,
    stage,
    happened: (movement) => movements.push(movement),
  });
  return { warehouse, movements, deeds };
}
