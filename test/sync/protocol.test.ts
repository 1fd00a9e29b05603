import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, answerOf, idempotencyKeyOf } from '../../gateway/sync/protocol.ts';

const answers: readonly (readonly [number, string, Answer])[] = [
  [200, '{"acked_seq":7}', { kind: 'acked', acked_seq: 7 }],
  [200, '{"acked_seq":7,"more":1}', { kind: 'acked', acked_seq: 7 }],
  [200, '<html>hello</html>', { kind: 'refused', says: 'it answers 200 without acked_seq; is the address right?' }],
  [200, '{"acked_seq":7.5}', { kind: 'refused', says: 'it answers 200 without acked_seq; is the address right?' }],
  [200, '{"acked_seq":-1}', { kind: 'refused', says: 'it answers 200 without acked_seq; is the address right?' }],
  [202, '', { kind: 'refused', says: 'status 202; only 200 acknowledges' }],
  [302, '', { kind: 'refused', says: 'status 302; redirects are not followed' }],
  [401, '{"detail":"who are you?"}', { kind: 'refused', says: 'status 401: who are you?' }],
  [404, '<h1>Not\n\n found</h1>', { kind: 'refused', says: 'status 404: <h1>Not found</h1>' }],
  [408, '', { kind: 'none', says: 'status 408' }],
  [409, '{"expected_seq":3,"says":"gap"}', { kind: 'expects', expected_seq: 3, says: 'status 409: gap' }],
  [409, '{"expected_seq":0}', { kind: 'refused', says: 'status 409: {"expected_seq":0}' }],
  [413, '', { kind: 'too-large' }],
  [
    422,
    '{"acked_seq":4,"refused_seq":5,"says":"no"}',
    { kind: 'refused', says: 'status 422: no', acked_seq: 4, refused_seq: 5 },
  ],
  [422, '{"title":"no"}', { kind: 'refused', says: 'status 422: no' }],
  [429, '', { kind: 'none', says: 'status 429' }],
  [500, '{"says":7}', { kind: 'none', says: 'status 500: {"says":7}' }],
  [503, '', { kind: 'none', says: 'status 503' }],
];

describe('an answer of an upstream', () => {
  it.each(answers)('of status %i with %j means what the page about sync says', (status, body, answer) => {
    expect(answerOf(status, body)).toEqual(answer);
  });

  it('is cut to 300 characters of its words', () => {
    const answer = answerOf(500, 'x'.repeat(10_000));
    expect(answer).toEqual({ kind: 'none', says: `status 500: ${'x'.repeat(300)}` });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        const answer = answerOf(status, body);
        if (answer.kind === 'acked') expect(status).toBe(200);
      }),
    );
  });
});

describe('the idempotency key', () => {
  it('names gateway, ledger and the run of movements', () => {
    const batch = { gateway_id: 'g', ledger_id: 'l', from_seq: 5, to_seq: 9, movements: [] };
    expect(idempotencyKeyOf(batch)).toBe('g:l:5-9');
  });
});
