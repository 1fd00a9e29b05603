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
export const noSuchThing = '011f 0017 0065 000f 4e6f207375636820524f537065632e';

export const asked = {
  release: '0440 0000000a ID',
  delete: '0415 0000000e ID 00000000',
  configure:
    '0403 00000032 ID 00 ' +
    '00f4 0019 00f5 0007 0003 80 00f5 0007 0004 80 00f5 0007 0008 80 00dc 0009 01 00002710 00e2 0005 80',
  configurePlainly: '0403 00000014 ID 00 00dc 0009 01 00002710',
  add:
    '0414 0000004b ID 00b1 0041 00000001 00 00 00b2 0012 00b3 0005 00 00b6 0009 00 00000000 ' +
    '00b7 0018 0001 0000 00b8 0009 00 00000000 00ba 0007 0001 01 00ed 000d 02 0001 00ee 0006 1780',
  enable: '0418 0000000e ID 00000001',
  start: '0416 0000000e ID 00000001',
} as const;

/** Answers with success, by message type: 41f is DELETE_ROSPEC_RESPONSE, … */
export const answer = {
  delete: '041f 00000012 ID 011f 0008 0000 0000',
  configure: '040d 00000012 ID 011f 0008 0000 0000',
  add: '041e 00000012 ID 011f 0008 0000 0000',
  enable: '0422 00000012 ID 011f 0008 0000 0000',
  start: '0420 00000012 ID 011f 0008 0000 0000',
} as const;

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

export function greeted(settings: SessionSettings = { first_id: 100 }): Session {
  const session = new LlrpSession(settings);
  session.opened(0);
  session.heard(bytes(accepted), 10);
  return session;
}

/** A session whose reader has answered everything by 50 ms. */
export function reading(): Session {
  const session = greeted();
  session.heard(bytes(answer.delete, 101), 20);
  session.heard(bytes(answer.configure, 102), 30);
  session.heard(bytes(answer.add, 103), 40);
  session.heard(bytes(answer.enable, 104), 45);
  session.heard(bytes(answer.start, 105), 50);
  return session;
}
