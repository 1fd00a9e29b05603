import { describe, expect, test } from 'vitest';
import {
  absencePermille,
  fitPieces,
  lean_of_contents,
  oddsPermille,
  presencePermille,
} from '../../gateway/interpretation/confidence.ts';

const bolt = { unit_mg: 206_000, piece_sd_mg: 2_060, measured_sd_mg: 700, lean: 0.03 };

describe('confidence', () => {
  test('a step of two pieces is two pieces', () => {
    expect(fitPieces(412_000, bolt, 1)).toMatchObject({ pieces: 2, permille: 998 });
  });

  test('a bottle that leans on its neighbour and weighs 3.5 % more is still one piece', () => {
    const bottle = { unit_mg: 538_000, piece_sd_mg: 5_380, measured_sd_mg: 2_700, lean: 0.03 };
    expect(fitPieces(557_000, bottle, 1)).toMatchObject({ pieces: 1, permille: 997 });
  });

  test('half a piece fits nothing', () => {
    expect(fitPieces(103_000, bolt, 1)).toMatchObject({ permille: 0, unexplained_permille: 999 });
  });

  test('a piece an eighth too light is doubtful', () => {
    expect(fitPieces(180_000, bolt, 1).permille).toBeLessThan(300);
  });

  test('an empty bin holds nothing', () => {
    expect(fitPieces(-900, { ...bolt, lean: lean_of_contents }, 0)).toMatchObject({ pieces: 0, permille: 999 });
  });

  test('the more pieces, the less sure their number', () => {
    const contents = { ...bolt, lean: lean_of_contents };
    const sure = [5, 20, 60, 120].map((pieces) => fitPieces(pieces * bolt.unit_mg, contents, 0).permille);
    expect(sure).toEqual([998, 994, 974, 640]);
  });

  test('more reads and more margin make presence surer', () => {
    expect([presencePermille(1, 0), presencePermille(2, 0), presencePermille(2, 1_000)]).toEqual([700, 910, 990]);
    expect(presencePermille(100, undefined)).toBe(999);
  });

  test('a tag that was read often and then not at all is gone more surely than one read rarely', () => {
    expect([absencePermille(1, 10_000, 10_000), absencePermille(50, 10_000, 10_000)]).toEqual([500, 980]);
  });

  test('even odds are a toss-up, and nothing heard by radio is certain', () => {
    expect([oddsPermille(0), oddsPermille(2), oddsPermille(-2), oddsPermille(20)]).toEqual([500, 881, 119, 990]);
  });
});
