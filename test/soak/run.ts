/** Plates at rest, and interpretation beside them: whatever is booked or asked is false. Readings are given as they are, without a wire. */
import { interpret } from '../../gateway/interpretation/interpret.ts';
import { memoryOf, nextDue_ms } from '../../gateway/interpretation/memory.ts';
import type { Item, Location, Site } from '../../gateway/stock/site.ts';
import { plateOf } from '../../simulators/scenes/plate.ts';
import { seedOf } from '../../simulators/seed.ts';
import { site as shopSite } from '../interpretation/shop-floor.ts';
import { forceOf, type Hand, nextHand, swayOf } from './hands.ts';
import { mannerOf, type PlateClass } from './plate-classes.ts';

export interface SoakResult {
  readonly channel_days: number;
  readonly readings: number;
  readonly touches: number;
  readonly movements: number;
  readonly questions: number;
  /** The first few, as they were told. */
  readonly says: readonly string[];
}

/** 2026-11-23T00:00:00Z. */
const start_ms = 1_795_392_000_000;
const day_ms = 86_400_000;
const says_max = 6;
/** As settings have it that say nothing about it. */
const usual_confidence_permille = 800;

/** `channels` plates of one class for `days` days each. */
export function soak(kind: PlateClass, seed: number, channels: number, days: number): SoakResult {
  const random = seedOf(seed, kind.name);
  const draw = () => random.share();
  const memory = memoryOf();
  interpret(memory, { kind: 'settings', n: 1, at_ms: start_ms, revision: 1, site: siteOf(kind, channels) });
  const kelvinAt = (at_ms: number) => (kind.kelvin / 2) * Math.sin((2 * Math.PI * (at_ms - start_ms)) / day_ms);
  const plates = Array.from({ length: channels }, (_, at) => {
    const plate = plateOf(random.stream(`plate ${at}`), mannerOf(kind, draw), kelvinAt);
    plate.step(start_ms - 60_000, Math.round(kind.piece_g * 1_000 * random.int(5, 60)), 400);
    return plate;
  });
  const hands: Hand[] = plates.map(() => nextHand(start_ms, draw));
  const every_ms = 1_000 / kind.rate_hz;
  const rounds = Math.floor((days * day_ms) / every_ms);
  let touches = 0;
  let movements = 0;
  let questions = 0;
  const says: string[] = [];
  let n = 1;
  const note = (outcome: ReturnType<typeof interpret>) => {
    if (outcome.movements.length === 0 && outcome.questions.length === 0) return;
    movements += outcome.movements.length;
    for (const each of outcome.movements)
      if (says.length < says_max) says.push(`${each.at_ms - start_ms} ms: ${each.why}`);
    for (const each of outcome.questions) {
      if (each.kind !== 'raised') continue;
      questions += 1;
      if (says.length < says_max) says.push(`${each.question.at_ms - start_ms} ms: ${each.question.question}`);
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    const at_ms = start_ms + Math.round(round * every_ms);
    if (nextDue_ms(memory) <= at_ms) note(interpret(memory, { kind: 'tick', at_ms }));
    for (let at = 0; at < channels; at += 1) {
      const plate = plates[at];
      const hand = hands[at];
      if (plate === undefined || hand === undefined) continue;
      let mass_mg = plate.sampleAt(at_ms);
      let more_mg = at_ms > hand.from_ms ? forceOf(hand, at_ms) : 0;
      if (kind.group > 1) more_mg += swayBeside(kind.group, hands, at, at_ms);
      if (more_mg !== 0) {
        const { quantum_mg } = plate.manner;
        mass_mg = Math.round(Math.round((mass_mg + more_mg) / quantum_mg) * quantum_mg);
      }
      if (at_ms > hand.until_ms + 500) {
        touches += 1;
        hands[at] = nextHand(at_ms, draw);
      }
      n += 1;
      const reading = { kind: 'weight' as const, channel: `${at}`, mass_mg };
      note(interpret(memory, { kind: 'reading', n, at_ms, device: 'shelf', index: 0, id: `s:${n}`, reading }));
    }
  }
  return { channel_days: channels * days, readings: rounds * channels, touches, movements, questions, says };
}

function swayBeside(group: number, hands: readonly Hand[], at: number, at_ms: number): number {
  let sway_mg = 0;
  for (const beside of [at - 1, at + 1]) {
    const hand = Math.floor(beside / group) === Math.floor(at / group) ? hands[beside] : undefined;
    if (hand !== undefined && at_ms > hand.from_ms) sway_mg += swayOf(hand, at_ms);
  }
  return sway_mg;
}

/** Every plate a bin of one item; those of a group stand in one shelf of their own. */
function siteOf(kind: PlateClass, channels: number): Site {
  const numbers = Array.from({ length: channels }, (_, at) => `${at}`);
  const items = numbers.map((at): Item => {
    return {
      id: `item-${at}`,
      name: `Item ${at}`,
      gtins: [],
      codes: [],
      unit: 'piece',
      unit_mass_mg: kind.piece_g * 1_000,
    };
  });
  const bins = numbers.map((at): Location => {
    return { id: `bin-${at}`, name: `Bin ${at}`, kind: 'bin', codes: [], item: `item-${at}` };
  });
  const places = numbers.map((at) => {
    const place = { channel: at, location: `bin-${at}` };
    return kind.group > 1 ? { ...place, group: `shelf-${Math.floor(Number(at) / kind.group)}` } : place;
  });
  const shelf = { id: 'shelf', name: 'Shelf', connection: 'shelf', driver: 'native', channels: places, antennas: [] };
  const { hand_ms: _, ...weight } = { ...shopSite.rules.weight, confidence_min_permille: usual_confidence_permille };
  const rules = { ...shopSite.rules, weight };
  return { ...shopSite, items, locations: bins, devices: [shelf], rules };
}
