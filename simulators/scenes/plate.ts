/**
 * A load-cell plate: what it shows of what lies on it, with the faults that were measured on real shelves. It is worked out
 * only where somebody samples it, so plates that nobody reads cost nothing. Its time is passed in and must not run backwards.
 */
import type { Seed } from '../seed.ts';
import { type Noise, noiseOf } from './noise.ts';

export interface PlateManner {
  /** White noise, standard deviation of one sample. */
  readonly noise_mg: number;
  /** Slow wander, standard deviation: of first order, with a correlation of 0.6 over a tenth of a second. */
  readonly wander_mg: number;
  /** The steps in which it shows. */
  readonly quantum_mg: number;
  /** How much of a sample's noise its successor takes back, thousandths: converters that interleave show it. */
  readonly dither_permille: number;
  /** The gondola's own vibration; amplitude 0 where there is none. */
  readonly resonance_hz: number;
  readonly resonance_mg: number;
  /** A sample is the beginning of a spike so many times in a million. */
  readonly spike_ppm: number;
  readonly spike_samples_max: number;
  /** Standard deviation of how far the zero moves in 30 s; it comes back within hours. */
  readonly drift_mg: number;
  /** What a degree more adds. */
  readonly mg_per_kelvin: number;
  /** What a load seems heavier once it has lain for long, millionths of it. */
  readonly creep_ppm: number;
  /** What it shows empty. */
  readonly offset_mg: number;
  /** It shows no less than 0. */
  readonly clamps: boolean;
  /** Its converter ends here, either way. */
  readonly range_mg: number;
  /** It shows the same for ever: a broken wire, or nobody ever connected it. */
  readonly dead: boolean;
}

export interface Plate {
  readonly manner: PlateManner;
  /** A load comes (or goes, below 0) within a tenth of a second, and the plate rings for `decay_ms`. */
  step(at_ms: number, mass_mg: number, decay_ms: number): void;
  /** A blow next to it makes it swing and come back within half a second. */
  swing(at_ms: number, mass_mg: number): void;
  /** A hand, or whatever else that goes again, presses on it. */
  touch(at_ms: number, force_mg: number, for_ms: number): void;
  /** Something foreign stands on it for a while, at rest. */
  lay(at_ms: number, mass_mg: number, for_ms: number): void;
  /** Somebody walks by, or a machine runs: all noise is so many times as strong for a while. */
  rumble(at_ms: number, for_ms: number, times: number): void;
  /** What it shows, whole milligrams. */
  sampleAt(at_ms: number): number;
  /** All that was done to it has faded by then. */
  readonly quiet_from_ms: number;
  /** What it would show at rest without noise, drift and offset: each load as its place on the plate makes it seem. */
  readonly load_mg: number;
}

/** How much a spike shows more or less. */
export const spike_mg = { min: 20_000, max: 700_000 } as const;
/** A step falls within this time. */
export const fall_ms = 100;
const ring_hz = 8;
/** How far it rings: thousandths of the step, as measured on a shelf of 40 kg. */
const ring_share = 0.21;
const swing_ms = 500;
const hand_edge_ms = 60;
const drift_every_ms = 500;
const drift_returns_ms = 7_200_000;
const creep_ms = 600_000;
/** After so many decay times a ring is gone in any noise. */
const decays = 7;

interface Happening {
  readonly kind: 'step' | 'swing' | 'touch' | 'foreign' | 'rumble';
  readonly at_ms: number;
  readonly until_ms: number;
  readonly mass_mg: number;
  /** Decay of a ring, frequency of a tremble, strength of a rumble. */
  readonly more: number;
}

/** `kelvinAt` says how much warmer it is than when the plate was set up. */
export function plateOf(seed: Seed, manner: PlateManner, kelvinAt?: (at_ms: number) => number): Plate {
  return new LoadCellPlate(noiseOf(seed), manner, kelvinAt);
}

class LoadCellPlate implements Plate {
  readonly manner: PlateManner;
  readonly #noise: Noise;
  readonly #kelvinAt: ((at_ms: number) => number) | undefined;
  #happenings: Happening[] = [];
  /** Steps that have rung out. */
  #rest_mg = 0;
  #load_mg = 0;
  #quiet_from_ms = 0;
  #slow_mg = 0;
  #drift_mg = 0;
  #creep_mg = 0;
  #slow_at_ms = Number.NaN;
  #last_ms = Number.NaN;
  #last_white = 0;
  #wander = 0;
  #wander_dt_ms = 0;
  #wander_keeps = 0;
  #until_spike: number;
  #spike_left = 0;
  #spike_mg = 0;
  readonly #shown_dead_mg: number;
  readonly #phase: number;

  constructor(noise: Noise, manner: PlateManner, kelvinAt: ((at_ms: number) => number) | undefined) {
    this.manner = manner;
    this.#noise = noise;
    this.#kelvinAt = kelvinAt;
    this.#until_spike = this.#drawUntilSpike();
    this.#shown_dead_mg = Math.round(manner.offset_mg + 6_000_000 * noise.share());
    this.#phase = 2 * Math.PI * noise.share();
  }

  get load_mg(): number {
    return this.#load_mg;
  }

  get quiet_from_ms(): number {
    return this.#quiet_from_ms;
  }

  step(at_ms: number, mass_mg: number, decay_ms: number): void {
    this.#load_mg += mass_mg;
    this.#add({ kind: 'step', at_ms, until_ms: at_ms + fall_ms + decays * decay_ms, mass_mg, more: decay_ms });
  }

  swing(at_ms: number, mass_mg: number): void {
    this.#add({ kind: 'swing', at_ms, until_ms: at_ms + swing_ms, mass_mg, more: 0 });
  }

  touch(at_ms: number, force_mg: number, for_ms: number): void {
    const more = 3 + 4 * this.#noise.share();
    this.#add({ kind: 'touch', at_ms, until_ms: at_ms + for_ms, mass_mg: force_mg, more });
  }

  lay(at_ms: number, mass_mg: number, for_ms: number): void {
    this.#add({ kind: 'foreign', at_ms, until_ms: at_ms + for_ms, mass_mg, more: 0 });
  }

  rumble(at_ms: number, for_ms: number, times: number): void {
    this.#add({ kind: 'rumble', at_ms, until_ms: at_ms + for_ms, mass_mg: 0, more: times });
  }

  #add(happening: Happening): void {
    this.#happenings.push(happening);
    if (happening.until_ms > this.#quiet_from_ms) this.#quiet_from_ms = happening.until_ms;
  }

  sampleAt(at_ms: number): number {
    const { manner } = this;
    if (manner.dead) return this.#shown_dead_mg;
    if (!(at_ms - this.#slow_at_ms < drift_every_ms)) this.#moveSlowly(at_ms);
    if (this.#happenings.length > 0) this.#settle(at_ms);
    let mass_mg = this.#rest_mg + this.#slow_mg;
    let times = 1;
    if (this.#happenings.length > 0) {
      for (const each of this.#happenings) {
        if (each.kind === 'rumble') {
          if (at_ms >= each.at_ms) times *= each.more;
        } else mass_mg += massOf(each, at_ms);
      }
    }
    mass_mg += this.#noiseAt(at_ms, times) + this.#spike();
    return this.#shown(mass_mg);
  }

  #shown(mass_mg: number): number {
    const { quantum_mg, range_mg, clamps } = this.manner;
    const kept_mg = mass_mg > range_mg ? range_mg : mass_mg < -range_mg ? -range_mg : mass_mg;
    const shown_mg = Math.round(Math.round(kept_mg / quantum_mg) * quantum_mg) + 0;
    return clamps && shown_mg < 0 ? 0 : shown_mg;
  }

  #noiseAt(at_ms: number, times: number): number {
    const { noise_mg, wander_mg, dither_permille, resonance_mg, resonance_hz } = this.manner;
    const dt_ms = at_ms - this.#last_ms;
    this.#last_ms = at_ms;
    if (dt_ms !== this.#wander_dt_ms) {
      this.#wander_dt_ms = dt_ms;
      this.#wander_keeps = dt_ms > 0 ? 0.6 ** (dt_ms / 100) : 0;
    }
    const keeps = this.#wander_keeps;
    this.#wander = keeps * this.#wander + Math.sqrt(1 - keeps * keeps) * this.#noise.normal();
    const white = this.#noise.normal();
    const theta = dither_permille / 1_000;
    const dithered = (white - theta * this.#last_white) / Math.sqrt(1 + theta * theta);
    this.#last_white = white;
    const swinging =
      resonance_mg === 0
        ? 0
        : resonance_mg * Math.sin((2 * Math.PI * resonance_hz * (at_ms % 60_000)) / 1_000 + this.#phase);
    return times * (noise_mg * dithered + wander_mg * this.#wander + swinging);
  }

  #spike(): number {
    if (this.#spike_left > 0) {
      this.#spike_left -= 1;
      return this.#spike_mg * (0.4 + 0.6 * this.#noise.share());
    }
    this.#until_spike -= 1;
    if (this.#until_spike > 0) return 0;
    this.#until_spike = this.#drawUntilSpike();
    this.#spike_left = Math.floor(this.#noise.share() * this.manner.spike_samples_max);
    const sign = this.#noise.share() < 0.5 ? -1 : 1;
    this.#spike_mg = sign * (spike_mg.min + (spike_mg.max - spike_mg.min) * this.#noise.share() ** 2);
    return this.#spike_mg;
  }

  #drawUntilSpike(): number {
    const { spike_ppm } = this.manner;
    if (spike_ppm === 0) return Number.POSITIVE_INFINITY;
    return Math.ceil(Math.log(1 - this.#noise.share()) / Math.log(1 - spike_ppm / 1_000_000));
  }

  /** Zero, warmth and creep: they move over minutes, so they are looked at twice a second. */
  #moveSlowly(at_ms: number): void {
    const { drift_mg, mg_per_kelvin, creep_ppm, offset_mg } = this.manner;
    const passed_ms = Number.isNaN(this.#slow_at_ms) ? 0 : at_ms - this.#slow_at_ms;
    this.#slow_at_ms = at_ms;
    this.#drift_mg *= Math.exp(-passed_ms / drift_returns_ms);
    this.#drift_mg += drift_mg * Math.sqrt(passed_ms / 30_000) * this.#noise.normal();
    const crept_mg = (this.#load_mg * creep_ppm) / 1_000_000;
    this.#creep_mg += (crept_mg - this.#creep_mg) * (1 - Math.exp(-passed_ms / creep_ms));
    const warmth_mg = mg_per_kelvin === 0 ? 0 : mg_per_kelvin * (this.#kelvinAt?.(at_ms) ?? 0);
    this.#slow_mg = offset_mg + this.#drift_mg + this.#creep_mg + warmth_mg;
  }

  #settle(at_ms: number): void {
    if (!this.#happenings.some((each) => at_ms >= each.until_ms)) return;
    for (const each of this.#happenings) {
      if (each.kind === 'step' && at_ms >= each.until_ms) this.#rest_mg += each.mass_mg;
    }
    this.#happenings = this.#happenings.filter((each) => at_ms < each.until_ms);
  }
}

function massOf({ kind, at_ms, until_ms, mass_mg, more }: Happening, now_ms: number): number {
  const since_ms = now_ms - at_ms;
  if (since_ms <= 0) return 0;
  switch (kind) {
    case 'step': {
      if (since_ms < fall_ms) return mass_mg * smooth(since_ms / fall_ms);
      const ringing_ms = since_ms - fall_ms;
      const swing = Math.exp(-ringing_ms / more) * Math.sin((2 * Math.PI * ring_hz * ringing_ms) / 1_000);
      return mass_mg * (1 + ring_share * swing);
    }
    case 'swing': {
      const fades = 1 - since_ms / swing_ms;
      return mass_mg * fades * Math.sin((2 * Math.PI * ring_hz * since_ms) / 1_000);
    }
    case 'touch': {
      const edge_ms = Math.min(since_ms, until_ms - now_ms);
      if (edge_ms <= 0) return 0;
      // A hand trembles at 3 to 7 Hz and sways; it never quite holds still.
      const tremble = 0.06 * Math.sin((2 * Math.PI * more * since_ms) / 1_000);
      const sway = 0.15 * Math.sin((2 * Math.PI * 0.17 * more * since_ms) / 1_000);
      return mass_mg * (1 + tremble + sway) * smooth(Math.min(1, edge_ms / hand_edge_ms));
    }
    case 'foreign':
      return mass_mg * smooth(Math.min(1, Math.max(0, Math.min(since_ms, until_ms - now_ms)) / fall_ms));
    case 'rumble':
      return 0;
  }
}

/** From 0 to 1, level at both ends. */
function smooth(share: number): number {
  return (1 - Math.cos(Math.PI * share)) / 2;
}
