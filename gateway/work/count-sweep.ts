/**
 * Counting by RFID: a reader goes over places of a sheet, once or several times, and the tags that it heard are what was counted. What it
 * did not hear may have been missed, so a line on which a tag is missing is counted once it is unlikely enough that it was.
 */
import { limits } from '../base/limits.ts';
import { locationName } from '../stock/site-index.ts';
import { refuseCounter, withLook } from './count-keying.ts';
import { type CountLine, type CountSheet, refuseLine, type SweepPass, sheetAt } from './count-sheet.ts';
import { lookAgain, lookAt, type Names } from './count-sweep-look.ts';
import { estimatedBy, readSweep, type SweepReading } from './count-sweep-reading.ts';
import { keyOf } from './counted-lines.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { withLine } from './document.ts';
import { list, object, type Shape, text, whole, words } from './shape.ts';

export interface SweepBegin {
  readonly id: string;
  /** What reads the tags: a handheld, or a reader with antennas at these places. */
  readonly device: string;
  /** All places of the sheet that it hears when absent. */
  readonly locations?: readonly string[];
  readonly reason?: string;
}

export interface SweepEnd {
  readonly id: string;
  /** The only one that goes on when absent. */
  readonly pass?: number;
  readonly reason?: string;
}

const name = text(256);

export const sweepBegin: Shape<SweepBegin> = object(
  { id: name, device: name },
  { locations: list(name, 1, limits.document_lines_max), reason: words(200) },
);
export const sweepEnd: Shape<SweepEnd> = object(
  { id: name },
  { pass: whole(1, limits.sweep_passes_max), reason: words(200) },
);

export function beginSweep(desk: Desk, { id, device, locations, reason = '' }: SweepBegin): WorkRefusal | undefined {
  const found = sheetAt(desk, id, undefined);
  if (found.kind !== 'count') return found;
  const barred = refuseCounter(desk, found) ?? refuseReader(desk, device);
  if (barred !== undefined) return barred;
  const { sweeps = [], round, lines } = found;
  if (sweeps.length >= limits.sweep_passes_max)
    return refusal('id', `${id} was swept ${limits.sweep_passes_max} times: count the rest by hand`);
  const due = lines.filter((each) => isDue(found, each));
  const hears = antennasOf(desk, device);
  const all = due.map(({ location }) => location).filter((location) => hears?.has(location) !== false);
  const places = [...new Set(locations ?? all)];
  if (places.length === 0) return refusal('device', `${device} has no antenna at any place of ${id}`);
  for (const [i, location] of places.entries()) {
    const strange = lines.some((each) => each.location === location)
      ? undefined
      : refuseLine(desk.index, location, lines[0]?.item ?? '', `locations.${i}.`);
    if (strange !== undefined) return refusal(`locations.${i}`, strange.rule, strange.code);
    if (!lines.some((each) => each.location === location))
      return refusal(`locations.${i}`, `${location} is not on ${id}`);
  }
  const deaf = places.find((place) => hears?.has(place) === false);
  if (deaf !== undefined) return refusal('device', `${device} has no antenna at ${deaf}`);
  const number = sweeps.length + 1;
  const pass: SweepPass = { number, round, device, locations: places, began_ms: desk.at_ms, by: desk.by };
  const state = found.state === 'open' ? 'counting' : found.state;
  desk.put(
    { ...found, state, sweeps: [...sweeps, pass] },
    { what: 'sweep-begun', reason, detail: { pass: number, device, locations: places } },
  );
  desk.sweeps.push({ kind: 'begin', sheet: id, pass: number, round, device, locations: places });
  return undefined;
}

/** Ends a pass, and counts what its round has heard by now at its places. */
export function endSweep(desk: Desk, { id, pass: said, reason = '' }: SweepEnd): WorkRefusal | undefined {
  const found = sheetAt(desk, id, undefined);
  if (found.kind !== 'count') return found;
  const barred = refuseCounter(desk, found);
  if (barred !== undefined) return barred;
  const going = (found.sweeps ?? []).filter(({ ended_ms }) => ended_ms === undefined);
  const pass =
    said === undefined && going.length > 1 ? undefined : going.find(({ number }) => number === (said ?? number));
  if (pass === undefined) {
    if (said !== undefined) return refusal('pass', `${said} is no sweep of ${id} that goes on`);
    return refusal(
      'pass',
      going.length === 0 ? `cannot be ended: no sweep of ${id} goes on` : 'is needed: several go on',
    );
  }
  const reading = readSweep(desk, found, pass.round);
  desk.sweeps.push({ kind: 'end', sheet: id, pass: pass.number });
  const ended = endedPass(desk, pass, reading);
  const sweeps = (found.sweeps ?? []).map((each) => (each.number === pass.number ? ended : each));
  let next: CountSheet = { ...found, sweeps };
  if (reading === undefined || reading.beyond > 0)
    desk.notes.push(
      `More tags were heard than are kept, ${limits.sweep_tags_max} of a count and ${limits.sweep_tags_all_max} of all that are open, so no sweep counts this one: count it by hand, or others with fewer places instead.`,
    );
  else next = counted(desk, next, ended, reading);
  const detail = { pass: pass.number, round: pass.round, tags: ended.tags };
  desk.put(next, { what: 'swept', reason, detail });
  return undefined;
}

/** Whether a line was swept and a tag of it may have been missed. */
export function isUnsure({ round }: CountSheet, { tries }: CountLine): boolean {
  return tries.some((each) => each.round === round && each.sweep?.is_sure === false);
}

export function isDue({ state }: CountSheet, { again }: CountLine): boolean {
  return state !== 'recount' || again === true;
}

function refuseReader(desk: Desk, device: string): WorkRefusal | undefined {
  const settings = desk.index.devices.get(device)?.settings;
  if (settings === undefined) return refusal('device', `there is no device ${device}`);
  if (settings.scanner === undefined && settings.antennas.length === 0)
    return refusal('device', `${device} reads no tags: it has no antennas and is no handheld`);
  let going = 0;
  for (const document of desk.allOpen()) {
    if (document.kind !== 'count') continue;
    const passes = (document.sweeps ?? []).filter(({ ended_ms }) => ended_ms === undefined);
    if (passes.some((each) => each.device === device))
      return refusal('device', `${device} sweeps for ${document.id}: end that first`);
    going += passes.length === 0 ? 0 : 1;
  }
  return going >= limits.sweeps_open_max
    ? refusal('device', `cannot sweep: ${limits.sweeps_open_max} count sheets are being swept`)
    : undefined;
}

/** The places that a fixed reader hears, by the antennas that serve them; undefined for a handheld, which is carried there. */
function antennasOf({ index }: Desk, device: string): ReadonlySet<string> | undefined {
  const settings = index.devices.get(device)?.settings;
  if (settings === undefined || settings.scanner !== undefined) return undefined;
  return new Set(settings.antennas.flatMap(({ role, location = [] }) => (role === 'shelf' ? location : [])));
}

function endedPass(desk: Desk, pass: SweepPass, reading: SweepReading | undefined): SweepPass {
  const ended = { ...pass, ended_ms: desk.at_ms };
  if (reading === undefined) return { ...ended, tags: 0 };
  const estimated = estimatedBy(reading, pass);
  const strange = reading.strangeOf(pass.number);
  return {
    ...ended,
    tags: reading.heardBy(pass.number).size,
    ...(estimated === undefined ? {} : { estimated }),
    ...(strange.length === 0
      ? {}
      : { strange: strange.length, strange_tags: strange.slice(0, limits.sweep_tags_named_max) }),
  };
}

function counted(desk: Desk, sheet: CountSheet, pass: SweepPass, reading: SweepReading): CountSheet {
  let next = sheet;
  const names: Names = { left: limits.sweep_tags_named_max };
  let open = 0;
  let filled = 0;
  const here = new Set(pass.locations);
  for (const line of sheet.lines) {
    if (!isDue(sheet, line)) continue;
    const known = line.tries.find(({ round }) => round === sheet.round);
    // What somebody counted by hand, or a scale, stands.
    if (known !== undefined && known.source !== 'rfid-sweep') continue;
    const isHere = here.has(line.location);
    if (!isHere && known === undefined) continue;
    const look =
      isHere || known === undefined ? lookAt(desk, line, reading, names) : lookAgain(desk, line, known, reading, names);
    if (look === undefined && !isHere) continue;
    if (look === undefined) {
      const by_hand = 'not every piece of it carries a tag that is known';
      next = { ...next, lines: withLine(next.lines, { ...line, by_hand }) };
      continue;
    }
    const looked = withLook(desk, next, { line: line.line, ...look.looked }, '');
    if ('rule' in looked) {
      desk.notes.push(`Line ${line.line}: ${looked.field.replace(/^.*\./, '')} ${looked.rule}.`);
      continue;
    }
    next = looked.sheet;
    filled += 1;
    if (!look.sweep.is_sure) open += 1;
  }
  next = withFound(desk, next, { here, reading, names });
  const byHand = next.lines.filter(
    (each) => here.has(each.location) && isDue(next, each) && each.by_hand !== undefined,
  );
  desk.notes.push(
    `Sweep ${pass.number}: ${pass.tags ?? 0} tags heard, ${filled} ${filled === 1 ? 'line' : 'lines'} counted.`,
    ...(open === 0 ? [] : [`Of ${open} a tag may have been missed: sweep again, or count them by hand.`]),
    ...(byHand.length === 0
      ? []
      : [
          `To be counted by hand: lines ${byHand
            .slice(0, 20)
            .map(({ line }) => line)
            .join(', ')}.`,
        ]),
  );
  return next;
}

/** What was heard at these places and is on no line. */
function withFound(
  desk: Desk,
  sheet: CountSheet,
  at: { readonly here: ReadonlySet<string>; readonly reading: SweepReading; readonly names: Names },
): CountSheet {
  let next = sheet;
  if (sheet.state === 'recount') return sheet;
  const lines = new Set(sheet.lines.map(keyOf));
  for (const [key, tags] of at.reading.seen) {
    const [location = '', item = ''] = key.split('\n');
    if (lines.has(key) || !at.here.has(location)) continue;
    const line: CountLine = { line: 0, location, item, quantity: 0, abc: 'C', tries: [] };
    const look = lookAt(desk, line, at.reading, at.names);
    if (look === undefined) continue;
    const looked = withLook(desk, next, { location, item, ...look.looked }, '');
    if ('rule' in looked)
      desk.notes.push(`${tags.length} tags at ${locationName(desk.index, location)} are not counted: ${looked.rule}.`);
    else next = looked.sheet;
  }
  return next;
}

/** The pass that a device has begun for the sheet and not ended. */
export function goingOn({ sweeps = [] }: CountSheet, device: string): SweepPass | undefined {
  return sweeps.find((each) => each.ended_ms === undefined && each.device === device);
}
