/**
 * The smallest scene that has everything the score looks at: a bin on a scale, a shelf with an antenna, a door, a scanner.
 * Not a scenario: its signals are clean, so that every booking is known beforehand.
 */
import type { Scene, SceneLine, TrueEvent } from '../../simulators/scenes/scene.ts';

/** 2026-11-23T08:00:00Z. */
export const start_ms = 1_795_420_800_000;
/** SGTIN-96 of GTIN 80614141123458, serials 1 and 2; filter 1. */
const shirts = ['3034257BF7194E4000000001', '3034257BF7194E4000000002'] as const;

const mqtt = (id: string) => ({ id, wire: { kind: 'mqtt' } });

export const tiny_site = {
  name: 'Tiny',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  items: [
    { id: 'bolt', unit: 'piece', unit_mass_mg: 20_000 },
    { id: 'shirt', gtins: ['80614141123458'], unit: 'piece' },
  ],
  locations: [
    { id: 'bin', kind: 'bin', item: 'bolt', taken_to: 'production', filled_from: 'supplier' },
    { id: 'shelf', kind: 'shelf', taken_to: 'customer', filled_from: 'supplier' },
    { id: 'hall', kind: 'zone' },
  ],
  connections: ['scale', 'reader', 'gate', 'gun'].map(mqtt),
  devices: [
    { id: 'scale', driver: 'native', channels: [{ channel: '1', location: 'bin', empty_mass_mg: 300_000 }] },
    { id: 'reader', driver: 'native', antennas: [{ antenna: 1, role: 'shelf', location: 'shelf' }] },
    {
      id: 'gate',
      driver: 'native',
      antennas: [
        { antenna: 1, role: 'portal-outside' },
        { antenna: 2, role: 'portal-inside' },
      ],
      portal: { inside: 'hall', from_outside: 'supplier', to_outside: 'customer' },
    },
    { id: 'gun', driver: 'scan-message', scanner: { location: 'hall' } },
  ],
};

export interface Doing {
  readonly at_s: number;
  readonly device: string;
  readonly says: object;
}

const grams = (at_s: number, weight: number): Doing => ({
  at_s,
  device: 'scale',
  says: { weight: { channel: '1', grams: weight } },
});
const read = (at_s: number, device: string, antenna: number, epc: string, rssi = -50): Doing => ({
  at_s,
  device,
  says: { tags: [{ epc, antenna, rssi }] },
});

/** Comes nearer to the outer antenna of the gate, then to the inner one, and goes; in its middle at `at_s`. */
function passing(at_s: number, epc: string): readonly Doing[] {
  const heard = [
    [-65, -72],
    [-50, -68],
    [-60, -60],
    [-68, -50],
    [-72, -65],
  ] as const;
  return heard.flatMap(([outside, inside], step) =>
    [0, 0.1, 0.2, 0.3, 0.4].flatMap((later) => {
      const now_s = at_s - 1.25 + step / 2 + later;
      return [read(now_s, 'gate', 1, epc, outside), read(now_s, 'gate', 2, epc, inside)];
    }),
  );
}

/** The scale says every half second what lies there: 40 bolts in a bin of 300 g, then as many as given, from that second on. */
function weights(until_s: number, pieces: readonly (readonly [number, number])[]): readonly Doing[] {
  return Array.from({ length: until_s * 2 }, (_, at) => {
    const now = pieces.findLast(([from_s]) => from_s <= at / 2)?.[1] ?? 40;
    return grams(at / 2, 300 + 20 * now);
  });
}

const doings: readonly Doing[] = [
  ...weights(240, [
    [60, 35],
    [200, 37],
  ]),
  ...Array.from({ length: 140 }, (_, at) => read(at, 'reader', 1, shirts[0])),
  ...passing(100.8, shirts[1]),
];

const told: readonly TrueEvent[] = [
  event(60, 'bolt', 5, 'bin', 'production', 'take'),
  { ...event(100.8, 'shirt', 1, 'supplier', 'hall', 'receive'), place: 'portal' },
  event(139, 'shirt', 1, 'shelf', 'customer', 'take'),
  event(200, 'bolt', 2, 'supplier', 'bin', 'fill'),
];

export function event(
  at_s: number,
  item: string,
  quantity: number,
  from: string,
  to: string,
  deed = 'take',
): TrueEvent {
  return { at_ms: start_ms + at_s * 1_000, item, quantity, from, to, place: 'elsewhere', deed };
}

export function tinyScene(seed: number): Scene {
  const end_ms = start_ms + 240_000;
  return {
    name: 'tiny',
    seed,
    site: tiny_site,
    start_ms,
    end_ms,
    score_from_ms: start_ms + 30_000,
    *play(tell) {
      const left = [...told];
      for (const { at_s, device, says } of doings.toSorted((a, b) => a.at_s - b.at_s)) {
        const at_ms = start_ms + at_s * 1_000;
        for (let [next] = left; next !== undefined && next.at_ms <= at_ms; [next] = left) {
          tell(next);
          left.shift();
        }
        const line: SceneLine = {
          kind: 'frame',
          at_ms,
          device,
          topic: `tallygate/${device}/reading`,
          retained: false,
          qos: 0,
          data: Buffer.from(JSON.stringify(says)),
        };
        yield line;
      }
    },
  };
}
