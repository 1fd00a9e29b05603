/** The file of the M3 competition's data, as the benchmark reads it. */
import { describe, expect, test } from 'vitest';
import { readM3 } from '../../bench/m3-file.ts';

const values = [940.66, 1084.86, 1244.98, 1445.02, 1683.17, 2038.15, 2342.52, 2602.45, 2927.87];

describe('a file of the M3 competition', () => {
  test('has a series a line, its last values to be forecast', () => {
    const text = [
      '#',
      '# Series,N,NF,Category,Starting Year,,1,2',
      '',
      `N   1,9,6,MICRO       ,1975,1,${values.join(',')},,,`,
    ].join('\r\n');
    expect(readM3(text)).toEqual({
      ok: true,
      series: [{ id: 'N1', type: 'yearly', period: 1, known: values.slice(0, 3), asked: values.slice(3) }],
    });
  });

  test('tells the period type by the number of the series', () => {
    const line = (number: number, ahead: number) =>
      `N${number},${ahead + 4},${ahead},OTHER,0,0,${Array.from({ length: ahead + 4 }, (_, i) => i + 1).join(',')}`;
    const text = [
      'Series,N,NF',
      line(645, 6),
      line(646, 8),
      line(1402, 18),
      line(2829, 18),
      line(2830, 8),
      ',,,,',
    ].join('\n');
    const read = readM3(text);
    expect(read.ok && read.series.map(({ id, type, period }) => [id, type, period])).toEqual([
      ['N645', 'yearly', 1],
      ['N646', 'quarterly', 4],
      ['N1402', 'monthly', 12],
      ['N2829', 'monthly', 12],
      ['N2830', 'other', 1],
    ]);
  });

  test('that is something else is told by line and value', () => {
    const said = (text: string) => {
      const read = readM3(text);
      return read.ok ? undefined : read.says;
    };
    expect(said('')).toBe('there is no series in it');
    expect(said('a,b\n')).toBe('line 1: a series is called N1 to N3003, not a');
    expect(said('N3004,9,8,X,1,1,1')).toBe('line 1: a series is called N1 to N3003, not N3004');
    expect(said('#\nN1,9,8,X,1,1,1')).toBe('line 2: N1 is yearly, of which 6 values are to be forecast, not 8');
    expect(said('N1,9,6,X,1975,1,1,2,3')).toBe('line 1: N1 says it has 9 values and has 3');
    expect(said('N1,9,6,X,1975,1,1,x,3')).toBe('line 1: value 2 of N1 is no number: x');
    expect(said('N1,9,6,X,1975,1,1,,3')).toBe('line 1: value 2 of N1 is no number: empty');
    expect(said('N1,8,6,X,1975,1,1,2,3,4,5,6,7,8')).toBe('line 1: N1 has only 8 values');
    const good = 'N1,9,6,X,1975,1,1,2,3,4,5,6,7,8,9';
    expect(said(`${good}\n${good}`)).toBe('line 2: N1 is there twice');
  });
});
