/**
 * What is asked of a reader, in which order, and what is done without when it refuses. Written as generators: each `yield`
 * is a request, what comes back is its answer, and whoever runs them knows of ids, time and wires.
 */
import type { CommandOutcome, SessionSettings } from '../driver.ts';
import { capabilitiesOf, configurationOf } from './llrp-capabilities.ts';
import { impinj } from './llrp-impinj.ts';
import { type AntennaPower, dbm, entryFor, type KnownReader, powerWords, sendingOf } from './llrp-known-reader.ts';
import { type LlrpMessage, numberOf } from './llrp-message.ts';
import {
  addInventory,
  configure,
  type Details,
  deleteAll,
  enable,
  enableImpinj,
  getCapabilities,
  getConfig,
  getSupportedVersion,
  holding,
  keepalive,
  lookAtInputs,
  release,
  setVersion,
  start,
  wantedEvents,
} from './llrp-requests.ts';

/**
 * `refused` is false where the answer makes no sense, or does not come. `words`: the reason alone, as the reader gives it;
 * `says`: a whole sentence.
 */
export type LlrpAnswer =
  | { readonly ok: true; readonly message: LlrpMessage }
  | { readonly ok: false; readonly refused: boolean; readonly words: string; readonly says: string };

export type LlrpFailure = Extract<LlrpAnswer, { readonly ok: false }>;

/** How a talk ended: with a failure that ends the connection, with the outcome of a command, or simply well. */
export interface LlrpEnd {
  readonly failure?: LlrpFailure;
  readonly outcome?: CommandOutcome;
}

export type LlrpDialogue<Result = LlrpEnd> = Generator<LlrpMessage, Result, LlrpAnswer>;

const newest_version = 2;

/** Inputs that are looked at; no reader has as many. */
const inputs_max = 64;

/** An older reader may pass over in silence what it does not know; silence after anything else ends the connection. */
export const may_stay_unanswered: readonly LlrpMessage['name'][] = ['GET_SUPPORTED_VERSION'];

/** Puts a reader that has just greeted to work. */
export function* setUp(reader: KnownReader, settings: SessionSettings): LlrpDialogue {
  yield* agreeOnVersion(reader, settings.unready ?? 0);
  const capabilities = yield getCapabilities;
  if (capabilities.ok) reader.capabilities = capabilitiesOf(capabilities.message);
  else reader.notes.push(`It does not tell what it can do (${capabilities.words}).`);
  if (reader.capabilities?.manufacturer === impinj) {
    const extended = yield enableImpinj;
    if (!extended.ok) reader.notes.push(`It keeps Impinj's extensions off (${extended.words}).`);
  }
  const configuration = yield getConfig;
  if (configuration.ok) reader.configuration = configurationOf(configuration.message);
  // Released before anything is deleted: a reader may throw away what a deleted ROSpec had gathered.
  yield release;
  // From here until the start nothing is read, so that nothing is asked in between that could be asked before.
  const deleted = yield deleteAll;
  if (!deleted.ok) return { failure: deleted };
  yield* configureAll(reader);
  chooseAntennas(reader, settings);
  const failure = yield* takeInventory(reader);
  if (failure !== undefined) return { failure };
  yield release;
  return {};
}

/**
 * Version negotiation is new in LLRP 1.1 (chapter 9.1): an older reader answers with an error, and the talk goes on in 1.0.1.
 * One that says nothing or breaks off is asked no more at the next connection, and again at the one after it.
 */
function* agreeOnVersion(reader: KnownReader, unready: number): LlrpDialogue<void> {
  if (unready % 2 === 1) return;
  const supported = yield getSupportedVersion;
  if (!supported.ok) return;
  const version = Math.min(newest_version, numberOf(supported.message, 'supported') ?? 1);
  if (version === numberOf(supported.message, 'current') || version < 2) {
    reader.version = Math.max(1, version);
    return;
  }
  const set = yield setVersion(version);
  if (set.ok) reader.version = version;
  else reader.notes.push(`It supports LLRP 1.1 and will not speak it (${set.words}).`);
}

/** Everything at once, as nearly every reader takes it; else one thing after the other, to lose only what is refused. */
function* configureAll(reader: KnownReader): LlrpDialogue<void> {
  const inputs = Math.min(inputs_max, reader.capabilities?.inputs ?? 0);
  const hold = reader.capabilities?.holds === false ? [] : [holding()];
  const looking = lookAtInputs(inputs);
  const all = yield configure([wantedEvents(inputs > 0), keepalive(), ...looking, ...hold]);
  reader.holds = hold.length > 0;
  reader.keepalives = true;
  if (all.ok) return;
  const events = yield configure([wantedEvents(false)]);
  if (!events.ok) reader.notes.push(`It does not tell of its antennas and its buffer (${events.words}).`);
  if (inputs > 0) {
    const watched = yield configure([wantedEvents(true), ...looking]);
    if (!watched.ok) reader.notes.push(`It does not tell of its inputs (${watched.words}).`);
  }
  const alive = yield configure([keepalive()]);
  reader.keepalives = alive.ok;
  if (!alive.ok) {
    reader.notes.push(`It sends no keepalives, so that a broken connection is noticed late (${alive.words}).`);
  }
  if (hold.length > 0) reader.holds = (yield configure(hold)).ok;
}

function chooseAntennas(reader: KnownReader, { antennas = [], powers = [] }: SessionSettings): void {
  const { capabilities, notes } = reader;
  const has = (antenna: number) => capabilities === undefined || antenna <= capabilities.antennas;
  const there = antennas.filter(has);
  // A reader that has none of them shall say so itself.
  reader.antennas = there.length === 0 ? antennas : there;
  for (const antenna of antennas.filter((each) => !has(each))) {
    notes.push(`Antenna ${antenna} is in the settings, but the reader has ${capabilities?.antennas}.`);
  }
  const asked = powers.filter(({ antenna }) => reader.antennas.includes(antenna));
  const found = asked.flatMap(({ antenna, power_cdbm }) => entryFor(reader, antenna, power_cdbm) ?? []);
  if (found.length < asked.length) {
    notes.push('It does not tell which transmit powers it has, so that none was set.');
  }
  reader.powers = found;
}

/** One way of asking for the inventory. */
interface Attempt {
  readonly details: Details;
  readonly powers: readonly AntennaPower[];
}

/** From all that is wanted down to what every reader can do. */
function attemptsOf(reader: KnownReader): readonly Attempt[] {
  const beyond: readonly Details[] = reader.capabilities?.manufacturer === impinj ? ['impinj'] : [];
  const details: readonly Details[] = [...beyond, 'protocol-control', 'plain'];
  const powers = reader.powers.length === 0 ? [[]] : [reader.powers, []];
  return powers.flatMap((each) => details.map((detail) => ({ details: detail, powers: each })));
}

/** Undefined once the reader runs; the failure of the plainest attempt when it will not do even that. */
function* takeInventory(reader: KnownReader): LlrpDialogue<LlrpFailure | undefined> {
  const attempts = attemptsOf(reader);
  let refusal: LlrpFailure | undefined;
  for (const attempt of attempts) {
    const failure = yield* attemptInventory(reader, attempt);
    if (failure === undefined) {
      if (refusal !== undefined) reader.notes.push(...doneWithout(attempts[0], attempt, refusal.words));
      reader.details = attempt.details;
      reader.powers = attempt.powers;
      return undefined;
    }
    if (!failure.refused || attempt === attempts.at(-1)) return failure;
    refusal ??= failure;
  }
  return refusal;
}

function* attemptInventory(reader: KnownReader, attempt: Attempt): LlrpDialogue<LlrpFailure | undefined> {
  const sending = attempt.powers.map((power) => sendingOf(reader, power));
  const added = yield addInventory(reader.antennas, sending, attempt.details);
  if (!added.ok) return added;
  for (const request of [enable, start]) {
    const answer = yield request;
    if (answer.ok) continue;
    if (answer.refused) yield deleteAll;
    return answer;
  }
  return undefined;
}

function doneWithout(wanted: Attempt | undefined, done: Attempt, words: string): readonly string[] {
  const notes: string[] = [];
  if (wanted?.powers.length !== done.powers.length)
    notes.push(`It refused the transmit power of the settings (${words}).`);
  if (wanted?.details !== done.details) {
    const lacking =
      wanted?.details === 'impinj' ? 'phase, Doppler shift, TID and fine signal strength' : 'protocol control words';
    notes.push(`It refused to report ${lacking} (${words}).`);
  }
  return notes;
}

/** Sets the power of one antenna until the connection ends; the settings hold from the next one on. */
export function* changePower(reader: KnownReader, antenna: number, power_cdbm: number): LlrpDialogue {
  const wish = entryFor(reader, antenna, power_cdbm);
  const unfit = whyNot(reader, antenna, wish);
  if (wish === undefined || unfit !== undefined) return { outcome: { ok: false, says: unfit ?? '' } };
  const deleted = yield deleteAll;
  if (!deleted.ok) return { outcome: { ok: false, says: deleted.says }, failure: deleted };
  const { details } = reader;
  const powers = [...reader.powers.filter((each) => each.antenna !== antenna), wish];
  const failure = yield* attemptInventory(reader, { details, powers });
  if (failure === undefined) {
    reader.powers = powers;
    return { outcome: { ok: true, says: powerWords(wish) } };
  }
  const outcome = { ok: false, says: failure.says };
  const unrestored = yield* attemptInventory(reader, { details, powers: reader.powers });
  return unrestored === undefined ? { outcome } : { outcome, failure: unrestored };
}

function whyNot(reader: KnownReader, antenna: number, wish: AntennaPower | undefined): string | undefined {
  const { capabilities, antennas } = reader;
  if (capabilities !== undefined && antenna > capabilities.antennas) {
    return `The reader has ${capabilities.antennas} antennas.`;
  }
  if (antennas.length > 0 && !antennas.includes(antenna)) return `The settings have no antenna ${antenna}.`;
  if (wish === undefined) return 'The reader does not tell which transmit powers it has.';
  if (wish.entry.power_cdbm > wish.asked_cdbm)
    return `The weakest the reader can send with is ${dbm(wish.entry.power_cdbm)}.`;
  return undefined;
}
