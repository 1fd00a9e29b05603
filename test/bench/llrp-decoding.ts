/**
 * What an LLRP tag report costs to understand, next to `llrpjs` 1.0.1 on the same bytes in the same run. Ours is measured
 * twice: the bare decode, which is what the other does, and what the product does with a frame, down to the meaning of each
 * EPC.
 */
import { createRequire } from 'node:module';
import { understandNext } from '../../devices/driver.ts';
import { llrp } from '../../devices/rfid/llrp.ts';
import { decodeLlrp } from '../../devices/rfid/llrp-decode.ts';
import { encodeLlrp } from '../../devices/rfid/llrp-encode.ts';
import { type LlrpParameter, llrpMessage, llrpParameter } from '../../devices/rfid/llrp-message.ts';
import { median, range, shown, table } from './figures.ts';
import type { Section } from './section.ts';
import { epcOf } from './sites.ts';

const rounds = 7;
const tags_per_report = 50;
/** So many frames are decoded between two looks at the clock. */
const frames_per_look = 20;

/** The one thing used of the other library. It is required, because its own type declarations do not compile. */
interface OtherLibrary {
  readonly LLRPMessage: new (bytes: Buffer) => { decode(): object };
}

function tagOf(serial: number): LlrpParameter {
  return llrpParameter('TagReportData', {}, [
    llrpParameter('EPC-96', { epc: epcOf(serial, serial) }),
    llrpParameter('AntennaID', { antenna: 1 + (serial % 4) }),
    llrpParameter('PeakRSSI', { rssi_dbm: -54 }),
    llrpParameter('ChannelIndex', { channel: 1 + (serial % 50) }),
    llrpParameter('FirstSeenTimestampUTC', { at_us: 1_763_884_800_000_000 + serial }),
    llrpParameter('LastSeenTimestampUTC', { at_us: 1_763_884_800_000_000 + serial }),
    llrpParameter('TagSeenCount', { count: 3 }),
  ]);
}

interface Contest {
  readonly what: string;
  /** Each decodes a frame once and returns how many tags it held. */
  readonly ours: () => number;
  readonly product: () => number;
  readonly other: () => number;
}

function contestOver(what: string, tags: readonly LlrpParameter[], other: OtherLibrary): Contest {
  const bytes = Buffer.from(encodeLlrp(llrpMessage('RO_ACCESS_REPORT', 1, {}, tags)));
  const follower = llrp.follower?.();
  return {
    what,
    ours: () => (decodeLlrp(bytes).ok ? tags.length : 0),
    product() {
      const understood = understandNext(llrp, follower, bytes, { retained: false });
      return understood.ok ? understood.value.readings.length : 0;
    },
    other: () => (new other.LLRPMessage(bytes).decode() === undefined ? 0 : tags.length),
  };
}

function rateOf(work: () => number, lasting_ms: number): number {
  const began_ms = performance.now();
  let tags = 0;
  let passed_ms = 0;
  while (passed_ms < lasting_ms) {
    for (let frame = 0; frame < frames_per_look; frame += 1) tags += work();
    passed_ms = performance.now() - began_ms;
  }
  return (tags * 1_000) / passed_ms;
}

export const llrpDecoding: Section = ({ isQuick, print }) => {
  const other: OtherLibrary = createRequire(import.meta.url)('llrpjs');
  const lasting_ms = isQuick ? 80 : 400;
  const contests = [
    contestOver('a tag a frame, as readers stream', [tagOf(1)], other),
    contestOver(
      `${tags_per_report} tags a frame`,
      Array.from({ length: tags_per_report }, (_, serial) => tagOf(serial)),
      other,
    ),
  ];
  const rows = contests.flatMap(({ what, ours, product, other: others }) => {
    const rates: { readonly ours: number; readonly product: number; readonly others: number }[] = [];
    // The first round only warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const rate = {
        ours: rateOf(ours, lasting_ms),
        product: rateOf(product, lasting_ms),
        others: rateOf(others, lasting_ms),
      };
      if (round > 0) rates.push(rate);
    }
    const row = (who: string, key: 'ours' | 'product' | 'others') => {
      const ratios = rates.map((rate) => rate[key] / rate.others);
      return [
        `${what}: ${who}`,
        shown(median(rates.map((rate) => rate[key]))),
        `${shown(median(ratios))}×`,
        range(ratios),
      ];
    };
    return [
      row('decoded', 'ours'),
      row('understood, with what each EPC stands for', 'product'),
      row('decoded by llrpjs 1.0.1', 'others'),
    ];
  });
  print(table(['LLRP tags', 'per second', 'of llrpjs', 'runs'], rows));
};
