/** What an outage changes in the words of a device: its clock's error, and after a power failure its count and its zero. */
import type { SceneFrame } from './scene.ts';

/** Its power has failed so often; what it counts from since, and what it took for its zero. */
export interface Power {
  readonly nth: number;
  readonly tares: boolean;
  before_seq: number | undefined;
  readonly zeros: Map<string, number>;
}

const text = new TextDecoder();
const bytes = new TextEncoder();

export function isStamped(data: Uint8Array): boolean {
  const said = text.decode(data);
  return said.includes('"seq":') && said.includes('"at":');
}

/** The device's own time, as its clock shows it. */
export function withClock(
  clock: {
    readonly lead_ms: number;
    readonly set: { readonly at_ms: number; readonly by_ms: number } | undefined;
  },
  { at_ms, data }: SceneFrame,
): Uint8Array {
  const { lead_ms, set } = clock;
  const off_ms = lead_ms + (set !== undefined && at_ms >= set.at_ms ? set.by_ms : 0);
  const said = text.decode(data);
  if (off_ms === 0 || !said.includes('"at":')) return data;
  return bytes.encode(said.replaceAll(/"at":(\d{13})/g, (_all, time: string) => `"at":${Number(time) + off_ms}`));
}

/** A new power-up counts from 1 again. One that tares shows of each plate what has come and gone since. */
export function afterPower(power: Power | undefined, data: Uint8Array): Uint8Array {
  if (power === undefined) return data;
  let said = text.decode(data);
  if (!said.includes('"grams":')) return data;
  if (power.tares) said = tared(power, said);
  return bytes.encode(
    said
      .replaceAll(/"boot":"(\w{1,16})"/g, (_all, boot: string) => `"boot":"${boot}-${power.nth}"`)
      .replaceAll(/"seq":(\d{1,12})/g, (_all, seq: string) => {
        power.before_seq ??= Number(seq) - 1;
        return `"seq":${Number(seq) - power.before_seq}`;
      }),
  );
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
