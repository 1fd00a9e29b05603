/**
 * Goal: the two-minute walk is worth its two minutes. In a hall whose antennas do not sound alike (powers differ, one looks along the
 * wall, a rack stands in between) fewer tags are said to be where they are not, once each zone was walked through.
 */
import { describe, expect, test } from 'vitest';
import type { EpcMeaning } from '../../devices/reading.ts';
import { type FieldTag, RadioField, usualField } from '../../simulators/scenes/radio-field.ts';
import type { FieldAntenna } from '../../simulators/scenes/radio-path.ts';
import { type Seed, seedOf } from '../../simulators/seed.ts';
import { ShopFloor, start_ms } from './shop-floor.ts';
import { epcOf, houseSite } from './tag-house.ts';

const seeds = process.env.TALLYGATE_LONG === '1' ? [1, 2, 3, 4, 5, 6, 7, 8] : [1, 2, 3, 4];
const zones = 4;
const zone_m = 3;
const tags = 40;
const look_ms = 200;
const walk_ms = 120_000;
const meaning: EpcMeaning = { scheme: 'sgtin-96', gtin: '00614141123452' };
/** Carried in the hand; they are no goods. */
const in_hand = [9_001, 9_002, 9_003].map(epcOf);

interface Looks {
  readonly right: number;
  readonly wrong: number;
  readonly nowhere: number;
}

class Hall {
  readonly floor = new ShopFloor(houseSite(zones, 5_000));
  readonly #antennas: readonly FieldAntenna[];
  readonly #field: RadioField;
  readonly #chance: ReturnType<Seed['stream']>;
  readonly #tags: { readonly tag: FieldTag; zone: number }[] = [];
  readonly #held: FieldTag[];
  #now_ms = 0;

  constructor(number: number) {
    const seed = seedOf(number);
    this.#chance = seed.stream('hall');
    // Installed in a hurry: up to 6 dB of cable and power apart, and up to a metre beside the middle of what it serves.
    this.#antennas = Array.from({ length: zones }, (_, at) => ({
      device: 'reader',
      antenna: at + 1,
      x_m: (at + 0.5) * zone_m + (this.#chance.share() - 0.5) * 2,
      y_m: 0,
      z_m: 2,
      faces_deg: 60 + this.#chance.int(0, 60),
      power_cdb: this.#chance.int(-300, 300),
    }));
    const rack = { from: { x_m: 5.8, y_m: 0.8 }, to: { x_m: 5.8, y_m: 3 }, loss_cdb: 800 };
    this.#field = new RadioField(this.#antennas, [rack], { ...usualField, fast_fade_cdb: 450 }, seed);
    for (let at = 0; at < tags; at += 1) {
      const zone = this.#chance.int(0, zones - 1);
      this.#tags.push({ tag: this.#field.add(this.#nature(epcOf(at)), this.#spot(zone)), zone });
    }
    this.#held = in_hand.map((epc) => this.#field.add(this.#nature(epc), { ...this.#spot(0), x_m: -100 }));
    this.floor.gap('connected', 'reader');
  }

  /** Through the zone and back again, high and low. */
  walk(zone: number): void {
    const location = `S${zone + 1}`;
    expect(this.floor.command({ kind: 'walk-begin', location, epcs: in_hand, reason: '' })).toBeUndefined();
    const end_ms = this.#now_ms + walk_ms;
    while (this.#now_ms < end_ms) {
      for (const tag of this.#held) this.#field.move(tag, this.#spot(zone));
      this.#pass(1_000);
    }
    for (const tag of this.#held) this.#field.move(tag, { x_m: -100 });
    expect(this.floor.command({ kind: 'walk-end', reason: '' })).toBeUndefined();
  }

  /** Carries a tag elsewhere every few seconds, and looks at all: how many of those that are somewhere are there, and how many are nowhere. */
  live(deeds: number): Looks {
    let right = 0;
    let wrong = 0;
    let nowhere = 0;
    this.#pass(60_000);
    for (let deed = 0; deed < deeds; deed += 1) {
      const moved = this.#tags[this.#chance.int(0, tags - 1)];
      if (moved === undefined) continue;
      moved.zone = (moved.zone + this.#chance.int(1, zones - 1)) % zones;
      this.#field.move(moved.tag, this.#spot(moved.zone));
      this.#pass(20_000);
      for (const { tag, zone } of this.#tags) {
        const place = this.floor.memory.tags.by_epc.get(tag.epc)?.place;
        if (place === undefined) nowhere += 1;
        else if (place === `S${zone + 1}`) right += 1;
        else wrong += 1;
      }
    }
    return { right, wrong, nowhere };
  }

  #nature(epc: string) {
    return { epc, bias_cdb: Math.round(this.#chance.normal(200)), answers_permille: this.#chance.int(300, 980) };
  }

  #spot(zone: number) {
    return {
      x_m: zone * zone_m + 0.4 + this.#chance.share() * (zone_m - 0.8),
      y_m: 0.5 + this.#chance.share() * 2.5,
      z_m: 0.3 + this.#chance.share() * 1.7,
      turned_cdb: this.#chance.int(0, 700),
      shadow_cdb: 0,
    };
  }

  #pass(time_ms: number): void {
    const end_ms = this.#now_ms + time_ms;
    for (; this.#now_ms < end_ms; this.#now_ms += look_ms) {
      const antenna = this.#antennas[(this.#now_ms / look_ms) % zones];
      if (antenna === undefined) continue;
      this.#field.listen(antenna, this.#now_ms, look_ms, ({ epc, antenna: ear, rssi_cdbm, count, at_ms }) => {
        const device_at_ms = start_ms + at_ms;
        this.floor.say('reader', { kind: 'tag', epc, antenna: ear, rssi_cdbm, count, device_at_ms, meaning });
      });
      this.floor.wait(look_ms);
    }
  }
}

describe('a hall whose zones were walked through', () => {
  test('has more of its tags where they are: less than half as many stand at a wrong place', () => {
    const before: Looks[] = [];
    const after: Looks[] = [];
    for (const seed of seeds) {
      before.push(new Hall(seed).live(40));
      const hall = new Hall(seed);
      for (let zone = 0; zone < zones; zone += 1) hall.walk(zone);
      after.push(hall.live(40));
    }
    const told = JSON.stringify({ before, after });
    const share = (looks: readonly Looks[], of: keyof Looks) =>
      looks.reduce((sum, each) => sum + each[of], 0) / (looks.length * 40 * tags);
    expect(share(before, 'wrong'), told).toBeGreaterThan(0.03);
    expect(share(after, 'wrong'), told).toBeLessThan(share(before, 'wrong') / 2);
    expect(share(after, 'nowhere'), told).toBeLessThan(0.04);
  });
});
