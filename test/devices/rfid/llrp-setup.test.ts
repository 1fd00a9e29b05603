/** What is asked of readers that can more or less than others, and what becomes of what they refuse. */
import { describe, expect, it, test } from 'vitest';
import type { Session } from '../../../devices/driver.ts';
import { LlrpSession } from '../../../devices/rfid/llrp-session.ts';
import {
  accepted,
  adding,
  answer,
  asked,
  badValue,
  bytes,
  capabilities,
  frameOf,
  greeted,
  introduced,
  keepalive,
  noSuchVersion,
  refusal,
  sent,
  tlv,
  written,
} from './llrp-talk.ts';

const impinj = capabilities({ maker: '0000651a', model: '001e886a' });

function statusOf(session: Session, frame: string, id: number) {
  return session.heard(bytes(frame, id), 60).status;
}

describe('the version', () => {
  it('is 1.1 where the reader speaks it: from then on the header says so', () => {
    const session = greeted();
    expect(sent(session.heard(bytes(answer.version('02'), 100), 12))).toEqual([written(asked.speak11, 101)]);
    expect(sent(session.heard(bytes(answer.speak11, 101), 14))).toEqual(['08010000000B0000006600']);
    session.heard(bytes(answer.capabilities.replace('040b', '080b'), 102), 16);
    const next = session.heard(bytes(answer.config.replace('040c', '080c'), 103), 16);
    expect(sent(next)).toEqual(['08400000000A00000068', '08150000000E0000006900000000']);
    expect(sent(session.heard(bytes('083e 0000000a 00000005'), 17))).toEqual(['08480000000A00000005']);
  });

  it('stays 1.1 where the reader is in it already', () => {
    const session = greeted();
    expect(sent(session.heard(bytes('0838 00000014 ID 02 02 011f 0008 0000 0000', 100), 12))).toEqual([
      '08010000000B0000006500',
    ]);
  });

  it('is 1.1 with a reader that can do later ones too', () => {
    expect(sent(greeted().heard(bytes(answer.version('05'), 100), 12))).toEqual([written(asked.speak11, 101)]);
  });

  test.each([
    ['answers that it does not know the version', noSuchVersion, 100],
    ['answers that it does not know the message', '0464 00000012 ID 011f 0008 006d 0000', 100],
    ['answers with an error that has lost its number', noSuchVersion, 0],
    ['speaks 1.0.1 only', answer.version('01'), 100],
    ['answers with nonsense', '0838 0000000b ID 01', 100],
  ])('is 1.0.1 with a reader that %s', (_, frame, id) => {
    expect(sent(greeted().heard(bytes(frame, id), 12))).toEqual([written(asked.capabilities, 101)]);
  });

  it('is 1.0.1 with a reader that does not answer in time, and a late answer changes nothing', () => {
    const session = greeted();
    expect(sent(session.waited(5_010))).toEqual([written(asked.capabilities, 101)]);
    expect(session.heard(bytes(answer.version('02'), 100), 5_020).send).toEqual([]);
  });

  it('is 1.0.1 with a reader that supports 1.1 and will not speak it, and the status says so', () => {
    const session = greeted();
    session.heard(bytes(answer.version('02'), 100), 12);
    session.heard(bytes(`0839 0000001c ID ${badValue}`, 101), 13);
    session.heard(bytes(answer.capabilities, 102), 14);
    session.heard(bytes(answer.config, 103), 15);
    session.heard(bytes(answer.delete, 105), 20);
    session.heard(bytes(answer.configure, 106), 30);
    session.heard(bytes(answer.add, 107), 40);
    session.heard(bytes(answer.enable, 108), 45);
    expect(statusOf(session, answer.start, 109)?.says).toBe(
      'The reader is taking inventory: LLRP 1.0.1. It keeps reports while the gateway is away. ' +
        'It supports LLRP 1.1 and will not speak it (Bad value. (status 100)).',
    );
  });

  it('is not asked for after a connection that ended before the reader was ready, and again after the next', () => {
    const first = (unready: number) => {
      const session = new LlrpSession({ first_id: 100, unready });
      session.opened(0);
      return sent(session.heard(bytes(accepted), 10));
    };
    expect(first(1)).toEqual([written(asked.capabilities, 100)]);
    expect(first(2)).toEqual([written(asked.version, 100)]);
  });
});

describe('an Impinj reader', () => {
  it('is asked to turn its extensions on with every connection, before anything it has kept is let go', () => {
    const session = greeted();
    session.heard(bytes(noSuchVersion, 100), 12);
    expect(sent(session.heard(bytes(impinj, 101), 14))).toEqual([written(asked.extensions, 102)]);
    expect(sent(session.heard(bytes(answer.extensions, 102), 15))).toEqual([written(asked.config, 103)]);
    expect(sent(session.heard(bytes(answer.config, 103), 16))).toEqual([
      written(asked.release, 104),
      written(asked.delete, 105),
    ]);
  });

  /** Up to its ROSpec, which has the number 107. */
  function addingImpinj(extensions: string = answer.extensions): { session: Session; add: string } {
    const session = greeted();
    session.heard(bytes(noSuchVersion, 100), 12);
    session.heard(bytes(impinj, 101), 14);
    session.heard(bytes(extensions, 102), 15);
    session.heard(bytes(answer.config, 103), 16);
    session.heard(bytes(answer.delete, 105), 20);
    const [add = ''] = sent(session.heard(bytes(answer.configure, 106), 30));
    return { session, add };
  }

  it('is asked for TID, phase, fine RSSI and Doppler shift', () => {
    const selector =
      '03FF00440000651A00000032' +
      '03FF000E0000651A000000330001' +
      '03FF000E0000651A000000340001' +
      '03FF000E0000651A000000350001' +
      '03FF000E0000651A000000430001';
    expect(addingImpinj().add).toContain(`00EE000B1F80015C000540${selector}`);
  });

  it('that refuses them takes inventory without, and the status says so', () => {
    const { session } = addingImpinj();
    expect(sent(session.heard(bytes(refusal.add, 107), 40))).toEqual([written(asked.add, 108)]);
    session.heard(bytes(answer.add, 108), 41);
    session.heard(bytes(answer.enable, 109), 42);
    expect(statusOf(session, answer.start, 110)?.says).toBe(
      'The reader is taking inventory: Impinj Speedway R420, firmware 1.0, LLRP 1.0.1. ' +
        'It keeps reports while the gateway is away. ' +
        'It refused to report phase, Doppler shift, TID and fine signal strength (Bad value. (status 100)).',
    );
  });

  it('that keeps its extensions off is used all the same', () => {
    const { session } = addingImpinj(refusal.extensions);
    session.heard(bytes(answer.add, 107), 41);
    session.heard(bytes(answer.enable, 108), 42);
    expect(statusOf(session, answer.start, 109)).toMatchObject({
      state: 'ready',
      says: expect.stringContaining("It keeps Impinj's extensions off (Bad value. (status 100))."),
    });
  });
});

describe('what a reader refuses', () => {
  it('of the configuration is found out by asking for one thing after the other', () => {
    const session = introduced();
    session.heard(bytes(answer.delete, 104), 20);
    expect(sent(session.heard(bytes(refusal.configure, 105), 30))).toEqual([written(asked.events, 106)]);
    expect(sent(session.heard(bytes(answer.configure, 106), 30))).toEqual([written(asked.keepalives, 107)]);
    expect(sent(session.heard(bytes(answer.configure, 107), 30))).toEqual([written(asked.hold, 108)]);
    expect(sent(session.heard(bytes(refusal.configure, 108), 30))).toEqual([written(asked.add, 109)]);
    session.heard(bytes(answer.add, 109), 40);
    session.heard(bytes(answer.enable, 110), 40);
    expect(statusOf(session, answer.start, 111)?.says).toBe(
      'The reader is taking inventory: LLRP 1.0.1. It keeps no reports while the gateway is away.',
    );
  });

  it('may be all of it: then its silence proves nothing', () => {
    const session = introduced();
    session.heard(bytes(answer.delete, 104), 20);
    for (const id of [105, 106, 107, 108]) session.heard(bytes(refusal.configure, id), 30);
    session.heard(bytes(answer.add, 109), 40);
    session.heard(bytes(answer.enable, 110), 40);
    const last = session.heard(bytes(answer.start, 111), 50);
    expect(last.wake_in_ms).toBeUndefined();
    expect(last.status?.says).toBe(
      'The reader is taking inventory: LLRP 1.0.1. It keeps no reports while the gateway is away. ' +
        'It does not tell of its antennas and its buffer (Bad value. (status 100)). ' +
        'It sends no keepalives, so that a broken connection is noticed late (Bad value. (status 100)).',
    );
    expect(session.waited(10_000_000)).toEqual({ send: [], deliver: false });
    expect(sent(session.heard(bytes(keepalive), 10_000_001))).toEqual(['04480000000A000003E7']);
  });

  it('of the report is done without', () => {
    const session = adding();
    expect(sent(session.heard(bytes(refusal.add, 106), 40))).toEqual([written(asked.addPlain, 107)]);
    session.heard(bytes(answer.add, 107), 40);
    session.heard(bytes(answer.enable, 108), 40);
    expect(statusOf(session, answer.start, 109)?.says).toContain(
      'It refused to report protocol control words (Bad value. (status 100)).',
    );
  });

  it('in the end is why it is refused', () => {
    const session = adding();
    session.heard(bytes(refusal.add, 106), 40);
    expect(statusOf(session, refusal.add, 107)).toEqual({
      state: 'refused',
      says: 'The reader refused ADD_ROSPEC: Bad value. (status 100)',
    });
  });

  it('only when it is to start is taken away again before the plainer way is tried', () => {
    const session = adding();
    session.heard(bytes(answer.add, 106), 40);
    session.heard(bytes(answer.enable, 107), 40);
    expect(sent(session.heard(bytes(refusal.start, 108), 41))).toEqual([written(asked.delete, 109)]);
    expect(sent(session.heard(bytes(answer.delete, 109), 42))).toEqual([written(asked.addPlain, 110)]);
  });

  it('may be to say what it can do', () => {
    const session = greeted();
    session.heard(bytes(noSuchVersion, 100), 12);
    const step = session.heard(bytes(`040b 0000001c ID ${badValue}`, 101), 14);
    expect(sent(step)).toEqual([written(asked.config, 102)]);
    expect(step.deliver).toBe(true);
  });
});

describe('a reader that cannot hold reports', () => {
  it('is not asked to, and the status says so', () => {
    const session = introduced({}, capabilities({ holds: false }));
    const [configure = ''] = sent(session.heard(bytes(answer.delete, 104), 20));
    expect(configure).not.toContain('00E20005');
    session.heard(bytes(answer.configure, 105), 30);
    session.heard(bytes(answer.add, 106), 40);
    session.heard(bytes(answer.enable, 107), 40);
    expect(statusOf(session, answer.start, 108)?.says).toBe(
      'The reader is taking inventory: maker 0 model 0, firmware 1.0, LLRP 1.0.1. It keeps no reports while the gateway is away.',
    );
  });
});

describe('inputs', () => {
  it('are looked at and told of, as many as the reader has', () => {
    const session = introduced({}, capabilities({ inputs: '0002' }));
    expect(sent(session.heard(bytes(answer.delete, 104), 20))).toEqual([
      written(
        '0403 00000049 ID 00 00f4 0020 00f5 0007 0001 80 00f5 0007 0003 80 00f5 0007 0004 80 00f5 0007 0008 80 ' +
          '00dc 0009 01 00002710 00e1 0008 0001 80 02 00e1 0008 0002 80 02 00e2 0005 80',
        105,
      ),
    ]);
  });

  it('are looked at up to 64, whatever a reader claims', () => {
    const session = introduced({}, capabilities({ inputs: 'ffff' }));
    const [configure = ''] = sent(session.heard(bytes(answer.delete, 104), 20));
    expect(configure.match(/00E10008/g)).toHaveLength(64);
  });

  it('that cannot be looked at cost nothing else', () => {
    const session = introduced({}, capabilities({ inputs: '0001' }));
    session.heard(bytes(answer.delete, 104), 20);
    expect(sent(session.heard(bytes(refusal.configure, 105), 30))).toEqual([written(asked.events, 106)]);
    session.heard(bytes(answer.configure, 106), 30);
    expect(sent(session.heard(bytes(refusal.configure, 107), 30))).toEqual([written(asked.keepalives, 108)]);
  });
});

describe('antennas', () => {
  it('that the reader does not have are left out and named', () => {
    const session = adding({ antennas: [1, 4, 7] }, capabilities());
    session.heard(bytes(answer.add, 106), 40);
    session.heard(bytes(answer.enable, 107), 40);
    expect(statusOf(session, answer.start, 108)?.says).toContain('Antenna 7 is in the settings, but the reader has 4.');
  });

  it('without a cable are named', () => {
    const set = frameOf('040c', '011f 0008 0000 0000', tlv('00dd', '80 0001 0000'), tlv('00dd', '00 0003 0000'));
    const session = adding({ antennas: [1, 3] }, capabilities(), set);
    session.heard(bytes(answer.add, 106), 40);
    session.heard(bytes(answer.enable, 107), 40);
    expect(statusOf(session, answer.start, 108)?.says).toContain('Antenna 3 is not connected.');
  });

  it('without a cable are named up to eight', () => {
    const unplugged = Array.from({ length: 10 }, (_, at) =>
      tlv('00dd', `00 00${(at + 1).toString(16).padStart(2, '0')} 0000`),
    );
    const session = adding({}, capabilities(), frameOf('040c', '011f 0008 0000 0000', ...unplugged));
    session.heard(bytes(answer.add, 106), 40);
    session.heard(bytes(answer.enable, 107), 40);
    expect(statusOf(session, answer.start, 108)?.says).toContain(
      'Antennas 1, 2, 3, 4, 5, 6, 7, 8 and 2 more are not connected.',
    );
  });
});
