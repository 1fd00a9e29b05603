import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventLines } from '../../gateway/transport/event-lines.ts';

function plainOf(text: string, cuts: readonly number[] = []): string {
  const filter = eventLines();
  const bytes = Buffer.from(text, 'latin1');
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const chunks = places.map((place, at) => filter(bytes.subarray(place, places[at + 1] ?? bytes.length)));
  return Buffer.concat(chunks).toString('latin1');
}

test.each([
  ['events as they are', '{"a":1}\r\n{"b":2}\n', '{"a":1}\r\n{"b":2}\n'],
  ['empty lines', '\r\n\n{"a":1}\n', '\r\n\n{"a":1}\n'],
  ['data: before an event, with or without the space', 'data: {"a":1}\n\ndata:{"b":2}\n', '{"a":1}\n\n{"b":2}\n'],
  ['one space only', 'data:  {"a":1}\n', ' {"a":1}\n'],
  ['lines about the stream', 'event: tag\nid: 7\nretry: 100\n: still here\ndata: {"a":1}\n\n', '\n\n\n\n{"a":1}\n\n'],
  ['words that begin like a name', 'dat\ndata\neventually:\nidea\n', 'dat\ndata\neventually:\nidea\n'],
  ['a name later in a line', '{"data: ":"id: 7"}\n', '{"data: ":"id: 7"}\n'],
  ['a line cut short by the next', 'da\ndata: {"a":1}\n', 'da\n{"a":1}\n'],
  ['an event without its end', 'data: {"a"', '{"a"'],
])('%s', (_, text, plain) => {
  expect(plainOf(text)).toBe(plain);
});

test('it is the same wherever the chunks part', () => {
  const line = fc.constantFrom('data: {"a":1}', 'data:', 'id: 1', ': x', '{"b":2}', '', 'dat', 'even', '\r');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(200), { maxLength: 10 }), (lines, cuts) => {
      const text = lines.map((each) => `${each}\n`).join('');
      expect(plainOf(text, cuts)).toBe(plainOf(text));
    }),
  );
});
