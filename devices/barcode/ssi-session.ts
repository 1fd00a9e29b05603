/**
 * The host's side of SSI. A scan is acknowledged when it is stored, and not before: a scanner that hears nothing for about two
 * seconds sends it again, twice, and then tells its user. What is rejected is acknowledged too, for it is stored, and followed by
 * a beep that says so.
 */
import type { DeviceCommand, Session, SessionStep } from '../driver.ts';
import { gatheringOf } from './gathering.ts';
import { bytesAnnounced, bytesCarried, frame_bytes_max } from './ssi-message.ts';
import { hostPacket, nak_causes, opcodes, packetsIn, type SsiPacket, status_bits } from './ssi-packet.ts';
import { type Asked, SsiRequests } from './ssi-requests.ts';

/** Parameters, one byte each: scans in packets; every packet is answered with ACK or NAK. */
const packeted = 0xee;
const handshaking = 0x9f;

/** The scanner's own time-out; a code whose next packet does not come within it is not whole. */
const packet_ms_max = 2_000;
/** What came garbled is asked for again when nothing more comes for so long. */
const garbled_ms = 100;

/** Beeps by Zebra's numbers: two short low ones, three long low ones, low then high; and one short high. */
const beeps = { duplicate: 0x06, error: 0x11, mode: 0x17, ok: 0x00 } as const;

interface Delivered {
  /** What makes it the same when it is sent again. */
  readonly key: string;
  isSettled: boolean;
}

export function ssiSession(): Session {
  return new SsiSession();
}

class SsiSession implements Session {
  readonly #requests = new SsiRequests();
  readonly #gathering = gatheringOf(frame_bytes_max);
  /** Frames that wait for their commit, oldest first. */
  #unsettled: Delivered[] = [];
  #last: Delivered | undefined;
  /** Bytes of a code in segments that are still to come. */
  #missing = 0;
  #last_piece = '';
  #isReady = false;
  #garbled_due_ms: number | undefined;
  #packet_due_ms: number | undefined;

  opened(now_ms: number): SessionStep {
    this.#requests.ask({ opcode: opcodes.param_request, data: [packeted, handshaking], purpose: 'parameters' });
    const status = { state: 'greeting', says: 'Waking the scanner.' } as const;
    return this.#step(now_ms, { status });
  }

  heard(frame: Uint8Array, now_ms: number): SessionStep {
    this.#garbled_due_ms = undefined;
    this.#requests.heard(now_ms);
    const packets = packetsIn(frame);
    const packet = packets.ok ? packets.value[0] : undefined;
    if (packet === undefined) return this.garbled(now_ms);
    switch (packet.opcode) {
      case opcodes.ack:
        return this.#done(now_ms, this.#requests.answered(), true);
      case opcodes.nak:
        return this.#refused(now_ms, packet);
      case opcodes.param_send:
        return this.#parameters(now_ms, packet);
      case opcodes.decode_data:
      case opcodes.segment:
        return this.#piece(now_ms, packet, frame);
      case opcodes.event:
        return this.#repeated(now_ms, packet) ?? this.#deliver(now_ms, packet);
      default:
        return this.#step(now_ms, { send: [hostPacket(opcodes.ack)] });
    }
  }

  waited(now_ms: number): SessionStep {
    const send: Uint8Array[] = [];
    let gathered: Uint8Array | undefined;
    if (isDue(this.#garbled_due_ms, now_ms)) {
      this.#garbled_due_ms = undefined;
      send.push(hostPacket(opcodes.nak, [nak_causes.resend]));
    }
    if (isDue(this.#packet_due_ms, now_ms)) {
      // Stored as it is, so that it is seen where frames that cannot be understood are shown.
      gathered = this.#gathering.flush();
      this.#forgetPieces();
      if (gathered !== undefined) this.#unsettled.push({ key: '', isSettled: true });
    }
    const lost = this.#requests.overdue(now_ms);
    if (lost !== undefined && lost.purpose !== 'beep') {
      const says =
        'The scanner does not answer. Set it to the SSI host by its manual, with 8 data bits and the speed of the settings.';
      return { ...this.#step(now_ms, { send }), status: { state: 'lost', says } };
    }
    const outcomes = outcomesOf(lost, false, 'The scanner did not answer.');
    return this.#step(now_ms, { send, outcomes, ...(gathered === undefined ? {} : { gathered: [gathered] }) });
  }

  settled(now_ms: number): SessionStep {
    const delivered = this.#unsettled.shift();
    if (delivered === undefined || delivered.isSettled) return this.#step(now_ms, {});
    delivered.isSettled = true;
    return this.#step(now_ms, { send: [hostPacket(opcodes.ack)] });
  }

  garbled(now_ms: number): SessionStep {
    this.#garbled_due_ms = now_ms + garbled_ms;
    return this.#step(now_ms, {});
  }

  told(command: DeviceCommand, number: number, now_ms: number): SessionStep {
    const beep = beepOf(command);
    if (beep === undefined) {
      return this.#step(now_ms, { outcomes: [{ number, ok: true, says: 'Its own beep has said it already.' }] });
    }
    this.#requests.ask({ opcode: opcodes.beep, data: [beep], purpose: 'beep', number });
    return this.#step(now_ms, {});
  }

  /** A packet of a scan: answered at once while more are to come, and at its commit when the scan is whole. */
  #piece(now_ms: number, packet: SsiPacket, frame: Uint8Array): SessionStep {
    const repeated = this.#repeated(now_ms, packet);
    if (repeated !== undefined) return repeated;
    const announced = bytesAnnounced(packet);
    if (announced !== undefined || (packet.opcode === opcodes.decode_data && this.#missing > 0)) this.#forgetPieces();
    if (announced !== undefined) this.#missing = announced;
    if (packet.opcode === opcodes.segment) this.#missing -= bytesCarried(packet);
    const isLast =
      packet.opcode === opcodes.segment ? this.#missing <= 0 : (packet.status & status_bits.continued) === 0;
    if (isLast && this.#gathering.isEmpty) return this.#deliver(now_ms, packet);
    const whole = this.#gathering.add(frame, isLast);
    if (whole !== undefined) {
      this.#forgetPieces();
      this.#remember(packet);
      return this.#step(now_ms, { gathered: [whole] });
    }
    this.#last_piece = keyOf(packet);
    this.#packet_due_ms = now_ms + packet_ms_max;
    return this.#step(now_ms, { send: [answerTo(packet)] });
  }

  /**
   * A packet that the scanner sends again because it has had no answer: stored and answered once more, or on its way to the
   * disk and answered from there. Undefined for news.
   */
  #repeated(now_ms: number, packet: SsiPacket): SessionStep | undefined {
    const isLater = packet.opcode === opcodes.segment && packet.data[0] !== 0;
    if ((packet.status & status_bits.resent) === 0 && !isLater) return undefined;
    const key = keyOf(packet);
    if (!this.#gathering.isEmpty) {
      return this.#last_piece === key ? this.#step(now_ms, { send: [answerTo(packet)] }) : undefined;
    }
    if (this.#last?.key !== key) return undefined;
    return this.#step(now_ms, { send: this.#last.isSettled ? [hostPacket(opcodes.ack)] : [] });
  }

  #deliver(now_ms: number, packet: SsiPacket): SessionStep {
    this.#remember(packet);
    return { ...this.#step(now_ms, {}), deliver: true };
  }

  #remember(packet: SsiPacket): void {
    const delivered = { key: keyOf(packet), isSettled: false };
    this.#last = delivered;
    this.#unsettled.push(delivered);
  }

  #forgetPieces(): void {
    this.#gathering.flush();
    this.#missing = 0;
    this.#packet_due_ms = undefined;
  }

  #refused(now_ms: number, { data }: SsiPacket): SessionStep {
    if (data[0] === nak_causes.resend && this.#requests.again(now_ms)) return this.#step(now_ms, {});
    return this.#done(now_ms, this.#requests.answered(), false);
  }

  /** An answer came; in the greeting the next question follows, whatever the answer was: not every scanner has every parameter. */
  #done(now_ms: number, asked: Asked | undefined, ok: boolean): SessionStep {
    const outcomes = outcomesOf(asked, ok, ok ? 'Sounded.' : 'The scanner refused.');
    if (asked?.purpose === 'parameters') this.#requests.ask(enable);
    if (asked?.purpose === 'enable' && !this.#isReady) return this.#ready(now_ms);
    return this.#step(now_ms, { outcomes });
  }

  #ready(now_ms: number): SessionStep {
    this.#isReady = true;
    return this.#step(now_ms, { status: { state: 'ready', says: 'The scanner answers; scans come in packets.' } });
  }

  /** What the scanner is set to; what of it does not fit is changed until it is switched off, and its memory spared. */
  #parameters(now_ms: number, { data }: SsiPacket): SessionStep {
    // Parameters that nobody asked for, or asked for twice, are no answer to what is awaited now.
    if (this.#requests.awaits('parameters')) {
      this.#requests.answered();
      const wrong = [packeted, handshaking].filter((parameter) => parameterIn(parameter, data) === 0);
      const change = wrong.flatMap((parameter) => [parameter, 1]);
      if (change.length > 0) {
        this.#requests.ask({ opcode: opcodes.param_send, data: [no_beep, ...change], purpose: 'set' });
      }
      this.#requests.ask(enable);
    }
    return this.#step(now_ms, { send: [hostPacket(opcodes.ack)] });
  }

  #step(now_ms: number, changes: Partial<SessionStep>): SessionStep {
    const mayAsk = this.#gathering.isEmpty && this.#garbled_due_ms === undefined;
    const asked = mayAsk ? this.#requests.next(now_ms, (changes.send ?? []).length > 0) : [];
    // What has to wait with its question has no time of its own: looked at when the scan goes on, or comes to nothing.
    const request_due_ms = mayAsk ? this.#requests.due_ms : this.#requests.answer_due_ms;
    const dues = [this.#garbled_due_ms, this.#packet_due_ms, request_due_ms].filter((due) => due !== undefined);
    return {
      deliver: false,
      ...changes,
      send: [...(changes.send ?? []), ...asked],
      ...(dues.length === 0 ? {} : { wake_in_ms: Math.max(0, Math.min(...dues) - now_ms) }),
    };
  }
}

/** The same for a packet that is sent again, whose status alone differs. */
function keyOf({ opcode, data }: SsiPacket): string {
  return `${opcode} ${String(data)}`;
}

/** To a packet that more are to follow: go on. It is no promise. */
function answerTo({ opcode }: SsiPacket): Uint8Array {
  return hostPacket(opcode === opcodes.segment ? opcodes.segment_ack : opcodes.ack);
}

const enable: Asked = { opcode: opcodes.scan_enable, data: [], purpose: 'enable' };
/** The byte in front of parameters: how to beep at their change; on answers it means nothing. */
const no_beep = 0xff;

function isDue(due_ms: number | undefined, now_ms: number): boolean {
  return due_ms !== undefined && due_ms <= now_ms;
}

function outcomesOf(asked: Asked | undefined, ok: boolean, says: string) {
  return asked?.number === undefined ? [] : [{ number: asked.number, ok, says }];
}

/** The value of a one-byte parameter in an answer: number, value, number, value, … behind its first byte. */
function parameterIn(parameter: number, data: Uint8Array): number | undefined {
  for (let at = 1; at + 1 < data.length; at += 2) if (data[at] === parameter) return data[at + 1];
  return undefined;
}

/** Undefined where the beep of the scanner itself says it. */
function beepOf(command: DeviceCommand): number | undefined {
  if (command.kind === 'beep') return beeps[command.tone];
  return command.kind === 'feedback' && command.tone !== 'ok' ? beeps[command.tone] : undefined;
}
