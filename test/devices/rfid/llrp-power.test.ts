/** Transmit power: from the settings, and as a person asks for it. */
import { describe, expect, it, test } from 'vitest';
import type { Session } from '../../../devices/driver.ts';
import { powerAtMost } from '../../../devices/rfid/llrp-capabilities.ts';
import { dbm } from '../../../devices/rfid/llrp-known-reader.ts';
import {
  adding,
  answer,
  asked,
  bytes,
  capabilities,
  frameOf,
  reading,
  refusal,
  sent,
  tlv,
  written,
} from './llrp-talk.ts';

const reader = capabilities();
/** Antenna 1 is set to hop table 1, channel 5, entry 9; antenna 2 to hop table 3, channel 1. */
const set = frameOf(
  '040c',
  '011f 0008 0000 0000',
  tlv('00de', '0001', tlv('00e0', '0001 0005 0009')),
  tlv('00de', '0002', tlv('00e0', '0003 0001 0009')),
);

/** AntennaConfiguration with an RFTransmitter, as it stands in an ADD_ROSPEC. */
function configured(antenna: string, transmitter: string): string {
  return `00DE0010${antenna}00E0000A${transmitter}`;
}

function addOf(settings: Parameters<typeof adding>[0], tells = reader, is = set): { session: Session; add: string } {
  const session = adding(settings, tells, is);
  const [plain = ''] = sent(session.heard(bytes(refusal.add, 106), 40));
  return { session, add: plain };
}

function started(session: Session, id: number): string | undefined {
  session.heard(bytes(answer.add, id), 50);
  session.heard(bytes(answer.enable, id + 1), 50);
  return session.heard(bytes(answer.start, id + 2), 50).status?.says;
}

describe('an entry of the power table', () => {
  const powers = [
    { index: 3, power_cdbm: 2_700 },
    { index: 1, power_cdbm: 1_000 },
    { index: 2, power_cdbm: 2_725 },
  ];
  test.each([
    [2_725, 2_725],
    [2_724, 2_700],
    [9_000, 2_725],
    [1_000, 1_000],
    [999, undefined],
  ])('for %i hundredths of a dBm', (asked_cdbm, found) => {
    expect(powerAtMost(powers, asked_cdbm)?.power_cdbm).toBe(found);
  });
});

test.each([
  [2_700, '27 dBm'],
  [2_750, '27.5 dBm'],
  [2_705, '27.05 dBm'],
  [-50, '−0.5 dBm'],
  [0, '0 dBm'],
])('%i hundredths are written %s', (power_cdbm, words) => {
  expect(dbm(power_cdbm)).toBe(words);
});

describe('power from the settings', () => {
  const settings = {
    antennas: [1, 2],
    powers: [
      { antenna: 1, power_cdbm: 2_700 },
      { antenna: 2, power_cdbm: 2_950 },
    ],
  };

  it('is sent as the number of the table entry, with the frequencies as the reader is set', () => {
    const { add } = addOf(settings);
    expect(add).toContain(`${configured('0001', '000100050007')}${configured('0002', '000300010007')}`);
  });

  it('is told in words, with what was asked where that is something else', () => {
    const session = adding(settings, reader, set);
    expect(started(session, 106)).toBe(
      'The reader is taking inventory: maker 0 model 0, firmware 1.0, LLRP 1.0.1. Antenna 1 sends with 27 dBm. ' +
        'Antenna 2 sends with 27 dBm, the nearest not above 29.5 dBm. It keeps reports while the gateway is away.',
    );
  });

  it('below the weakest is the weakest', () => {
    const session = adding({ antennas: [1], powers: [{ antenna: 1, power_cdbm: 500 }] }, reader, set);
    expect(started(session, 106)).toContain('Antenna 1 sends with 10 dBm, its weakest; asked for were 5 dBm.');
  });

  it('where the reader does not tell how it is set takes its first hop table', () => {
    expect(addOf(settings, reader, answer.config).add).toContain(configured('0001', '000300010007'));
  });

  it('where the reader has no table is not set, and the status says so', () => {
    const session = adding(settings, answer.capabilities, set);
    expect(started(session, 106)).toContain('It does not tell which transmit powers it has, so that none was set.');
  });

  it('that the reader refuses is done without after the report has been made plainer, and the status says so', () => {
    const { session, add } = addOf(settings);
    expect(add).toContain('00DE');
    const [without = ''] = sent(session.heard(bytes(refusal.add, 107), 41));
    expect(without).toContain('00BA0007000101' + '00ED0012020001');
    expect(started(session, 108)).toContain('It refused the transmit power of the settings (Bad value. (status 100)).');
  });
});

describe('power as a person asks for it', () => {
  const power = (antenna: number, power_cdbm: number) => ({ kind: 'antenna-power', antenna, power_cdbm }) as const;

  it('is set by a new ROSpec, and the outcome is what the reader has taken', () => {
    const session = reading({ antennas: [1, 2] }, reader, set);
    const first = session.told?.(power(2, 2_100), 7, 100);
    expect(first && sent(first)).toEqual([written(asked.delete, 110)]);
    const [add = ''] = sent(session.heard(bytes(answer.delete, 110), 101));
    expect(add).toContain(configured('0002', '000300010004'));
    session.heard(bytes(answer.add, 111), 102);
    session.heard(bytes(answer.enable, 112), 103);
    const last = session.heard(bytes(answer.start, 113), 104);
    expect(last.outcomes).toEqual([
      { number: 7, ok: true, says: 'Antenna 2 sends with 20 dBm, the nearest not above 21 dBm.' },
    ]);
    expect(last.status).toMatchObject({ state: 'ready', says: expect.stringContaining('Antenna 2 sends with 20 dBm') });
    expect(last.wake_in_ms).toBe(35_000);
  });

  it('that the reader refuses leaves everything as it was, in the words of the reader', () => {
    const session = reading({ antennas: [1] }, reader, set);
    session.told?.(power(1, 3_000), 1, 100);
    session.heard(bytes(answer.delete, 110), 101);
    const [again = ''] = sent(session.heard(bytes(refusal.add, 111), 102));
    expect(again).not.toContain('00DE');
    session.heard(bytes(answer.add, 112), 103);
    session.heard(bytes(answer.enable, 113), 104);
    const last = session.heard(bytes(answer.start, 114), 105);
    expect(last.outcomes).toEqual([
      { number: 1, ok: false, says: 'The reader refused ADD_ROSPEC: Bad value. (status 100)' },
    ]);
    expect(last.status?.says).not.toContain('sends with');
  });

  it('that leaves the reader without inventory ends the connection, and the next one sets it up anew', () => {
    const session = reading({ antennas: [1] }, reader, set);
    session.told?.(power(1, 3_000), 1, 100);
    session.heard(bytes(answer.delete, 110), 101);
    session.heard(bytes(refusal.add, 111), 102);
    expect(session.heard(bytes(refusal.add, 112), 103)).toMatchObject({
      status: { state: 'refused' },
      outcomes: [{ number: 1, ok: false }],
    });
  });

  test.each([
    ['weaker than the reader can', power(1, 900), 'The weakest the reader can send with is 10 dBm.'],
    ['of an antenna the reader does not have', power(9, 2_000), 'The reader has 4 antennas.'],
    ['of an antenna that is not in the settings', power(3, 2_000), 'The settings have no antenna 3.'],
  ])('%s is refused at once', (_, command, says) => {
    const session = reading({ antennas: [1, 2] }, reader, set);
    expect(session.told?.(command, 3, 100)).toMatchObject({ send: [], outcomes: [{ number: 3, ok: false, says }] });
  });

  it('is refused where the reader has no table', () => {
    const session = reading({});
    expect(session.told?.(power(1, 2_000), 3, 100)?.outcomes).toEqual([
      { number: 3, ok: false, says: 'The reader does not tell which transmit powers it has.' },
    ]);
  });

  it('waits for the one before it, and each has its own outcome', () => {
    const session = reading({ antennas: [1, 2] }, reader, set);
    session.told?.(power(1, 2_000), 1, 100);
    expect(session.told?.(power(2, 3_000), 2, 100)).toMatchObject({ send: [] });
    session.heard(bytes(answer.delete, 110), 101);
    session.heard(bytes(answer.add, 111), 101);
    session.heard(bytes(answer.enable, 112), 101);
    const first = session.heard(bytes(answer.start, 113), 101);
    expect(first.outcomes).toEqual([{ number: 1, ok: true, says: 'Antenna 1 sends with 20 dBm.' }]);
    expect(sent(first)).toEqual([written(asked.delete, 114)]);
    const [add = ''] = sent(session.heard(bytes(answer.delete, 114), 102));
    expect(add).toContain(`${configured('0001', '000100050004')}${configured('0002', '000300010009')}`);
  });

  it('is refused before the reader is at work, and so is anything else', () => {
    expect(adding().told?.(power(1, 2_000), 1, 50)?.outcomes).toEqual([
      { number: 1, ok: false, says: 'The reader is not at work.' },
    ]);
    expect(reading({}).told?.({ kind: 'beep', tone: 'ok' }, 1, 50)?.outcomes).toEqual([
      { number: 1, ok: false, says: 'An LLRP reader cannot be told to beep.' },
    ]);
  });
});
