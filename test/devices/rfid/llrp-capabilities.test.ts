/** What a real reader told of itself, and what later reports mean by it. */
import { describe, expect, it, test } from 'vitest';
import { bytesOfHex } from '../../../devices/codec/hex.ts';
import { understandNext } from '../../../devices/driver.ts';
import { llrp } from '../../../devices/rfid/llrp.ts';
import { capabilitiesOf, modelWords } from '../../../devices/rfid/llrp-capabilities.ts';
import { decodeLlrp } from '../../../devices/rfid/llrp-decode.ts';
import { llrpFollower } from '../../../devices/rfid/llrp-follower.ts';
import { bytes, capabilities, frameOf, tlv } from './llrp-talk.ts';

const captured = llrp.examples.find(({ says }) => says === 'what a reader can do')?.hex ?? '';
const live = { retained: false };

function told(frame: Uint8Array) {
  const decoded = decodeLlrp(frame);
  if (!decoded.ok) throw new Error(decoded.fault.rule);
  return decoded.value;
}

describe('a captured Speedway R220', () => {
  const message = told(bytesOfHex(captured) ?? new Uint8Array());
  const reader = capabilitiesOf(message);

  it('is one by maker, model and firmware', () => {
    expect(reader && modelWords(reader)).toBe('Impinj Speedway R220, firmware 4.8.3.240');
    expect(reader).toMatchObject({ manufacturer: 25_882, model: 2_001_001, antennas: 2, inputs: 4, holds: true });
  });

  it('sends with 10 to 32.5 dBm in steps of a quarter', () => {
    expect(reader?.powers).toHaveLength(91);
    expect(reader?.powers[0]).toEqual({ index: 1, power_cdbm: 1_000 });
    expect(reader?.powers[1]).toEqual({ index: 2, power_cdbm: 1_025 });
    expect(reader?.powers.at(-1)).toEqual({ index: 91, power_cdbm: 3_250 });
  });

  it('hops over the fifty channels of the USA', () => {
    expect(reader?.hopping).toBe(true);
    expect(reader?.tables).toHaveLength(1);
    const frequencies = reader?.tables[0]?.frequencies_khz ?? [];
    expect(frequencies.slice(0, 3)).toEqual([912_750, 926_250, 919_250]);
    expect([Math.min(...frequencies), Math.max(...frequencies), new Set(frequencies).size]).toEqual([
      902_750, 927_250, 50,
    ]);
  });

  it('is known in every parameter', () => {
    expect(message.skipped).toBeUndefined();
  });
});

test('parameters that nobody here knows are counted, wherever they stand', () => {
  const frame = bytes(
    frameOf(
      '043d',
      '03fe 0005 ff',
      tlv('00f0', '8d 3005fb63ac1f3841ec880467', '03ff 000c 00003fda 00000001', '03ff 0006 0000'),
    ),
  );
  expect(told(frame).skipped).toBe(3);
});

describe('the frequency of a read', () => {
  const seen = (channel: string) => bytes(frameOf('043d', tlv('00f0', '8d 3005fb63ac1f3841ec880467', `87 ${channel}`)));
  const frequencyAfter = (frames: readonly string[], channel = '0002', saved?: unknown) => {
    const follower = llrpFollower(saved);
    for (const frame of frames) understandNext(llrp, follower, bytes(frame), live);
    const understood = understandNext(llrp, follower, seen(channel), live);
    const [reading] = understood.ok ? understood.value.readings : [];
    return reading?.kind === 'tag' ? reading.frequency_khz : 'no tag';
  };
  const hopping = (...tables: readonly string[]) =>
    frameOf(
      '040b',
      '011f 0008 0000 0000',
      tlv('0089', '0001 4000 00000000 00000000 0000'),
      tlv('008f', '0348 0001', tlv('0090', tlv('0092', '80', ...tables))),
    );
  const table = (id: string, ...frequencies: readonly string[]) =>
    tlv('0093', `${id} 00`, frequencies.length.toString(16).padStart(4, '0'), ...frequencies);
  const set = (id: string) => frameOf('040c', tlv('00de', '0001', tlv('00e0', `${id} 0000 0001`)));

  it('is not known before the reader has told its table', () => {
    expect(frequencyAfter([])).toBeUndefined();
  });

  it('is the entry of the hop table, counted from 1', () => {
    expect(frequencyAfter([capabilities()], '0001')).toBe(904_030);
    expect(frequencyAfter([capabilities()], '0003')).toBe(901_110);
  });

  test.each(['0000', '0004', 'ffff'])('outside the table (%s) it is left out', (channel) => {
    expect(frequencyAfter([capabilities()], channel)).toBeUndefined();
  });

  it('is by the table that the reader is set to', () => {
    const two = hopping(table('01', '000dcb5e', '000e222a'), table('02', '000dbff6', '000dd216'));
    expect(frequencyAfter([two])).toBe(926_250);
    expect(frequencyAfter([two, set('0002')])).toBe(905_750);
    expect(frequencyAfter([two, set('0009')])).toBe(926_250);
  });

  it('is an entry of the one table of a reader that does not hop', () => {
    const fixed = frameOf(
      '040b',
      tlv('0089', '0001 4000 00000000 00000000 0000'),
      tlv('008f', '0114 0002', tlv('0090', tlv('0092', '00', tlv('0094', '0002 000d375c 000d39b4')))),
    );
    expect(frequencyAfter([fixed, set('0000')])).toBe(866_740);
  });

  it('is forgotten with the next reader that tells no table', () => {
    const silent = frameOf('040b', tlv('0089', '0001 4000 00000000 00000000 0000'));
    expect(frequencyAfter([capabilities(), silent])).toBeUndefined();
  });

  it('is not remembered of tables beyond the limit', () => {
    const long = table('01', ...Array.from({ length: 1_025 }, () => '000dcb5e'));
    expect(frequencyAfter([hopping(long)])).toBeUndefined();
    expect(frequencyAfter([hopping(long, table('02', '000dbff6', '000dd216'))])).toBe(905_750);
  });

  test.each([[null], [{}], [{ tables: 'x', used: 1 }], [{ tables: [{ table: 1, frequencies_khz: ['a'] }], used: 1 }]])(
    'is not taken from what is no memory of ours: %j',
    (saved) => {
      expect(frequencyAfter([], '0001', saved)).toBeUndefined();
    },
  );
});
