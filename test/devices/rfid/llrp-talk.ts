/** The talk between gateway and reader in bytes, for the tests of the session. */
import { bytesOfHex, hexOf } from '../../../devices/codec/hex.ts';
import type { Session, SessionSettings, SessionStep } from '../../../devices/driver.ts';
import { LlrpSession } from '../../../devices/rfid/llrp-session.ts';

/** Frames as hexadecimal, spaces allowed; `ID` stands for a message number. */
export const accepted = '043f 00000020 00000001 00f6 0016 0080 000c 0006443e6eefa240 0100 0006 0000';
export const refused = (status: string) =>
  `043f 00000020 00000001 00f6 0016 0080 000c 0006443e6eefa240 0100 0006 ${status}`;
export const closing = '043f 0000001e 00000009 00f6 0014 0080 000c 0006443e6eefa240 0101 0004';
export const antennaEvent = '043f 00000021 00000009 00f6 0017 0080 000c 0006443e6eefa240 00ff 0007 00 0003';
export const report =
  '043d 0000002c 4095893b 00f0 0022 8d 3005fb63ac1f3841ec880467 81 0001 86 cf 82 0004ec2ea8370ebf 88 0001';
export const keepalive = '043e 0000000a 000003e7';
/** LLRPStatus 101 with the words "No such ROSpec." */
export const noSuchThing = '011f 0017 0065 000f 4e6f207375636820524f537065632e';
/** LLRPStatus 100 with the words "Bad value." */
export const badValue = '011f 0012 0064 000a 4261642076616c75652e';

export const asked = {
  version: '082e 0000000a ID',
  speak11: '082f 0000000b ID 02',
  capabilities: '0401 0000000b ID 00',
  extensions: '07ff 00000013 ID 0000651a 15 00000000',
  release: '0440 0000000a ID',
  delete: '0415 0000000e ID 00000000',
  config: '0402 00000011 ID 0000 00 0000 0000',
  /** Events 3, 4 and 8, keepalives each 10 s, holding. */
  configure:
    '0403 00000032 ID 00 ' +
    '00f4 0019 00f5 0007 0003 80 00f5 0007 0004 80 00f5 0007 0008 80 00dc 0009 01 00002710 00e2 0005 80',
  events: '0403 00000024 ID 00 00f4 0019 00f5 0007 0003 80 00f5 0007 0004 80 00f5 0007 0008 80',
  keepalives: '0403 00000014 ID 00 00dc 0009 01 00002710',
  hold: '0403 00000010 ID 00 00e2 0005 80',
  add:
    '0414 00000050 ID 00b1 0046 00000001 00 00 00b2 0012 00b3 0005 00 00b6 0009 00 00000000 ' +
    '00b7 0018 0001 0000 00b8 0009 00 00000000 00ba 0007 0001 01 00ed 0012 02 0001 00ee 000b 1f80 015c 0005 40',
  addPlain:
    '0414 0000004b ID 00b1 0041 00000001 00 00 00b2 0012 00b3 0005 00 00b6 0009 00 00000000 ' +
    '00b7 0018 0001 0000 00b8 0009 00 00000000 00ba 0007 0001 01 00ed 000d 02 0001 00ee 0006 1f80',
  enable: '0418 0000000e ID 00000001',
  start: '0416 0000000e ID 00000001',
} as const;

const good = '011f 0008 0000 0000';

/** Answers with success, by message type: 41f is DELETE_ROSPEC_RESPONSE, … */
export const answer = {
  version: (supported: string) => `0838 00000014 ID 01 ${supported} ${good}`,
  speak11: `0839 00000012 ID ${good}`,
  /** The reader tells nothing of itself. */
  capabilities: `040b 00000012 ID ${good}`,
  extensions: `07ff 00000017 ID 0000651a 16 ${good}`,
  delete: `041f 00000012 ID ${good}`,
  config: `040c 00000012 ID ${good}`,
  configure: `040d 00000012 ID ${good}`,
  add: `041e 00000012 ID ${good}`,
  enable: `0422 00000012 ID ${good}`,
  start: `0420 00000012 ID ${good}`,
} as const;

/** What an LLRP 1.0.1 reader says to a message of LLRP 1.1: M_UnsupportedVersion. */
export const noSuchVersion = '0464 00000012 ID 011f 0008 006e 0000';

/** Refusals in words, by message type. */
export const refusal = {
  delete: `041f 00000021 ID ${noSuchThing}`,
  configure: `040d 0000001c ID ${badValue}`,
  add: `041e 0000001c ID ${badValue}`,
  start: `0420 0000001c ID ${badValue}`,
  extensions: `07ff 00000021 ID 0000651a 16 ${badValue}`,
} as const;

/** A parameter around its contents, with its length. */
export function tlv(type: string, ...contents: readonly string[]): string {
  const body = contents.join(' ').replaceAll(' ', '');
  return `${type} ${(4 + body.length / 2).toString(16).padStart(4, '0')} ${body}`;
}

/** A message around its contents, with its length; `ID` for its number. */
export function frameOf(type: string, ...contents: readonly string[]): string {
  const body = contents.join(' ').replaceAll(' ', '');
  return `${type} ${(10 + body.length / 2).toString(16).padStart(8, '0')} ID ${body}`;
}

/**
 * A reader that tells what it can do: four antennas and two inputs unless said otherwise, powers of 10, 20, 27 and 30 dBm with
 * the numbers 1, 4, 7 and 9, and a hop table with the number 3.
 */
export function capabilities(
  reader: {
    readonly maker?: string;
    readonly model?: string;
    readonly holds?: boolean;
    readonly inputs?: string;
    readonly powers?: string;
  } = {},
): string {
  const { maker = '00000000', model = '00000000', holds = true, inputs = '0000' } = reader;
  const powers = reader.powers ?? '0091 0008 0001 03e8 0091 0008 0004 07d0 0091 0008 0007 0a8c 0091 0008 0009 0bb8';
  return frameOf(
    '040b',
    good,
    tlv('0089', '0004 4000', maker, model, '0003 312e30', tlv('008d', inputs, '0000')),
    tlv('008e', holds ? '48' : '40', '00 0000 00000001 00000001 00000001 00000000 00000001'),
    tlv(
      '008f',
      '0348 0001',
      tlv('0090', powers, tlv('0092', '80', tlv('0093', '03 00 0003 000dcb5e 000e222a 000dbff6'))),
    ),
  );
}

export function written(frame: string, id = 0): string {
  return frame.replace('ID', id.toString(16).padStart(8, '0')).replaceAll(' ', '').toUpperCase();
}

export function bytes(frame: string, id = 0): Uint8Array {
  const read = bytesOfHex(written(frame, id));
  if (read === undefined) throw new Error(`no hexadecimal: ${frame}`);
  return read;
}

export function sent(step: SessionStep): string[] {
  return step.send.map((frame) => hexOf(frame));
}

/** A session that has been greeted and has asked, with number 100, which versions the reader speaks. */
export function greeted(settings: SessionSettings = { first_id: 100 }): Session {
  const session = new LlrpSession(settings);
  session.opened(0);
  session.heard(bytes(accepted), 10);
  return session;
}

/** A session that has learned all it can of an LLRP 1.0.1 reader, and has asked it with number 104 to delete its ROSpecs. */
export function introduced(
  settings: SessionSettings = {},
  tells: string = answer.capabilities,
  set: string = answer.config,
): Session {
  const session = greeted({ first_id: 100, ...settings });
  session.heard(bytes(noSuchVersion, 100), 12);
  session.heard(bytes(tells, 101), 13);
  session.heard(bytes(set, 102), 14);
  return session;
}

/** The same, and it has added its ROSpec with number 106. */
export function adding(settings: SessionSettings = {}, tells?: string, set?: string): Session {
  const session = introduced(settings, tells, set);
  session.heard(bytes(answer.delete, 104), 20);
  session.heard(bytes(answer.configure, 105), 30);
  return session;
}

/** A session whose reader has answered everything by 50 ms; the next number is 110. */
export function reading(settings: SessionSettings = {}, tells?: string, set?: string): Session {
  const session = adding(settings, tells, set);
  session.heard(bytes(answer.add, 106), 40);
  session.heard(bytes(answer.enable, 107), 45);
  session.heard(bytes(answer.start, 108), 50);
  return session;
}
