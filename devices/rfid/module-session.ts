/** The talk with an RFID module on a serial line: set it up step by step, keep it reading, notice its silence. */
import type { DeviceCommand, Session, SessionStep } from '../driver.ts';

const missed_max = 3;
const pause_ms_max = 10_000;
/** What a module says over and over, such as a hot antenna, is news once a minute. */
const same_news_ms = 60_000;

/** One request on the way to reading. */
export interface ModuleStep {
  readonly send: Uint8Array;
  /** What its answer is recognised by. */
  readonly command: number;
  /** For a person: "its version". */
  readonly asks: string;
  /** The module may be silent, or refuse: on to the next step all the same. */
  readonly may_fail?: true;
  /** It changes a setting of the radio, so an error without a command is its refusal. */
  readonly sets?: 'region' | 'power';
  /** Left out when the module has said that it is so already: some write every setting into a memory that wears. */
  is_so?(): boolean;
}

/** What a frame is to the one who talks to the module. */
export type ModuleSaid =
  /** The answer to a request; `refusal` says why it was not done. */
  | { readonly as: 'answer'; readonly command: number; readonly refusal?: string }
  /** An error that does not say to which request: that of a setting, if one is awaited, else news. */
  | { readonly as: 'error'; readonly says: string }
  /** Tags: news. `more`: the answer goes on in another frame. */
  | { readonly as: 'tags'; readonly more?: true }
  /** A sign of life that says nothing of tags: not journaled. */
  | { readonly as: 'alive' }
  /** Our own words come back from the line: nothing. */
  | { readonly as: 'echo' }
  /** Anything else worth keeping. */
  | { readonly as: 'news' };

/** What a module can be told to send with, in hundredths of a dBm. */
export interface ModulePower {
  readonly min: number;
  readonly max: number;
  /** It knows whole multiples of this alone. */
  readonly step: number;
}

export interface ModuleTalk {
  /** For a person: "M100 module". */
  readonly name: string;
  /**
   * The last one makes it read; a module that streams is then heard without asking. `form` counts the ways in which modules
   * of this family are spoken to, from 0.
   */
  steps(radio: { readonly power_cdbm: number | undefined; readonly form: number }): readonly ModuleStep[];
  /** How many ways there are; the next one is tried where there is no answer. */
  readonly forms: number;
  readonly power: ModulePower;
  /** The antennas it uses; they all send with the same power. */
  readonly antennas: readonly number[];
  /** A module that has to be asked for tags again and again; absent: it streams. */
  readonly poll?: { readonly send: Uint8Array; readonly every_ms: number };
  /** How long an answer may take. */
  readonly answer_ms: number;
  /** A streaming module that says nothing for so long has stopped. */
  readonly silence_ms: number;
  /** May throw nothing; a frame that makes no sense is news, to be kept with its reason. */
  said(frame: Uint8Array): ModuleSaid;
}

type Status = NonNullable<SessionStep['status']>;
type Outcome = NonNullable<SessionStep['outcomes']>[number];

/** A power that was asked for, under the number of its command. */
interface WantedPower {
  readonly number: number;
  readonly power_cdbm: number;
}

/** A silent module is not a lost port: the link is `greeting` with the reason in words, and is tried with growing pauses. */
export class ModuleSession implements Session {
  readonly #talk: ModuleTalk;
  #steps: readonly ModuleStep[] = [];
  /** The step whose answer is awaited; past the last one the module reads. */
  #step = 0;
  #form = 0;
  #is_form_known = false;
  /** As it was set up, or told since; undefined leaves it as it is. */
  #power_cdbm: number | undefined;
  /** Powers still to be set; the first one is on its way while `#is_setting`. */
  readonly #wanted: WantedPower[] = [];
  #is_setting = false;
  #outcomes: Outcome[] = [];
  #deadline_ms = 0;
  #missed = 0;
  #pausing = false;
  #asked_ms = 0;
  /** A question for tags is on its way. */
  #is_asked = false;
  #is_ready = false;
  #news: { readonly frame: Uint8Array; readonly at_ms: number } | undefined;

  constructor(talk: ModuleTalk, power_cdbm?: number) {
    this.#talk = talk;
    this.#power_cdbm = power_cdbm;
  }

  opened(now_ms: number): SessionStep {
    return this.#begin(now_ms, false, { state: 'greeting', says: `Asked the ${this.#talk.name} who it is.` });
  }

  heard(frame: Uint8Array, now_ms: number): SessionStep {
    const step = this.#steps[this.#step];
    const said = meantFor(step, this.#talk.said(frame));
    if (this.#pausing) return this.#out(now_ms, [], said.as === 'tags');
    if (said.as === 'echo') return this.#out(now_ms, [], false);
    if (step === undefined) return this.#heardReading(frame, said, now_ms);
    const is_last = this.#step === this.#steps.length - 1;
    // Some modules do not answer the request to read but simply begin.
    if (is_last && (said.as === 'tags' || said.as === 'alive')) return this.#next(now_ms, said.as === 'tags');
    if (said.as !== 'answer') return this.#out(now_ms, [], said.as === 'tags' || this.#isNews(frame, said, now_ms));
    if (said.command !== step.command) return this.#out(now_ms, [], false);
    this.#missed = 0;
    this.#is_form_known = true;
    if (step.sets === 'power' && this.#is_setting) return this.#powerAnswered(now_ms, said.refusal);
    if (said.refusal !== undefined && step.may_fail !== true) {
      return { send: [], deliver: true, status: { state: 'refused', says: said.refusal } };
    }
    return this.#next(now_ms, false);
  }

  waited(now_ms: number): SessionStep {
    if (now_ms < this.#deadline_ms) return this.#out(now_ms, [], false);
    if (this.#pausing) return this.#begin(now_ms, false);
    const step = this.#steps[this.#step];
    if (step?.may_fail === true) return this.#next(now_ms, false);
    const { poll } = this.#talk;
    if (step === undefined && poll !== undefined && !this.#is_asked) return this.#ask(now_ms);
    return this.#silent(now_ms, step?.asks ?? 'tags');
  }

  /** Sets the power it sends with: the module is set up anew, for most take no settings while they read. */
  told(command: DeviceCommand, number: number, now_ms: number): SessionStep {
    const refusal = this.#refusalOf(command);
    if (command.kind !== 'antenna-power' || refusal !== undefined) {
      this.#outcomes.push({ number, ok: false, says: refusal ?? `The ${this.#talk.name} cannot be told that.` });
      return this.#out(now_ms, [], false);
    }
    this.#wanted.push({ number, power_cdbm: command.power_cdbm });
    if (this.#pausing) this.#giveUp();
    const is_idle = !this.#pausing && this.#step >= this.#steps.length && !this.#is_asked;
    return is_idle ? this.#begin(now_ms, false) : this.#out(now_ms, [], false);
  }

  #refusalOf(command: DeviceCommand): string | undefined {
    const { name, power, antennas } = this.#talk;
    if (command.kind !== 'antenna-power') return undefined;
    const { antenna, power_cdbm } = command;
    if (!antennas.includes(antenna)) return `The ${name} does not use antenna ${antenna}.`;
    if (power_cdbm >= power.min && power_cdbm <= power.max && power_cdbm % power.step === 0) return undefined;
    const steps = power.step === 1 ? '' : `, in steps of ${dbm(power.step)}`;
    return `The ${name} sends with ${power.min / 100} to ${dbm(power.max)}${steps}.`;
  }

  #heardReading(frame: Uint8Array, said: ModuleSaid, now_ms: number): SessionStep {
    const { poll, silence_ms, answer_ms } = this.#talk;
    this.#missed = 0;
    this.#is_asked = said.as === 'tags' && said.more === true;
    const deliver = said.as === 'tags' || this.#isNews(frame, said, now_ms);
    if (poll !== undefined && !this.#is_asked && this.#wanted.length > 0) return this.#begin(now_ms, deliver);
    if (poll === undefined) this.#deadline_ms = now_ms + silence_ms;
    else if (this.#is_asked) this.#deadline_ms = now_ms + answer_ms;
    else this.#deadline_ms = Math.max(now_ms, this.#asked_ms + poll.every_ms);
    return this.#out(now_ms, [], deliver);
  }

  #ask(now_ms: number): SessionStep {
    const { poll, answer_ms } = this.#talk;
    this.#asked_ms = now_ms;
    this.#is_asked = true;
    this.#deadline_ms = now_ms + answer_ms;
    return this.#out(now_ms, poll === undefined ? [] : [poll.send], false);
  }

  /** From the first step on, with the power that is wanted next, if any. */
  #begin(now_ms: number, deliver: boolean, status?: Status): SessionStep {
    const [wanted] = this.#wanted;
    this.#is_setting = wanted !== undefined;
    const power_cdbm = wanted?.power_cdbm ?? this.#power_cdbm;
    this.#steps = this.#talk.steps({ power_cdbm, form: this.#form });
    this.#step = 0;
    this.#pausing = false;
    this.#is_asked = false;
    return this.#send(now_ms, deliver, status);
  }

  #next(now_ms: number, deliver: boolean): SessionStep {
    this.#step += 1;
    while (this.#steps[this.#step]?.is_so?.() === true) this.#skip();
    if (this.#step < this.#steps.length) return this.#send(now_ms, deliver);
    this.#missed = 0;
    const status: Status | undefined = this.#is_ready
      ? undefined
      : { state: 'ready', says: `The ${this.#talk.name} is taking inventory.` };
    this.#is_ready = true;
    if (this.#wanted.length > 0) return this.#begin(now_ms, deliver, status);
    if (this.#talk.poll !== undefined)
      return { ...this.#ask(now_ms), deliver, ...(status !== undefined && { status }) };
    this.#deadline_ms = now_ms + this.#talk.silence_ms;
    return this.#out(now_ms, [], deliver, status);
  }

  #skip(): void {
    if (this.#is_setting && this.#steps[this.#step]?.sets === 'power')
      this.#settle(true, 'It sends with that already.');
    this.#step += 1;
  }

  #powerAnswered(now_ms: number, refusal: string | undefined): SessionStep {
    const power_cdbm = this.#wanted[0]?.power_cdbm ?? 0;
    const all = this.#talk.antennas.length > 1 ? 'All its antennas send' : 'It sends';
    if (refusal === undefined) this.#power_cdbm = power_cdbm;
    this.#settle(refusal === undefined, refusal ?? `${all} with ${dbm(power_cdbm)}.`);
    return this.#next(now_ms, false);
  }

  /** What became of the power that was on its way. */
  #settle(ok: boolean, says: string): void {
    const wanted = this.#wanted.shift();
    this.#is_setting = false;
    if (wanted !== undefined) this.#outcomes.push({ number: wanted.number, ok, says });
  }

  #giveUp(): void {
    while (this.#wanted.length > 0) this.#settle(false, `The ${this.#talk.name} does not answer.`);
  }

  #send(now_ms: number, deliver: boolean, status?: Status): SessionStep {
    const step = this.#steps[this.#step];
    this.#deadline_ms = now_ms + this.#talk.answer_ms;
    return this.#out(now_ms, step === undefined ? [] : [step.send], deliver, status);
  }

  /**
   * An answer may be lost on the way, so the same is asked again; a module that streams and has stopped may just have
   * finished its rounds, so it is set up again at once. One that stays silent is given pauses.
   */
  #silent(now_ms: number, asked: string): SessionStep {
    this.#missed += 1;
    const is_reading = this.#step >= this.#steps.length;
    if (!is_reading && !this.#is_form_known) this.#form = (this.#form + 1) % this.#talk.forms;
    if (this.#missed < missed_max) {
      if (is_reading) return this.#talk.poll === undefined ? this.#begin(now_ms, false) : this.#ask(now_ms);
      return this.#talk.forms > 1 && !this.#is_form_known ? this.#begin(now_ms, false) : this.#send(now_ms, false);
    }
    this.#pausing = true;
    this.#is_form_known = false;
    this.#giveUp();
    this.#deadline_ms = now_ms + Math.min(pause_ms_max, this.#talk.answer_ms * 2 ** (this.#missed - missed_max));
    if (this.#missed !== missed_max) return this.#out(now_ms, [], false);
    this.#is_ready = false;
    const says = `The ${this.#talk.name} does not answer when asked for ${asked}; check that it is on, the baud rate and the cable.`;
    return this.#out(now_ms, [], false, { state: 'greeting', says, is_away: true });
  }

  #isNews(frame: Uint8Array, said: ModuleSaid, now_ms: number): boolean {
    if (said.as !== 'news') return false;
    const last = this.#news;
    const is_same =
      last !== undefined && last.frame.length === frame.length && frame.every((byte, at) => byte === last.frame[at]);
    if (is_same && now_ms - last.at_ms < same_news_ms) return false;
    this.#news = { frame: frame.slice(), at_ms: now_ms };
    return true;
  }

  #out(now_ms: number, send: readonly Uint8Array[], deliver: boolean, status?: Status): SessionStep {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    return {
      send,
      deliver,
      wake_in_ms: Math.max(0, this.#deadline_ms - now_ms),
      ...(status !== undefined && { status }),
      ...(outcomes.length > 0 && { outcomes }),
    };
  }
}

/** An error without a command is the answer to a setting that is awaited; at any other time it is news. */
function meantFor(step: ModuleStep | undefined, said: ModuleSaid): ModuleSaid {
  if (said.as !== 'error') return said;
  return step?.sets === undefined ? { as: 'news' } : { as: 'answer', command: step.command, refusal: said.says };
}

function dbm(cdbm: number): string {
  return `${cdbm / 100} dBm`;
}
