import { describe, expect, test } from 'vitest';
import { ShopFloor } from './shop-floor.ts';

const nut = '9506000134352';

function receiving(): ShopFloor {
  return new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1');
}

describe('printed codes that were read badly', () => {
  test.each([
    'TG-C',
    'TG-CM',
    'TG-CMD',
    'TG-CMD.',
    'TG-CMD..',
    'TG-CMD.QTY.',
    'tg-cmd.qty.12',
    'G-CMD.DONE',
    'CMD.DONE',
  ])('%s is a refused command and never goods', (code) => {
    const floor = receiving().scans(code);
    expect(floor.said()).toBe(`error: unknown command ${code}: it was read badly, scan it again`);
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test('a command that nobody has is refused as before', () => {
    expect(receiving().scans('TG-CMD.REC').said()).toBe('error: there is no command TG-CMD.REC');
  });

  test.each(['TG-', 'TG-L', 'TG-LOC', 'TG-LOC.', 'TG-TES'])(
    '%s is part of something printed, and never goods',
    (code) => {
      const floor = receiving().scans(code);
      expect(floor.said()).toBe(`error: ${code} is only part of a printed code, scan it again`);
      expect([floor.booked(), floor.open()]).toEqual([[], []]);
    },
  );

  test('a location that the site does not have is asked about, and no piece waits for the answer', () => {
    const floor = receiving().scans('TG-LOC.B');
    const [asked] = floor.questions;
    expect(asked?.kind === 'raised' ? asked.question.question : '').toBe(
      'Code TG-LOC.B names no location of this site; Gun 1 scanned it for receive at Bin B1. What is it?',
    );
  });

  test('a line stays open for its quantity when that was read badly at first', () => {
    const floor = receiving().scans(nut, 'TG-CMD.Q', 'TG-CM', 'TG-CMD.QTY.12', 'TG-CMD.DONE');
    expect(floor.booked()).toEqual(['received 12 nut supplier → B1']);
  });
});
