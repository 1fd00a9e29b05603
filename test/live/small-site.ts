/** The smallest site that has one of everything a screen shows. */
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import type { Movement } from '../../gateway/stock/movement.ts';
import type { Site } from '../../gateway/stock/site.ts';
import type { StoredQuestion } from '../../gateway/work/question.ts';

export const smallSite: Site = {
  name: 'Corner store',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  items: [
    { id: 'bolt-m6', name: 'Bolt M6', gtins: ['09506000134352'], codes: ['B6'], unit: 'piece', unit_mass_mg: 4_500 },
    { id: 'nut-m6', name: 'Nut M6', gtins: [], codes: [], unit: 'piece', unit_mass_mg: 2_100 },
  ],
  locations: [
    { id: 'hall', name: 'Hall', kind: 'zone', codes: [] },
    { id: 'a1', name: 'Shelf A1', kind: 'shelf', in: 'hall', codes: [] },
    { id: 'a1-01', name: 'A1-01', kind: 'bin', in: 'a1', codes: [], item: 'bolt-m6', full: 100, low: 20 },
    { id: 'a1-02', name: 'A1-02', kind: 'bin', in: 'a1', codes: [], item: 'nut-m6' },
  ],
  connections: [
    {
      id: 'scale',
      wire: { kind: 'serial', path: '/dev/scale', baud: 9600, data_bits: 8, parity: 'none', stop_bits: 1 },
    },
    { id: 'gun', wire: { kind: 'tcp', host: '127.0.0.1', port: 4001 } },
  ],
  devices: [
    {
      id: 'scale-a1',
      name: 'Scale A1',
      connection: 'scale',
      driver: 'mt-sics',
      channels: [
        { channel: '1', location: 'a1-01' },
        { channel: '2', location: 'a1-02' },
      ],
      antennas: [],
    },
    {
      id: 'gun-1',
      name: 'Hand scanner',
      connection: 'gun',
      driver: 'serial-scanner',
      channels: [],
      antennas: [],
      scanner: { location: 'a1-02' },
    },
  ],
  rules: {
    late_ms: 2_000,
    weight: { rest_ms: 800, rest_band_mg: 500, step_min_permille: 500, confidence_min_permille: 800 },
    tags: {
      arrive_reads: 2,
      arrive_within_ms: 2_000,
      stay_ms: 0,
      absent_ms: 5_000,
      move_margin_cdb: 600,
      sold_grace_ms: 600_000,
      exit_grace_ms: 30_000,
      packaging: 'lowest-tagged',
    },
    portal: { quiet_ms: 1_500, reads_min: 2, confidence_min_permille: 700 },
    scan: { idle_ms: 60_000, duplicate_ms: 800 },
    fusion: { window_ms: 10_000 },
  },
  network: {
    dashboard: { host: '127.0.0.1', port: 0 },
    broker: { kind: 'embedded', host: '127.0.0.1', port: 0 },
  },
  journal: { days: 7, bytes: 4_294_967_296 },
  upstream: [],
};

export function movementOf(id: string, values: Partial<Movement> = {}): Movement {
  return {
    id,
    kind: 'filled',
    item: 'bolt-m6',
    quantity: 10,
    from: 'supplier',
    to: 'a1-01',
    at_ms: 1_764_000_000_000,
    arrived_ms: 1_764_000_000_040,
    confidence_permille: 973,
    rule: 'weight-step@1',
    settings_revision: 1,
    why: 'The weight rose by 45.0 g, which is 10 pieces of 4.5 g.',
    evidence: [{ n: 17, index: 0, device: 'scale-a1', at_ms: 1_764_000_000_000, says: 'channel 1: 45.0 g at rest' }],
    ...values,
  };
}

export function storedOf(seq: number, values: Partial<Movement> = {}): StoredMovement {
  return { ...movementOf(`m${seq}`, values), seq };
}

export function questionOf(id: string, values: Partial<StoredQuestion> = {}): StoredQuestion {
  return {
    id,
    kind: 'weight-unresolved',
    at_ms: 1_764_000_000_000,
    device: 'scale-a1',
    location: 'a1-01',
    question: 'The weight rose by 7.0 g, which is no whole number of bolts. What was put there?',
    evidence: [],
    times: 1,
    state: 'open',
    ...values,
  };
}
