import { describe, expect, it } from 'vitest';
import { accepted, antennaEvent, bytes, closing, keepalive, reading, refused, report, sent } from './llrp-talk.ts';

describe('while the reader takes inventory', () => {
  it('delivers reports and events', () => {
    const session = reading();
    expect(session.heard(bytes(report), 1_000)).toEqual({ send: [], deliver: true, wake_in_ms: 35_000 });
    expect(session.heard(bytes(antennaEvent), 2_000)).toEqual({ send: [], deliver: true, wake_in_ms: 35_000 });
  });

  it('acknowledges a keepalive with its own number and keeps it to itself', () => {
    const step = reading().heard(bytes(keepalive), 10_050);
    expect(sent(step)).toEqual(['04480000000A000003E7']);
    expect(step).toMatchObject({ deliver: false, wake_in_ms: 35_000 });
  });

  it('delivers a report or event it cannot read, so that it is kept with its reason', () => {
    const session = reading();
    expect(session.heard(bytes('043d 0000000e 00000001 00f00004'), 60).deliver).toBe(true);
    expect(session.heard(bytes('043f 0000000e 00000001 00f60004'), 60).deliver).toBe(true);
  });

  it('keeps what it does not know to itself', () => {
    expect(reading().heard(bytes('07ff 0000000f 00000001 0000651a16'), 60)).toMatchObject({ send: [], deliver: false });
  });

  it('is lost after three keepalives have not come', () => {
    const session = reading();
    session.heard(bytes(keepalive), 10_050);
    expect(session.waited(45_049)).toMatchObject({ wake_in_ms: 1 });
    expect(session.waited(45_050).status).toEqual({
      state: 'lost',
      says: 'Nothing heard for 35 s: three keepalives are missing.',
    });
  });

  it('is lost when the reader says that it closes, and says so to the gateway', () => {
    expect(reading().heard(bytes(closing), 60)).toEqual({
      send: [],
      deliver: true,
      status: { state: 'lost', says: 'The reader closed the connection.' },
    });
  });

  it('is not troubled by another client that tries', () => {
    const step = reading().heard(bytes(refused('0004')), 60);
    expect(step).toMatchObject({ send: [], deliver: true });
    expect(step.status).toBeUndefined();
  });

  it('says nothing more once it is over', () => {
    const session = reading();
    session.heard(bytes(closing), 60);
    for (const frame of [keepalive, report, accepted]) {
      expect(session.heard(bytes(frame), 70)).toEqual({ send: [], deliver: false });
    }
    expect(session.waited(100_000)).toEqual({ send: [], deliver: false });
  });
});
