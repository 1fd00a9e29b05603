/** What bytes cost to understand, in this process, without store or wire. */
import { decodeCode } from '../../devices/barcode/code.ts';
import { understand } from '../../devices/driver.ts';
import { native } from '../../devices/native/native.ts';
import { meaningOfEpc } from '../../devices/rfid/epc.ts';
import { llrp } from '../../devices/rfid/llrp.ts';
import { encodeLlrp } from '../../devices/rfid/llrp-encode.ts';
import { llrpMessage, llrpParameter } from '../../devices/rfid/llrp-message.ts';
import { speakerOf, weightMessage } from './clients.ts';
import { median, range, shown, table } from './figures.ts';
import type { Section } from './section.ts';
import { epcOf, gtinOfItem } from './sites.ts';

const tags_per_report = 50;
const rounds = 5;

function report(): Uint8Array {
  const tags = Array.from({ length: tags_per_report }, (_, i) =>
    llrpParameter('TagReportData', {}, [
      llrpParameter('EPC-96', { epc: epcOf(i, i) }),
      llrpParameter('AntennaID', { antenna: 1 + (i % 4) }),
      llrpParameter('PeakRSSI', { rssi_dbm: -54 }),
      llrpParameter('LastSeenTimestampUTC', { at_us: 1_763_884_800_000_000 + i }),
      llrpParameter('TagSeenCount', { count: 3 }),
    ]),
  );
  return encodeLlrp(llrpMessage('RO_ACCESS_REPORT', 1, {}, tags));
}

/** Each does its work once and returns how much of it was understood. */
function works(): readonly { readonly what: string; readonly unit: string; readonly work: () => number }[] {
  const frame = report();
  const weight = Buffer.from(weightMessage(speakerOf('cell')));
  const codes = Array.from({ length: 50 }, (_, i) => `]C101${gtinOfItem(i)}1724123110LOT-${i}\u001d21SN${i}`);
  const epcs = Array.from({ length: 50 }, (_, i) => epcOf(i, i));
  const understood = (by: typeof llrp | typeof native, bytes: Uint8Array) => {
    const result = understand(by, bytes, { retained: false });
    return result.ok ? result.value.length : 0;
  };
  return [
    {
      what: `LLRP report of ${tags_per_report} tags, with the meaning of each`,
      unit: 'tags',
      work: () => understood(llrp, frame),
    },
    { what: 'SGTIN-96', unit: 'tags', work: () => epcs.filter((epc) => meaningOfEpc(epc).gtin !== undefined).length },
    {
      what: 'GS1 element string of four AIs',
      unit: 'codes',
      work: () => codes.filter((code) => decodeCode(code).ok).length,
    },
    { what: 'native weight message', unit: 'readings', work: () => understood(native, weight) },
  ];
}

function rateOf(work: () => number, lasting_ms: number): number {
  const began_ms = performance.now();
  let done = 0;
  let passed_ms = 0;
  while (passed_ms < lasting_ms) {
    for (let i = 0; i < 20; i += 1) done += work();
    passed_ms = performance.now() - began_ms;
  }
  return (done * 1_000) / passed_ms;
}

export const decoding: Section = ({ isQuick, print }) => {
  const lasting_ms = isQuick ? 100 : 400;
  const rows = works().map(({ what, unit, work }) => {
    rateOf(work, lasting_ms);
    const rates = Array.from({ length: rounds }, () => rateOf(work, lasting_ms));
    return [what, unit, shown(median(rates)), range(rates), shown(1e6 / median(rates))];
  });
  print(table(['decoded', 'of', 'per second', 'runs', 'µs each'], rows));
};
