/** What interpretation remembers, for people: how each channel of a scale does, and what was learned of an item's mass. */
import type { ChannelHealth, DeviceCondition, DeviceDetail } from '../base/device-detail.ts';
import type { Memory } from '../interpretation/memory.ts';
import { learnedMass } from '../interpretation/unit-mass.ts';
import { channelHealth } from '../interpretation/weight-health.ts';
import type { LearnedMass } from '../stock/learned-mass.ts';

const channel_part = 'channel ';

/** Beside what each channel said last, how it does. */
export function withHealth({ scales }: Memory, detail: DeviceDetail): DeviceDetail {
  const parts = detail.parts.map((part) => {
    if (!part.part.startsWith(channel_part)) return part;
    const channel = part.part.slice(channel_part.length);
    const health = channelHealth(scales, detail.device, channel);
    if (health === undefined) return part;
    const told = toldInstead(detail.conditions, channel, part.last_at_ms);
    return { ...part, health: told === undefined ? health : { ...health, state: told } };
  });
  return { ...detail, parts };
}

const states: ReadonlyMap<string, ChannelHealth['state']> = new Map([
  ['overload', 'overloaded'],
  ['underload', 'underloaded'],
  ['fault', 'faulty'],
]);

/** What the channel, or its whole device, said of itself since its last weight. */
function toldInstead(conditions: readonly DeviceCondition[], name: string, weighed_ms: number) {
  let newest: DeviceCondition | undefined;
  for (const each of conditions) {
    if (!states.has(each.condition) || (each.channel ?? name) !== name || each.at_ms < weighed_ms) continue;
    if (newest === undefined || each.at_ms >= newest.at_ms) newest = each;
  }
  return newest === undefined ? undefined : states.get(newest.condition);
}

/** Undefined before the item's first confirmed pick, and for an item without a mass in the settings. */
export function massLearned({ turn, fusion }: Memory, id: string): LearnedMass | undefined {
  const item = turn?.index.items.get(id);
  return item === undefined ? undefined : learnedMass(fusion.masses, item);
}
