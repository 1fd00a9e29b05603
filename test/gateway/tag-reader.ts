/** An LLRP reader with a growing field of tags: each new tag is read, and those already there are read again in turn. */
import { encodeEpc } from '../../devices/rfid/epc-encode.ts';
import { sgtinOf } from '../../devices/rfid/epc-keys.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { startLlrpReader } from '../../simulators/llrp-reader.ts';
import { eventually } from '../transport/eventually.ts';

export interface TagReader {
  /** Tags in the field. */
  readonly tags: number;
  /** A further tag comes into the field; it and two others are read. */
  readNext(): void;
  /** Every tag in the field is read again, with the gateway there to hear it. */
  seenAgain(): Promise<void>;
  close(): Promise<void>;
}

const tags_max = 200;

export async function tagReader(port: number): Promise<TagReader> {
  const reader = await startLlrpReader({ host: '127.0.0.1', port, clock: systemClock });
  const epcs: string[] = [];
  let at = 0;

  function read(epc: string | undefined): void {
    if (epc === undefined) return;
    // Two reads make a tag present.
    for (let i = 0; i < 2; i += 1) reader.read(epc, 1, -5_200, systemClock.now_ms());
  }

  return {
    get tags() {
      return epcs.length;
    },
    readNext() {
      if (epcs.length < tags_max) epcs.push(pumpEpc(epcs.length + 1));
      read(epcs.at(-1));
      for (let i = 0; i < 2; i += 1) {
        at += 1;
        read(epcs[at % epcs.length]);
      }
    },
    async seenAgain() {
      await eventually(() => reader.connected);
      for (const epc of epcs) read(epc);
    },
    close: () => reader.close(),
  };
}

function pumpEpc(serial: number): string {
  const epc = sgtinOf({ gtin: '09521141000021', prefix_digits: 7, serial: String(serial), filter: 1 });
  const encoded = epc.ok ? encodeEpc(epc.value) : epc;
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}
