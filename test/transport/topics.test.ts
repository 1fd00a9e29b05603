import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, isStatusTopic, meets, topicFault } from '../../gateway/transport/topics.ts';

describe('a topic meets a filter', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/b', 'a/c', false],
    ['a/b', 'a', false],
    ['a', 'a/b', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/+', 'a/', true],
    ['a/+', 'a', false],
    ['+/b', 'a/b', true],
    ['+', 'a', true],
    ['a/+/c', 'a/b/c', true],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'ab', false],
    ['#', 'a/b', true],
    ['#', '$SYS/broker', false],
    ['+/broker', '$SYS/broker', false],
    ['$SYS/#', '$SYS/broker', true],
    ['a//c', 'a//c', true],
    ['a/+/c', 'a//c', true],
  ])('%s and %s: %s', (filter, topic, expected) => {
    expect(meets(filter, topic)).toBe(expected);
  });
});

describe('an allowed filter covers a requested one', () => {
  it.each([
    ['cmd/a/#', 'cmd/a', true],
    ['cmd/a/#', 'cmd/a/x/#', true],
    ['cmd/a/#', 'cmd/+/x', false],
    ['cmd/a/#', 'cmd/#', false],
    ['cmd/a/#', '#', false],
    ['cmd/+', 'cmd/+', true],
    ['cmd/+', 'cmd/a', true],
    ['cmd/+', 'cmd/#', false],
    ['cmd/a', 'cmd/+', false],
    ['cmd/a', 'cmd/a/b', false],
    ['#', '$SYS/#', false],
    ['+/a', '$SYS/a', false],
  ])('%s and %s: %s', (allowed, requested, expected) => {
    expect(covers(allowed, requested)).toBe(expected);
  });

  it('gives away nothing: whatever meets the requested filter meets the allowed one', () => {
    const level = fc.constantFrom('a', 'b', '');
    const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
    const filter = fc
      .tuple(fc.array(fc.constantFrom('a', 'b', '', '+'), { maxLength: 4 }), fc.boolean())
      .filter(([levels, all]) => levels.length > 0 || all)
      .map(([levels, all]) => [...levels, ...(all ? ['#'] : [])].join('/'));
    fc.assert(
      fc.property(filter, filter, topic, (allowed, requested, one) => {
        if (covers(allowed, requested) && meets(requested, one)) expect(meets(allowed, one)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a topic we take', () => {
  it.each([
    ['tallygate/shelf-a1/reading', undefined],
    ['a/b/c/d/e/f/g/h/i/j', undefined],
    ['a/b/c/d/e/f/g/h/i/j/k', 'the topic has more than 10 levels'],
    ['', 'the topic is empty'],
    ['a/\u0000b', 'the topic holds a control character or a wildcard'],
    ['a/+', 'the topic holds a control character or a wildcard'],
    ['é'.repeat(129), 'the topic is longer than 256 bytes'],
  ])('%j: %s', (topic, expected) => {
    expect(topicFault(topic)).toBe(expected);
  });

  it.each([
    ['tallygate/shelf-a1/status', true],
    ['tele/scale/LWT', true],
    ['tallygate/shelf-a1/reading', false],
    ['status/reading', false],
  ])('%s is a status topic: %s', (topic, expected) => {
    expect(isStatusTopic(topic)).toBe(expected);
  });
});
