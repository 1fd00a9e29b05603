import { describe, expect, it, test } from 'vitest';
import { LlrpSession } from '../../../devices/rfid/llrp-session.ts';
import {
  accepted,
  adding,
  answer,
  antennaEvent,
  asked,
  bytes,
  greeted,
  introduced,
  keepalive,
  noSuchThing,
  noSuchVersion,
  refusal,
  refused,
  report,
  sent,
  written,
} from './llrp-talk.ts';

describe('before the greeting', () => {
  it('waits, and sends nothing', () => {
    const step = new LlrpSession({}).opened(1_000);
    expect(step).toEqual({
      send: [],
      deliver: false,
      wake_in_ms: 10_000,
      status: { state: 'greeting', says: 'Connected; waiting for the reader to greet.' },
    });
  });

  test.each([
    ['a keepalive', keepalive],
    ['a report', report],
    ['another event', antennaEvent],
    ['noise', '04ff 0000000b 00000001 00'],
  ])('sends nothing after %s', (_, frame) => {
    const session = new LlrpSession({});
    session.opened(0);
    expect(session.heard(bytes(frame), 4_000)).toMatchObject({ send: [], wake_in_ms: 6_000 });
  });

  it('gives up when nobody greets', () => {
    const session = new LlrpSession({});
    session.opened(0);
    expect(session.waited(9_999)).toMatchObject({ wake_in_ms: 1 });
    expect(session.waited(10_000)).toEqual({
      send: [],
      deliver: false,
      status: { state: 'lost', says: 'The reader did not greet within 10 s. Is this an LLRP port?' },
    });
  });

  test.each(['0001', '0002', '0004'])('with status %s another application owns the reader', (status) => {
    const session = new LlrpSession({});
    session.opened(0);
    expect(session.heard(bytes(refused(status)), 5)).toEqual({
      send: [],
      deliver: true,
      status: {
        state: 'refused',
        says: 'Another application owns this reader: LLRP readers serve one client at a time. Stop the other one.',
      },
    });
  });

  it('with status 3 the reader has a reason of its own', () => {
    const session = new LlrpSession({});
    session.opened(0);
    expect(session.heard(bytes(refused('0003')), 5)).toMatchObject({
      deliver: true,
      status: { state: 'refused', says: expect.stringContaining('status 3') },
    });
  });
});

describe('putting the reader to work', () => {
  it('asks for one thing at a time, each after the answer to the last', () => {
    const session = new LlrpSession({ first_id: 100 });
    session.opened(0);
    const first = session.heard(bytes(accepted), 10);
    expect(sent(first)).toEqual([written(asked.version, 100)]);
    expect(first).toMatchObject({ deliver: true, wake_in_ms: 5_000, status: { state: 'greeting' } });
    expect(sent(session.heard(bytes(noSuchVersion, 100), 12))).toEqual([written(asked.capabilities, 101)]);
    const known = session.heard(bytes(answer.capabilities, 101), 14);
    expect(sent(known)).toEqual([written(asked.config, 102)]);
    expect(known.deliver).toBe(true);
    const set = session.heard(bytes(answer.config, 102), 16);
    expect(sent(set)).toEqual([written(asked.release, 103), written(asked.delete, 104)]);
    expect(set.deliver).toBe(true);
    expect(sent(session.heard(bytes(answer.delete, 104), 20))).toEqual([written(asked.configure, 105)]);
    expect(sent(session.heard(bytes(answer.configure, 105), 30))).toEqual([written(asked.add, 106)]);
    expect(sent(session.heard(bytes(answer.add, 106), 40))).toEqual([written(asked.enable, 107)]);
    expect(sent(session.heard(bytes(answer.enable, 107), 45))).toEqual([written(asked.start, 108)]);
    const last = session.heard(bytes(answer.start, 108), 50);
    expect(sent(last)).toEqual([written(asked.release, 109)]);
    expect(last).toMatchObject({
      deliver: false,
      wake_in_ms: 35_000,
      status: {
        state: 'ready',
        says: 'The reader is taking inventory: LLRP 1.0.1. It keeps reports while the gateway is away.',
      },
    });
  });

  it('uses the antennas it is told', () => {
    const session = introduced({ antennas: [1, 3] });
    session.heard(bytes(answer.delete, 104), 20);
    const [add = ''] = sent(session.heard(bytes(answer.configure, 105), 30));
    expect(add).toContain('00B7001A000200010003');
  });

  it('starts its numbers again after the largest', () => {
    const session = new LlrpSession({ first_id: 0xffff_ffff });
    session.opened(0);
    expect(sent(session.heard(bytes(accepted), 10))).toEqual([written(asked.version, 0xffff_ffff)]);
    expect(sent(session.heard(bytes(noSuchVersion, 0xffff_ffff), 10))).toEqual([written(asked.capabilities, 1)]);
  });

  it('delivers reports and events that come before an answer, and the time for the answer runs on', () => {
    const session = greeted();
    expect(session.heard(bytes(report), 2_010)).toEqual({ send: [], deliver: true, wake_in_ms: 3_000 });
    expect(session.heard(bytes(antennaEvent), 4_010)).toEqual({ send: [], deliver: true, wake_in_ms: 1_000 });
    expect(sent(session.heard(bytes(noSuchVersion, 100), 4_500))).toEqual([written(asked.capabilities, 101)]);
  });

  it('takes no answer with another number, and none twice', () => {
    const session = introduced();
    expect(session.heard(bytes(answer.delete, 99), 20).send).toEqual([]);
    expect(session.heard(bytes(answer.delete, 104), 20).send).toHaveLength(1);
    expect(session.heard(bytes(answer.delete, 104), 21).send).toEqual([]);
  });

  it('takes no other answer with the right number', () => {
    expect(introduced().heard(bytes(answer.add, 104), 20)).toEqual({ send: [], deliver: false, wake_in_ms: 4_994 });
  });

  it('answers a keepalive meanwhile', () => {
    expect(sent(greeted().heard(bytes(keepalive), 20))).toEqual(['04480000000A000003E7']);
  });

  it("is refused in the reader's words", () => {
    expect(introduced().heard(bytes(refusal.delete, 104), 20).status).toEqual({
      state: 'refused',
      says: 'The reader refused DELETE_ROSPEC: No such ROSpec. (status 101)',
    });
  });

  it('is refused by a number where the reader has no words', () => {
    expect(introduced().heard(bytes('041f 00000012 ID 011f 0008 0191 0000', 104), 20).status).toEqual({
      state: 'refused',
      says: 'The reader refused DELETE_ROSPEC: status 401',
    });
  });

  it('is refused by an ERROR_MESSAGE to its request', () => {
    expect(introduced().heard(bytes(`0464 00000021 ID ${noSuchThing}`, 104), 20).status).toMatchObject({
      state: 'refused',
      says: 'The reader refused DELETE_ROSPEC: No such ROSpec. (status 101)',
    });
  });

  it('ignores an ERROR_MESSAGE to something else', () => {
    expect(introduced().heard(bytes(`0464 00000021 ID ${noSuchThing}`, 7), 20)).toEqual({
      send: [],
      deliver: false,
      wake_in_ms: 4_994,
    });
  });

  test.each([
    ['without a status', '041f 0000000a ID', 'The reader answered DELETE_ROSPEC without a status.'],
    [
      'that makes no sense',
      '041f 00000012 ID 011f 0009 0000 0000',
      'The answer to DELETE_ROSPEC makes no sense: DELETE_ROSPEC_RESPONSE holds a parameter of type 287 with an impossible length.',
    ],
  ])('is lost after an answer %s', (_, frame, says) => {
    expect(introduced().heard(bytes(frame, 104), 20)).toEqual({
      send: [],
      deliver: false,
      status: { state: 'lost', says },
    });
  });

  it('is lost when an answer does not come', () => {
    expect(introduced().waited(5_014).status).toEqual({
      state: 'lost',
      says: 'The reader did not answer DELETE_ROSPEC within 5 s.',
    });
    expect(adding().waited(5_030).status).toEqual({
      state: 'lost',
      says: 'The reader did not answer ADD_ROSPEC within 5 s.',
    });
  });
});
