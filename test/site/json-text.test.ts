import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultOf } from '../../gateway/site/json-text.ts';

const faults: readonly (readonly [string, string, string])[] = [
  ['', '1:1', 'a value is missing at the end'],
  ['{\n  "a": 1,\n}', '3:1', 'after a comma a key in quotes is expected, not }'],
  ['[1, ]', '1:5', 'after a comma a value is expected, not ]'],
  ['{\n  "a": 1\n  "b": 2\n}', '3:3', 'a comma or } is expected here'],
  ["{ 'a': 1 }", '1:3', 'a key in double quotes is expected here'],
  ['{ "a": \'x\' }', '1:8', 'texts stand in double quotes'],
  ['{ "a" 1 }', '1:7', 'a colon is expected after the key'],
  ['{ "a": 01 }', '1:9', 'a comma or } is expected here'],
  ['{ "a": NaN }', '1:8', 'a value is expected here'],
  ['{ "a": "x\n" }', '1:10', 'a text must end in its own line, and hold no control characters'],
  ['{ "a": "C:\\x" }', '1:11', 'a backslash must be followed by one of " \\ / b f n r t or u and four digits'],
  ['{ "a": "x', '1:8', 'the text that begins here has no closing quote'],
  ['{\n  "a": 1,\n  "\\u0061": 2\n}', '3:3', 'the key "a" stands twice in the same object'],
  ['{} // note', '1:4', 'nothing more is expected after the value'],
  ['['.repeat(40), '1:34', 'more than 32 brackets are open'],
];

describe('jsonFaultOf', () => {
  it.each(faults)('finds the fault of %j at %s', (text, place, rule) => {
    const fault = jsonFaultOf(text);
    expect(fault && [`${fault.line}:${fault.column}`, fault.rule]).toEqual([place, rule]);
  });

  it('finds none where the engine finds none', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (text, space) => {
        expect(jsonFaultOf(JSON.stringify(JSON.parse(text), undefined, space))).toBeUndefined();
      }),
    );
  });

  it('finds one wherever the engine finds one', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        if (jsonFaultOf(text) === undefined) JSON.parse(text);
      }),
      { numRuns: 2_000 },
    );
  });
});
