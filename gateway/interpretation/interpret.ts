/** Evidence in, movements out: gives each input to the rules that it concerns. See `interpretation.ts` for the contract. */
import type { ConditionReading, Reading, TagReading } from '../../devices/reading.ts';
import { assert, never } from '../base/assert.ts';
import { antennaPlace } from '../stock/site-index.ts';
import { anchorsRule } from './anchors.ts';
import { associationRule } from './associations.ts';
import { onCompanyTick } from './company-follow.ts';
import { onTold } from './device-command.ts';
import { type DeviceLife, noteAntenna, noteGone, noteHeard, noteRead } from './device-life.ts';
import { effectiveTime, forgetLead } from './effective-time.ts';
import { onFusionTick } from './fusion.ts';
import { fusionRule } from './fusion-memory.ts';
import { noteBooked } from './fusion-open.ts';
import type { Input, Outcome, ReadingInput } from './interpretation.ts';
import { tellLots } from './lots.ts';
import { manualRule, onCommand } from './manual.ts';
import { type Memory, useSettings } from './memory.ts';
import { keepGap, takeIn, takeWaited } from './order.ts';
import { inTurn, type Ready } from './order-waiting.ts';
import { onPortalTag, onPortalTick } from './portal.ts';
import { portalRule } from './portal-booking.ts';
import { type Rule, ruleText } from './rule.ts';
import { showTag } from './scan-associate.ts';
import { scanRule } from './scan-session.ts';
import { countTag } from './scan-tags.ts';
import { onScan, onScanTick } from './scan-workflow.ts';
import { hearSweep } from './sweep.ts';
import { hearFaint } from './tag-company.ts';
import { onTagTick } from './tag-leave.ts';
import { onShelfTag } from './tag-presence.ts';
import { onPassedTag } from './tag-roles.ts';
import { tagRule } from './tag-rule.ts';
import type { ReadingRef, Turn } from './turn.ts';
import { hearWalk, isCarried } from './walk.ts';
import { weightRule } from './weight-channel.ts';
import { onRecount } from './weight-pieces.ts';
import { heardLast, onScaleRestart, onWeight, onWeightCondition, onWeightGap, onWeightTick } from './weight-step.ts';
import { onWork, workRule } from './work-booking.ts';

const rules: readonly Rule[] = [
  weightRule,
  fusionRule,
  tagRule,
  portalRule,
  scanRule,
  manualRule,
  associationRule,
  anchorsRule,
  workRule,
];

/** The rules that decide movements, as their movements name them: another text is another way of deciding. */
export const rules_text = rules.map(ruleText).join(' ');

/** What follows from most inputs. */
const nothing: Outcome = {
  movements: [],
  counts: [],
  questions: [],
  feedback: [],
  commands: [],
  associations: [],
  notes: [],
  tasks: [],
  sightings: [],
};

/**
 * What follows from one input. Inputs come in order of arrival, ticks as `Input` says, settings first. The memory is changed
 * in place; only it and the input have an influence. Throws AssertionFailed when the first input is not settings.
 */
export function interpret(memory: Memory, input: Input): Outcome {
  if (input.kind === 'settings') {
    const turn = useSettings(memory, input.site, input.revision, input.at_ms);
    return turn.lots === undefined ? nothing : outcomeOf(memory, turn, undefined);
  }
  const { turn } = memory;
  assert(turn !== undefined, `an input of kind ${input.kind} came before the first settings`);
  turn.at_ms = input.at_ms;
  let refused: Outcome['refused'];
  switch (input.kind) {
    case 'reading':
      takeReading(memory, turn, input);
      break;
    case 'tick':
      for (const ready of takeWaited(memory.order, turn)) onReading(memory, turn, ready);
      onWeightTick(turn, memory);
      onCompanyTick(turn, memory);
      onTagTick(turn, memory);
      onPortalTick(turn, memory.portals, memory.tags);
      onScanTick(turn, memory);
      onFusionTick(turn, memory);
      break;
    case 'gap':
      onGap(memory, turn, input);
      break;
    case 'command':
      refused = onCommand(turn, memory, input);
      break;
    case 'work':
      refused = onWork(turn, memory, input);
      break;
    case 'told':
      onTold(turn, memory, input);
      break;
    default:
      never(input);
  }
  return outcomeOf(memory, turn, refused);
}

function takeReading(memory: Memory, turn: Turn, input: ReadingInput): void {
  const life = memory.lives.get(input.device);
  if (life === undefined) onReading(memory, turn, inTurn(input));
  else for (const ready of takeIn(memory.order, turn, life, input)) onReading(memory, turn, ready);
}

function onReading(memory: Memory, turn: Turn, ready: Ready): void {
  const { input, is_late, after_gap, after_clock_set } = ready;
  const life = memory.lives.get(input.device);
  if (life === undefined) {
    turn.books.counters.add('readings of devices that the settings do not have');
    return;
  }
  const { reading } = input;
  if (after_gap) onWeightGap(turn, memory, life.id);
  if (after_clock_set) {
    turn.books.counters.add('clocks of devices that were set back');
    forgetLead(life.clock);
  }
  const isOfNow = input.at_ms > (life.gone_ms ?? Number.NEGATIVE_INFINITY);
  if (reading.kind !== 'condition' && reading.snapshot !== true && isOfNow) life.listening_since_ms ??= input.at_ms;
  if (!is_late && reading.boot !== undefined && reading.boot !== life.boot) {
    if (life.boot !== undefined) onScaleRestart(turn, memory, life.id);
    life.boot = reading.boot;
  }
  const ref: ReadingRef = {
    id: input.id,
    n: input.n,
    index: input.index,
    device: life.id,
    at_ms:
      reading.snapshot === true
        ? input.at_ms
        : Math.min(ready.said_by_ms, effectiveTime(life.clock, input.at_ms, reading.device_at_ms)),
  };
  if (!is_late) onKind(memory, turn, { life, ref, reading });
  else if (!isPassed(memory, ref, reading)) onKind(memory, turn, { life, ref, reading });
}

/**
 * What came too late is evidence still where it says that something happened: a scan, a tag that nobody has heard since. What
 * it says of how things are is out of date: of a weight the newest level counts.
 */
function isPassed(memory: Memory, ref: ReadingRef, reading: Reading): boolean {
  memory.books.counters.add('readings that came too late');
  if (reading.kind === 'scan') return false;
  if (reading.kind !== 'tag') return true;
  const heard = memory.tags.by_epc.look(reading.epc);
  return heard !== undefined && heard.last.ref.at_ms >= ref.at_ms;
}

interface Heard<Kind extends Reading = Reading> {
  readonly life: DeviceLife;
  readonly ref: ReadingRef;
  readonly reading: Kind;
}

function onKind(memory: Memory, turn: Turn, { life, ref, reading }: Heard): void {
  switch (reading.kind) {
    case 'weight':
      onWeight(turn, memory, ref, reading);
      return;
    case 'tag':
      onTag(memory, turn, { life, ref, reading });
      return;
    case 'scan':
      onScan(turn, memory, ref, reading);
      return;
    case 'condition':
      onCondition(memory, turn, { life, ref, reading });
      return;
    default:
      never(reading);
  }
}

function onTag(memory: Memory, turn: Turn, { life, ref, reading }: Heard<TagReading>): void {
  const { counters } = turn.books;
  if (reading.snapshot === true) {
    counters.add("tag reads from a broker's memory");
    return;
  }
  const place = antennaPlace(life.index, reading.antenna);
  noteRead(life, reading.antenna, ref.at_ms, turn.at_ms);
  const { rssi_cdbm, count, epc, antenna } = reading;
  memory.tags.by_epc.file(turn.at_ms);
  const known = memory.tags.by_epc.get(epc);
  const isSame = known?.last.ref.device === life.id && known.last.antenna === antenna;
  const before = { last_ms: known?.last_arrived_ms ?? 0, is_carried: known?.left?.is_carried ?? false };
  noteHeard(life, antenna, epc, turn.at_ms, isSame ? before : undefined);
  if (rssi_cdbm !== undefined && place?.rssi_floor_cdbm !== undefined && rssi_cdbm < place.rssi_floor_cdbm) {
    counters.add('tag reads below the floor');
    if (known !== undefined && place.role === 'shelf') hearFaint(turn, known, place, rssi_cdbm);
    return;
  }
  const report = { ref, antenna: reading.antenna, rssi_cdbm, count };
  // Whoever holds a tag to a reader to say what it is may use an antenna that watches no place.
  if (memory.scanners.offers.size > 0) showTag(turn, memory.scanners, report, reading);
  if (countTag(turn, memory, report, reading)) return;
  if (memory.sweeps.size > 0 && hearSweep(turn, memory, report, { reading, place })) return;
  if (place === undefined) {
    counters.add('tag reads by antennas that the settings do not have');
    return;
  }
  if (isCarried(memory.walks, reading.epc, turn.at_ms)) {
    if (place.role === 'shelf') hearWalk(memory.walks, reading.epc, report);
    return;
  }
  if (place.role === 'shelf') {
    onShelfTag(turn, memory, place, report, reading);
  } else if (place.role === 'portal-inside' || place.role === 'portal-outside') {
    const side = place.role === 'portal-inside' ? 'inside' : 'outside';
    onPortalTag(turn, memory.portals, memory.tags, side, report, reading);
  } else if (place.location !== undefined) {
    onPassedTag(turn, memory.tags, { role: place.role, location: place.location }, report, reading);
  }
}

function onCondition(memory: Memory, turn: Turn, { life, reading }: Heard<ConditionReading>): void {
  if (reading.channel !== undefined && (reading.condition === 'online' || reading.condition === 'offline')) {
    // One channel came or went; the device itself is heard.
    onWeightCondition(turn, memory, life.id, reading);
    return;
  }
  switch (reading.condition) {
    case 'antenna-connected':
    case 'antenna-disconnected':
      noteAntenna(life, Number(reading.channel), reading.condition === 'antenna-connected', turn.at_ms);
      return;
    case 'online':
      // Some devices say so every minute; only coming back is news.
      if (life.listening_since_ms !== undefined) return;
      life.listening_since_ms = turn.at_ms;
      break;
    case 'restarted':
      life.listening_since_ms = turn.at_ms;
      break;
    case 'offline':
      noteGone(life, turn.at_ms);
      break;
    case 'data-lost':
      turn.books.counters.add('times devices told that data of them never came');
      return;
  }
  const isGap = reading.condition === 'online' || reading.condition === 'offline';
  if (isGap && keepGap(memory.order, life.id)) return;
  onWeightCondition(turn, memory, life.id, reading);
}

function onGap(memory: Memory, turn: Turn, { device, gap, at_ms }: Extract<Input, { kind: 'gap' }>): void {
  if (gap === 'gateway-started') {
    // Nobody knows how long it was away, but for what it heard last.
    const from_ms = Math.min(at_ms, heardLast(memory.scales));
    for (const life of memory.lives.values()) {
      noteGone(life, at_ms);
      if (!keepGap(memory.order, life.id)) onWeightGap(turn, memory, life.id, { from_ms });
    }
    return;
  }
  const life = device === undefined ? undefined : memory.lives.get(device);
  if (life === undefined) return;
  if (gap === 'connected') life.listening_since_ms = at_ms;
  else noteGone(life, at_ms);
  if (!keepGap(memory.order, life.id)) onWeightGap(turn, memory, life.id, { is_back: gap === 'connected' });
}

function outcomeOf(memory: Memory, turn: Turn, refused: Outcome['refused']): Outcome {
  if (turn.counted.length > 0) {
    onRecount(turn, memory);
    turn.counted = [];
  }
  noteBooked(turn, memory);
  memory.fusion.noted = 0;
  const { movements, counts, questions, feedback, commands, associations, notes, tasks, sightings } = turn;
  const count = movements.length + questions.length + feedback.length + commands.length + associations.length;
  const lots = turn.lots === undefined ? undefined : tellLots(turn);
  if (count + counts.length + notes.length + tasks.length + sightings.length === 0 && lots === undefined)
    return refused === undefined ? nothing : { ...nothing, refused };
  turn.movements = [];
  turn.counts = [];
  turn.questions = [];
  turn.feedback = [];
  turn.commands = [];
  turn.associations = [];
  turn.notes = [];
  turn.tasks = [];
  turn.sightings = [];
  const followed: Outcome = {
    movements,
    counts,
    questions,
    feedback,
    commands,
    associations,
    notes,
    tasks,
    sightings,
    ...(lots === undefined ? {} : { lots }),
  };
  return refused === undefined ? followed : { ...followed, refused };
}
