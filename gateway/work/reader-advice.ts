/** What to do about an RFID reader: the answers to "it is connected and I see no tags". */
import type { DeviceCondition, DevicePart } from '../base/device-detail.ts';
import { type Advice, type DeviceFacts, spanWords } from './device-facts.ts';

const quiet_ms = 600_000;

export function readerAdvice(facts: DeviceFacts): Advice[] {
  const { detail, family, link } = facts;
  const parts = detail?.parts ?? [];
  const hears_tags = parts.some(({ part }) => part.startsWith('antenna ') || part === untold);
  if (family !== 'rfid' && !hears_tags) return [];
  const off = disconnected(detail?.conditions ?? [], parts).filter((antenna) => isWanted(facts, antenna));
  const isConnected = link === undefined || link.state === 'connected';
  return [
    ...antennaAdvice(off, hears_tags),
    ...(isConnected && off.length === 0 ? quietAdvice(facts, parts) : []),
    ...untoldAdvice(facts, parts),
    ...unknownAdvice(facts, parts),
    ...(isConnected ? silentAdvice(facts, parts, off) : []),
  ];
}

/** A reader may report every socket it has; only those that somebody counts on matter. */
function isWanted({ antennas }: DeviceFacts, antenna: string): boolean {
  return antennas.length === 0 || antennas.includes(Number(antenna));
}

const untold = 'tags without an antenna';

/** Antennas whose last word is that they are off, and which have read nothing since. */
function disconnected(conditions: readonly DeviceCondition[], parts: readonly DevicePart[]): string[] {
  return conditions
    .filter(({ condition }) => condition === 'antenna-disconnected')
    .filter(({ channel, at_ms }) => {
      const back = conditions.find((each) => each.condition === 'antenna-connected' && each.channel === channel);
      const read = parts.find(({ part }) => part === `antenna ${channel}`);
      return at_ms >= Math.max(back?.at_ms ?? 0, read?.last_at_ms ?? 0);
    })
    .map(({ channel = '?' }) => channel);
}

function antennaAdvice(off: readonly string[], hears_tags: boolean): Advice[] {
  if (off.length === 0) return [];
  const which = off.length === 1 ? `Antenna ${off[0]} is` : `Antennas ${off.join(', ')} are`;
  return [
    {
      code: 'antenna-disconnected',
      tone: 'bad',
      says: hears_tags
        ? `${which} not connected.`
        : `The reader is connected and has seen no tags: ${which.replace('A', 'a')} not connected.`,
      next: 'Screw the cable tight at the reader and at the antenna, and look along it. If no antenna belongs there, take it out of the settings.',
    },
  ];
}

function quietAdvice({ link, now_ms, driver }: DeviceFacts, parts: readonly DevicePart[]): Advice[] {
  const heard_ms = Math.max(0, ...parts.map(({ last_at_ms }) => last_at_ms));
  const since_ms = Math.max(heard_ms, link?.since_ms ?? 0);
  if (since_ms === 0 || now_ms - since_ms < quiet_ms) return [];
  const cure = driver.startsWith('zebra')
    ? 'Is it inventorying (mode started, PORTAL waits for its input)? Is its power set? On Zebra readers the power over LLRP is an index into a table and no figure in dBm.'
    : 'Is its transmit power set (some readers take an index into a table, not dBm), and its region right?';
  return [
    {
      code: 'no-tags',
      tone: 'warn',
      says: `It is connected and has seen no tag for ${spanWords(now_ms - since_ms)}.`,
      next: `Hold a tag close to each antenna. If nothing comes: ${cure}`,
    },
  ];
}

/** With a single antenna in the settings, tags without one are its. */
function untoldAdvice({ antennas, has_portal, driver }: DeviceFacts, parts: readonly DevicePart[]): Advice[] {
  if (!parts.some(({ part }) => part === untold) || (antennas.length < 2 && !has_portal)) return [];
  return [
    {
      code: 'no-antenna',
      tone: 'bad',
      says: 'It sends tags without saying which antenna read them, so they have no location.',
      next: driver.startsWith('zebra')
        ? 'Its operating mode SIMPLE (or CUSTOM) sends no antenna: choose INVENTORY, or add ANTENNA to the tag metadata of the mode.'
        : 'Let it report the antenna with each tag (antenna port, antenna id).',
    },
  ];
}

function unknownAdvice({ antennas }: DeviceFacts, parts: readonly DevicePart[]): Advice[] {
  if (antennas.length === 0) return [];
  const heard = antennasOf(parts).filter((antenna) => !antennas.includes(antenna));
  if (heard.length === 0) return [];
  return [
    {
      code: 'antenna-unknown',
      tone: 'warn',
      says: `${namesOf(heard)} tags, and the settings do not have ${heard.length === 1 ? 'it' : 'them'}: those tags have no location.`,
      next: 'Give it a location in the settings, or take its cable off.',
    },
  ];
}

function silentAdvice(
  { antennas, link, now_ms }: DeviceFacts,
  parts: readonly DevicePart[],
  off: readonly string[],
): Advice[] {
  const heard = antennasOf(parts);
  if (heard.length === 0 || link === undefined || now_ms - link.since_ms < quiet_ms) return [];
  const silent = antennas.filter((antenna) => !heard.includes(antenna) && !off.includes(String(antenna)));
  if (silent.length === 0) return [];
  return [
    {
      code: 'antenna-silent',
      tone: 'note',
      says: `Antenna ${silent.join(', ')} has never read a tag, while others have.`,
      next: 'Hold a tag in front of it. Not every reader notices that an antenna is missing.',
    },
  ];
}

function namesOf(antennas: readonly number[]): string {
  return antennas.length === 1 ? `Antenna ${antennas[0]} hears` : `Antennas ${antennas.join(', ')} hear`;
}

function antennasOf(parts: readonly DevicePart[]): number[] {
  return parts.flatMap(({ part }) => (part.startsWith('antenna ') ? [Number(part.slice('antenna '.length))] : []));
}
