/**
 * What every device family owes the gateway: a frame table, the readings it means, and captured examples.
 * A driver is data and pure functions: no ports, no clock, no stock. Adding one to `registry.ts` puts it under the
 * contract suite (`test/devices/contract.test.ts`) unasked.
 */
import { meaningOfCode, withSeparators } from './barcode/code.ts';
import type { Codec, Decoded } from './codec/codec.ts';
import type { Framing } from './codec/framing.ts';
import type { Reading } from './reading.ts';
import { meaningOfEpc } from './rfid/epc.ts';
import type { RegisterAnswer } from './scales/modbus-frame.ts';
import type { RegisterMap, RegisterRead } from './scales/modbus-map.ts';

/** `tcp`: the gateway connects to the device; `tcp-server`: the device connects to the gateway. */
export type Wire = 'mqtt' | 'serial' | 'tcp' | 'tcp-server' | 'hid' | 'http' | 'http-stream' | 'modbus';

/** What a scale can be set to show that does not say its unit on the wire. */
export type ConfiguredUnit = 'g' | 'kg' | 'lb' | 'oz';

/** How the reports of a USB bar code scanner are laid out; `devices/barcode/hid-report.ts` has the tables. */
export type ScannerLayout = 'standard' | 'microscan' | 'no-length';

/**
 * How a scanner is told what became of a scan, where it can be: `text`, a line with the tone and a sentence; `bell`, the control
 * character BEL at an error; `trigger-report`, report 4 of USB scanners that have it.
 */
export type ScannerAnswer = 'text' | 'bell' | 'trigger-report';

/** What the settings say of a device that decides what its frames mean. All optional. */
export interface DecodeSettings {
  /** The unit of masses that come without one. */
  readonly unit?: ConfiguredUnit;
  /** Where weight and state stand among an instrument's registers. */
  readonly registers?: RegisterMap;
  /** Which named values of a node are weights, in which unit and for which channel. */
  readonly metrics?: readonly MetricChannel[];
  /** What a scanner sends where a code holds FNC1 (byte 0x1D): `{GS}`, `~`, … */
  readonly gs_substitutes?: readonly string[];
  readonly layout?: ScannerLayout;
  /** What a scanner is set to send around every code. */
  readonly prefix?: string;
  readonly suffix?: string;
}

/** A value that a node announces by name, and the channel it is the weight of. */
export interface MetricChannel {
  /** As announced; of a device behind the node with the device's id and a slash before it. */
  readonly metric: string;
  readonly channel: string;
  /** Where the node does not say its unit. */
  readonly unit?: ConfiguredUnit;
  /** The named value, true or false, that says whether the weight is at rest. */
  readonly stable?: string;
}

/** What came with a frame besides its bytes. */
export interface FrameContext extends DecodeSettings {
  /** The MQTT topic, where there was one. */
  readonly topic?: string;
  /** True when the broker sent it from its memory: a snapshot, never an event. */
  readonly retained: boolean;
}

/**
 * What a device can be told. `announce`: to say anew what it is and has; `feedback`: what became of a scan, for the person
 * who holds the scanner.
 */
export type DeviceCommand =
  | { readonly kind: 'tare' | 'zero'; readonly channel?: string }
  | { readonly kind: 'beep'; readonly tone: 'ok' | 'error' }
  | { readonly kind: 'light'; readonly on: boolean }
  | { readonly kind: 'antenna-power'; readonly antenna: number; readonly power_cdbm: number }
  /** `topic`: where this device is told so, when only its own messages show that. */
  | { readonly kind: 'announce'; readonly topic?: string }
  | {
      readonly kind: 'feedback';
      readonly tone: 'ok' | 'mode' | 'duplicate' | 'error';
      readonly says: string;
      readonly at_ms: number;
    };

/** What became of a command: `ok` as far as this family can tell, which `says` puts in words. */
export interface CommandOutcome {
  readonly ok: boolean;
  readonly says: string;
  /** Nobody knows whether it was carried out: the wire does not tell, or was lost before the answer. */
  readonly is_unsure?: true;
}

/** A message that carries a command, on wires that carry whole messages. */
export interface CommandMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** What a frame meant, where that depends on frames before it. */
export interface Followed {
  readonly readings: readonly Reading[];
  /** What the device has to be told because of it, e.g. to announce itself anew after a gap. */
  readonly commands?: readonly DeviceCommand[];
  /** Parts of the frame that the family's tables do not know and that could be left out: counted. */
  readonly passed_over?: number;
}

/**
 * The meaning of frames that depends on earlier ones of the same device: aliases given at a birth, a count with gaps. It
 * is part of what the journal implies, so it has no clock and no chance, stays small, and can be saved and taken up again.
 */
export interface Follower<Value = unknown> {
  /** Never throws. */
  follow(value: Value, context: FrameContext): Followed;
  /** The device connected anew, or the gateway started. */
  gap?(): void;
  /** Plain JSON; `Driver.follower(saved)` behaves the same ever after. */
  saved(): unknown;
}

/** A captured or specified frame and what it must mean. */
export interface Example {
  readonly says: string;
  /** Where the bytes come from. `captured`: a real device; `specification`: printed in or computed from the document. */
  readonly proof: 'captured' | 'specification';
  /** Hexadecimal (spaces allowed), or the text itself for text formats; exactly one of both. */
  readonly hex?: string;
  readonly text?: string;
  readonly topic?: string;
  readonly retained?: true;
  /** As configured, where the meaning depends on it. */
  readonly unit?: ConfiguredUnit;
  readonly registers?: RegisterMap;
  readonly metrics?: readonly MetricChannel[];
  /** Frames that came before it, where they decide what it means. */
  readonly after?: readonly Pick<Example, 'hex' | 'text' | 'topic' | 'retained'>[];
  readonly readings: readonly Reading[];
}

/** What a session may be told of its device by the settings. All optional: a driver has sound defaults. */
export interface SessionSettings {
  readonly poll_ms?: number;
  /** Antennas to use; empty or absent means all. */
  readonly antennas?: readonly number[];
  /** Transmit power of antennas that are to have another than the device gives them by itself. */
  readonly powers?: readonly { readonly antenna: number; readonly power_cdbm: number }[];
  /** Where the radio is used, for modules that do not remember it: `eu`, `na`, …, by the driver's own table. */
  readonly region?: string;
  /** What all antennas send with, hundredths of a dBm; absent leaves the device as it is. */
  readonly power_cdbm?: number;
  /** Number the session starts its own message ids at (the transport passes something fresh). */
  readonly first_id?: number;
  /** Connections just before this one that ended before the device was ready: a session may talk more plainly then. */
  readonly unready?: number;
  /** How a USB scanner's reports are laid out. */
  readonly layout?: ScannerLayout;
  /** Who made the device, as its USB descriptor says; on USB only. */
  readonly vendor_id?: number;
  /** A tabulator ends a line too, on wires that carry lines. */
  readonly ends_with_tab?: boolean;
  readonly answer?: ScannerAnswer;
}

/** What a session wants done next. */
export interface SessionStep {
  /** Bytes to write, in order. */
  readonly send: readonly Uint8Array[];
  /** True when the frame just heard is news for the gateway and must be journaled; keepalives and answers are not. */
  readonly deliver: boolean;
  /** Frames that came in several pieces and are whole now: journaled too, before the one just heard. */
  readonly gathered?: readonly Uint8Array[];
  /** Feature reports to send, number first; on USB HID only. */
  readonly feature?: readonly Uint8Array[];
  /** Call `waited` after this time unless something is heard first; absent: no timer. */
  readonly wake_in_ms?: number;
  /** Present when the state of the link changed. `refused` and `lost` end the connection; the transport reconnects with back-off. */
  readonly status?: {
    readonly state: 'greeting' | 'ready' | 'refused' | 'lost';
    readonly says: string;
    /** With `greeting`, of a device that was ready: it is away although its port is open, so it hears nothing meanwhile. */
    readonly is_away?: true;
  };
  /** Commands that were carried out or refused since the last step, by the number they were given. */
  readonly outcomes?: readonly (CommandOutcome & { readonly number: number })[];
}

/** The talk that a connection-oriented device needs. Stateful, but without clock or port: time is passed in. */
export interface Session {
  opened(now_ms: number): SessionStep;
  heard(frame: Uint8Array, now_ms: number): SessionStep;
  waited(now_ms: number): SessionStep;
  /**
   * Sends a command of a kind that the driver lists. Its outcome comes with this step or a later one under the same
   * `number`; a session that ends before leaves it without one.
   */
  told?(command: DeviceCommand, number: number, now_ms: number): SessionStep;
  /** The oldest frame it delivered and was not told of yet is durable: a device that waits for it may be answered now. */
  settled?(now_ms: number): SessionStep;
  /** Bytes came that are no frame: a device that can send again may be asked to. */
  garbled?(now_ms: number): SessionStep;
}

/** What a device is asked and told over a wire where it only answers. */
export interface RegisterTalk {
  /** Asked in this order, each round. */
  readonly reads: readonly RegisterRead[];
  /** The answers of one round as one frame. */
  frame(answers: readonly RegisterAnswer[]): Uint8Array;
  /** What is written to holding registers for this command; undefined where the device cannot be told. */
  write(command: DeviceCommand): { readonly address: number; readonly value: number } | undefined;
}

/** What a device at an address said of itself, asked by somebody who does not want to use it. */
export type Introduction =
  /** `name` and `facts` are for people, e.g. the model and the firmware; `antennas` where it has some. */
  | { readonly kind: 'there'; readonly name: string; readonly facts: readonly string[]; readonly antennas?: number }
  /** It is one, and somebody else is using it. */
  | { readonly kind: 'owned'; readonly says: string }
  /** It is something else, or does not answer as one. */
  | { readonly kind: 'stranger'; readonly says: string };

/** The talk that finds out what a device is and changes nothing in it. One a connection; `over` ends it. */
export interface Inquiry {
  heard(frame: Uint8Array): { readonly send: readonly Uint8Array[]; readonly over?: Introduction };
}

export interface Driver<Value = unknown> {
  /** Kebab-case, as written in the settings: `llrp`, `mt-sics`. */
  readonly id: string;
  readonly title: string;
  readonly family: 'rfid' | 'barcode' | 'scale' | 'native';
  readonly wires: readonly Wire[];
  /** What it tells, in a few words for the device list: `tags per antenna`. */
  readonly says: string;
  /** What its people have to know and nobody here can change, a sentence each; empty where nothing is known. */
  readonly caveats: readonly string[];
  /** How frames are cut from a byte stream; on MQTT and HID one message is one frame and only its size limit counts. */
  readonly framing: Framing;
  /** MQTT topic filters the driver listens to unless the settings say otherwise; `{device}` stands for the device's id. */
  readonly topics?: readonly string[];
  /** Filters a device of this kind also publishes to and the gateway does not need: allowed, acknowledged, counted. */
  readonly ignored_topics?: readonly string[];
  /** Filters its last will may be on, besides topics that end in `status`, `LWT` or `availability`. */
  readonly will_topics?: readonly string[];
  /** Filters it may subscribe to, besides `tallygate/{device}/command`. */
  readonly command_topics?: readonly string[];
  readonly frame: Codec<Value>;
  /** What a decoded frame means. `[]` is a frame that is understood and says nothing of interest. Never throws. */
  readings(value: Value, context: FrameContext): readonly Reading[];
  /** Where what a frame means depends on earlier ones. With `saved`, one that goes on from there. */
  follower?(saved?: unknown): Follower<Value>;
  session?(settings: SessionSettings): Session;
  /** The names of regions that its session can set. */
  readonly regions?: readonly string[];
  /** What its session can set all antennas to send with, hundredths of a dBm: whole multiples of `step`. */
  readonly power_cdbm?: { readonly min: number; readonly max: number; readonly step?: number };
  /** On the wire `modbus` in place of a session; undefined where the settings do not say which registers. */
  registers?(settings: DecodeSettings): RegisterTalk | undefined;
  /** How a device at a TCP address is asked what it is, and the port such devices listen at. */
  readonly inquiry?: { readonly port: number; begin(): Inquiry };
  /** What devices of this family can be told; on MQTT by `message`, on Modbus by `registers`, elsewhere by the session's `told`. */
  readonly commands?: readonly DeviceCommand['kind'][];
  /** The message that carries a command of these kinds to a device. */
  message?(command: DeviceCommand, device: string): CommandMessage;
  readonly examples: readonly Example[];
}

/** Declares a driver; keeps the value type together with its table. */
export function driver<Value>(definition: Driver<Value>): Driver<Value> {
  return definition;
}

/**
 * Bytes to readings in one step, with what tags and codes stand for. Never throws: what cannot be understood is a fault that
 * names place and rule. The frame stands alone here; `understandNext` is for one that follows on others.
 */
export function understand(by: Driver, data: Uint8Array, context: FrameContext): Decoded<readonly Reading[]> {
  const understood = understandNext(by, by.follower?.(), data, context);
  return understood.ok ? { ok: true, value: understood.value.readings } : understood;
}

/** The same after all that `follower` has been shown; undefined for drivers without one. */
export function understandNext(
  by: Driver,
  follower: Follower | undefined,
  data: Uint8Array,
  context: FrameContext,
): Decoded<Followed> {
  const line = by.framing.by === 'line' ? withoutEnds(data) : data;
  if (line.length === 0 && data.length > 0) return { ok: true, value: { readings: [] } };
  const decoded = by.frame.decode(line, context);
  if (!decoded.ok) return decoded;
  const followed =
    follower === undefined
      ? { readings: by.readings(decoded.value, context) }
      : follower.follow(decoded.value, context);
  const meant = followed.readings.map((reading) => withMeaning(reading, context));
  return { ok: true, value: { ...followed, readings: context.retained ? meant.map(asSnapshot) : meant } };
}

/** A line without what its framing takes off on a stream: a bridge that sends whole messages, or a person, may leave it on. */
function withoutEnds(line: Uint8Array): Uint8Array {
  let from = 0;
  let to = line.length;
  while (from < to && isLineEnd(line[from])) from += 1;
  while (to > from && isLineEnd(line[to - 1])) to -= 1;
  return from === 0 && to === line.length ? line : line.subarray(from, to);
}

/** CR, LF, STX or ETX. */
function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0d || byte === 0x0a || byte === 0x02 || byte === 0x03;
}

/** The reading is the driver's own fresh value, so the meaning is put into it: copying costs more than an EPC's decoding. */
function withMeaning(reading: Reading, { gs_substitutes = [] }: FrameContext): Reading {
  switch (reading.kind) {
    case 'tag':
      return Object.assign(reading, { meaning: meaningOfEpc(reading.epc, reading.pc) });
    case 'scan': {
      const { aim } = reading;
      const code = gs_substitutes.length === 0 ? reading.code : withSeparators(reading.code, aim, gs_substitutes);
      return Object.assign(reading, { code, meaning: meaningOfCode(code, aim) });
    }
    default:
      return reading;
  }
}

function asSnapshot(reading: Reading): Reading {
  return { ...reading, snapshot: true };
}
