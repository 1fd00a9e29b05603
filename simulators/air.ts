/** What a Gen2 tag sends besides its EPC. */
import { hexBytes } from '../devices/codec/bytes.ts';
import { checksumOf } from '../devices/codec/checksum.ts';
import { hexOf } from '../devices/codec/hex.ts';

export interface AirFrame {
  /** Protocol control word: how many words the EPC has. */
  readonly pc: string;
  readonly epc: string;
  readonly crc: string;
}

export function airFrameOf(epc: string): AirFrame {
  const pc = (Math.ceil(epc.length / 4) << 11).toString(16).toUpperCase().padStart(4, '0');
  return { pc, epc, crc: hexOf(Uint8Array.from(checksumOf('crc-16-gen2', hexBytes(pc + epc)))) };
}

/** Whole dBm in a signed byte. */
export function dbmOf(rssi_cdbm: number): number {
  return Math.max(-128, Math.min(127, Math.round(rssi_cdbm / 100)));
}
