/** What an outage changes in the words of a device: its clock's error, and after a power failure its count and its zero. */
import type { SceneFrame } from './scene.ts';

/** Its power has failed so often; what it has said by itself since, what it counts from, and what it took for its zero. */
export interface Power {
  readonly nth: number;
  readonly tares: boolean;
  said: number;
  before_seq: number | undefined;
  readonly zeros: Map<string, number>;
}

const text = new TextDecoder();
const bytes = new TextEncoder();

export function isStamped(data: Uint8Array): boolean {
  const said = text.decode(data);
  return said.includes('"seq":') && said.includes('"at":');
}

export interface WrongClock {
  readonly lead_ms: number;
  readonly set: { readonly at_ms: number; readonly by_ms: number } | undefined;
}

export function offBy({ lead_ms, set }: WrongClock, at_ms: number): number {
  return lead_ms + (set !== undefined && at_ms >= set.at_ms ? set.by_ms : 0);
}

/** The device's own time, as its clock shows it. */
export function withClock(clock: WrongClock, { at_ms, data }: SceneFrame): Uint8Array {
  const off_ms = offBy(clock, at_ms);
  const said = text.decode(data);
  if (off_ms === 0 || !said.includes('"at":')) return data;
  return bytes.encode(said.replaceAll(/"at":(\d{13})/g, (_all, time: string) => `"at":${Number(time) + off_ms}`));
}

/**
 * A new power-up counts from 1 again. One that tares shows of each plate what has come and gone since. Undefined for what was
 * said before it and would come only now: that is gone.
 */
export function afterPower(power: Power | undefined, data: Uint8Array): Uint8Array | undefined {
  if (power === undefined) return data;
  const said = text.decode(data);
  if (!said.includes('"grams":')) return data;
  const [, first = '0'] = /"seq":(\d{1,12})/.exec(said) ?? [];
  power.before_seq ??= Number(first) - 1;
  const before = power.before_seq - power.said;
  if (Number(first) <= power.before_seq && first !== '0') return undefined;
  const shown = power.tares ? tared(power, said) : said;
  return bytes.encode(
    shown
      .replaceAll(/"boot":"(\w{1,16})"/g, (_all, boot: string) => `"boot":"${bootOf(boot, power)}"`)
      .replaceAll(/"seq":(\d{1,12})/g, (_all, seq: string) => `"seq":${Number(seq) - before}`),
  );
}

/** A node that speaks only of changes says at power-up what lies on each of its plates. Undefined for any other. */
export function atPowerUp(power: Power, shown: ReadonlyMap<string, string>, boot: string | undefined, at_ms: number) {
  if (shown.size === 0 || boot === undefined) return undefined;
  const said = [...shown].map(([channel, grams]) => {
    power.said += 1;
    const weight = `"weight":{"channel":"${channel}","grams":${grams},"stable":true}`;
    return `{${weight},"seq":${power.said},"boot":"${bootOf(boot, power)}","at":${at_ms}}`;
  });
  const message = `[${said.join(',')}]`;
  return bytes.encode(power.tares ? tared(power, message) : message);
}

/** What it shows of each plate, of a node that speaks only of changes. */
export function noteShown(shown: Map<string, string>, data: Uint8Array): string | undefined {
  const said = text.decode(data);
  if (!said.includes('"stable":true') || !isStamped(data)) return undefined;
  for (const [, channel = '', grams = ''] of said.matchAll(
    /"channel":"(\w{1,16})","grams":(-?\d{1,9}(?:\.\d{1,6})?)/g,
  )) {
    shown.set(channel, grams);
  }
  return /"boot":"(\w{1,16})"/.exec(said)?.[1];
}

function bootOf(boot: string, { nth }: Power): string {
  return `${boot}-${nth}`;
}

function tared({ zeros }: Power, said: string): string {
  return said.replaceAll(
    /"channel":"(\w{1,16})","grams":(-?\d{1,9}(?:\.\d{1,6})?)/g,
    (_all, channel: string, shown: string) => {
      const mass_mg = Math.round(Number(shown) * 1_000);
      const zero_mg = zeros.get(channel) ?? mass_mg;
      zeros.set(channel, zero_mg);
      return `"channel":"${channel}","grams":${(mass_mg - zero_mg) / 1_000}`;
    },
  );
}
