import { describe, expect, it, test } from 'vitest';
import { understand } from '../../../devices/driver.ts';
import { impinjIot } from '../../../devices/rfid/impinj-iot.ts';
import { impinjAntennaMessage, impinjStatusMessage, impinjTagMessage } from '../../../simulators/impinj-reader.ts';

const live = { retained: false };

function readings(text: string) {
  const decoded = impinjIot.frame.decode(new TextEncoder().encode(text));
  return decoded.ok ? impinjIot.readings(decoded.value, live) : decoded.fault;
}

function tagEvent(members: string): string {
  return `{"eventType":"tagInventory","tagInventoryEvent":{${members}}}`;
}

describe('what a reader may be set up to leave out', () => {
  it('everything but the EPC', () => {
    expect(readings(tagEvent('"epc":"MDZEM0CDNAAAAAGQ"'))).toEqual([
      { kind: 'tag', epc: '303644334083340000000190', count: 1 },
    ]);
  });

  it('the type of the event', () => {
    expect(readings('{"tagInventoryEvent":{"epcHex":"303644334083340000000190"}}')).toEqual([
      { kind: 'tag', epc: '303644334083340000000190', count: 1 },
    ]);
  });

  it('the hexadecimal counts where it comes with base64url', () => {
    expect(readings(tagEvent('"epc":"AAAA","epcHex":"abcd"'))).toEqual([{ kind: 'tag', epc: 'ABCD', count: 1 }]);
  });

  it('the time it was last seen goes before the time it was sent', () => {
    const event =
      '{"timestamp":"2026-11-23T08:00:01.000000001Z","tagInventoryEvent":{"epcHex":"ABCD","lastSeenTime":"2026-11-23T08:00:00.999999999Z"}}';
    expect(readings(event)).toEqual([{ kind: 'tag', epc: 'ABCD', count: 1, device_at_ms: 1_795_420_800_999 }]);
  });
});

describe('what may be told besides', () => {
  it.each([
    ['the chip in base64url', '"tid":"4oARYCAAcA_0-wrD"', { tid: 'E28011602000700FF4FB0AC3' }],
    ['the chip in both forms', '"tid":"AAAA","tidHex":"e280116020007011"', { tid: 'E280116020007011' }],
    ['a phase below zero', '"phaseAngle":-0.5', { phase_mdeg: 359_500 }],
    ['a whole turn', '"phaseAngle":360', { phase_mdeg: 0 }],
    ['a chip that could not be read, in either form', '"tid":"","tidHex":""', {}],
    [
      'a chip that could be read in one form',
      '"tid":"4oARYCAAcA_0-wrD","tidHex":""',
      { tid: 'E28011602000700FF4FB0AC3' },
    ],
    ['an empty EPC in the other form', '"epc":""', {}],
    ['the carrier', '"frequency":920625', { frequency_khz: 920_625 }],
    ['the control word', '"pc":"NAA"', { pc: '3400' }],
    ['a control word of another form, which is left', '"pc":"3400"', {}],
    ['power and access, which are not used', '"transmitPowerCdbm":3150,"tagAccessResponses":[{"response":"x"}]', {}],
  ])('%s', (_, member, told) => {
    expect(readings(tagEvent(`"epcHex":"ABCD",${member}`))).toEqual([{ kind: 'tag', epc: 'ABCD', count: 1, ...told }]);
  });

  it('an input of which it is not said how it changed', () => {
    expect(readings('{"gpiTransitionEvent":{"gpi":1,"transition":"toggled"}}')).toEqual([]);
  });
});

describe('what says nothing of stock', () => {
  test.each([
    ['the state of the inventory', '{"eventType":"inventoryStatus","inventoryStatusEvent":{"inventoryStatus":"idle"}}'],
    ['a heartbeat', '{"eventType":"heartbeat","timestamp":"2026-11-23T08:00:01Z"}'],
    ['an event nobody has heard of', '{"eventType":"somethingNew","somethingNewEvent":{"deep":[[[{}]]]}}'],
    ['an event without anything', '{}'],
    ['a tag whose EPC has no bits', tagEvent('"epc":"","antennaPort":1')],
  ])('%s', (_, text) => {
    expect(readings(text)).toEqual([]);
  });
});

describe('what is refused', () => {
  test.each([
    ['no JSON', 'tag', 'frame'],
    ['nothing', '', 'frame'],
    ['an empty array', '[]', 'frame'],
    ['a number', '7', 'frame'],
    ['a tag read without a tag', '{"eventType":"tagInventory"}', 'tagInventoryEvent'],
    ['a tag without EPC', tagEvent('"tidHex":"E2801160"'), 'tagInventoryEvent'],
    ['half a byte', tagEvent('"epcHex":"ABC"'), 'tagInventoryEvent.epcHex'],
    ['letters past base64url', tagEvent('"epc":"ab+/"'), 'tagInventoryEvent.epc'],
    ['base64url that cannot be bytes', tagEvent('"epc":"abcde"'), 'tagInventoryEvent.epc'],
    ['padding alone', tagEvent('"epc":"=="'), 'tagInventoryEvent.epc'],
    ['an EPC of 63 bytes', tagEvent(`"epc":"${'A'.repeat(84)}"`), 'tagInventoryEvent.epc'],
    ['more text than any EPC', tagEvent(`"epc":"${'A'.repeat(1_000)}"`), 'tagInventoryEvent.epc'],
    ['antenna 0', tagEvent('"epcHex":"ABCD","antennaPort":0'), 'tagInventoryEvent.antennaPort'],
    ['a signal strength in dBm', tagEvent('"epcHex":"ABCD","peakRssiCdbm":-54.5'), 'tagInventoryEvent.peakRssiCdbm'],
    ['local time', '{"timestamp":"2026-11-23T08:00:01"}', 'timestamp'],
    [
      'the second of two',
      `[${tagEvent('"epcHex":"ABCD"')},${tagEvent('"epcHex":"AB"')},{"timestamp":7.5}]`,
      '[2].timestamp',
    ],
    ['the third line', `{}\n\n{"timestamp":""}\n`, 'line 3: timestamp'],
    ['a line cut short', `{}\n{"timestamp"`, 'line 2'],
    ['nine levels', `${'['.repeat(9)}${']'.repeat(9)}`, 'frame'],
    ['more events than the limit', `[${Array.from({ length: 1_001 }, () => '{}').join(',')}]`, 'frame'],
    ['more bytes than the limit', `{"a":"${'a'.repeat(60_000)}"}`, 'frame'],
  ])('%s', (_, text, place) => {
    expect(readings(text)).toMatchObject({ place });
  });
});

describe('the simulated reader', () => {
  const seen = { epc: '303644334083340000000190', antenna: 2, rssi_cdbm: -5_450, at_ms: 1_795_420_800_123 };
  const reading = {
    kind: 'tag',
    epc: '303644334083340000000190',
    antenna: 2,
    rssi_cdbm: -5_450,
    count: 1,
    device_at_ms: 1_795_420_800_123,
  };

  it('publishes a tag as the readers write it', () => {
    const { topic, payload } = impinjTagMessage('dock-1', [seen]);
    expect(topic).toBe('impinj/dock-1/events');
    expect(new TextDecoder().decode(payload)).toBe(
      '{"eventType":"tagInventory","timestamp":"2026-11-23T08:00:00.123000000Z","tagInventoryEvent":{"epc":"MDZEM0CDNAAAAAGQ","antennaPort":2,"peakRssiCdbm":-5450,"lastSeenTime":"2026-11-23T08:00:00.123000000Z"}}',
    );
    expect(understand(impinjIot, payload, live)).toMatchObject({ ok: true, value: [reading] });
  });

  it('publishes several tags in one message', () => {
    const { payload } = impinjTagMessage('dock-1', [seen, { ...seen, antenna: 1 }]);
    expect(understand(impinjIot, payload, live)).toMatchObject({
      ok: true,
      value: [reading, { ...reading, antenna: 1 }],
    });
  });

  it('publishes its antennas and itself coming and going', () => {
    const conditions = [
      impinjAntennaMessage('dock-1', { antenna: 3, connected: false, at_ms: 1_795_420_800_123 }),
      impinjAntennaMessage('dock-1', { antenna: 3, connected: true, at_ms: 1_795_420_800_123 }),
      impinjStatusMessage('dock-1', false),
      impinjStatusMessage('dock-1', true),
    ].map(({ payload }) => understand(impinjIot, payload, live));
    expect(conditions).toMatchObject([
      { value: [{ condition: 'antenna-disconnected', channel: '3' }] },
      { value: [{ condition: 'antenna-connected', channel: '3' }] },
      { value: [{ condition: 'offline' }] },
      { value: [{ condition: 'online' }] },
    ]);
  });
});
