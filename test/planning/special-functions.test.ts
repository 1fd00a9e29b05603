/**
 * The special functions of planning against values computed with mpmath 1.3.0 at 60 digits: every value must agree to 1e-9 of its own
 * size, in the tails too. Most agree to 1e-14.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gammaLoss, gammaQuantile, gammaTails, incompleteGamma, logGamma } from '../../gateway/planning/gamma.ts';
import {
  negativeBinomialLoss,
  negativeBinomialMass,
  negativeBinomialOf,
  negativeBinomialQuantile,
  negativeBinomialTails,
} from '../../gateway/planning/negative-binomial.ts';
import {
  normalAbove,
  normalBelow,
  normalDensity,
  normalLoss,
  normalLossSecond,
  normalQuantile,
} from '../../gateway/planning/normal.ts';
import { poissonLoss, poissonMass, poissonQuantile, poissonTails } from '../../gateway/planning/poisson.ts';

type Row = readonly number[];

/** The greatest difference from the wanted values, as a share of each; of 0, the value itself. */
function worst(found: Row, wanted: Row): number {
  return Math.max(
    ...wanted.map((value, i) => Math.abs(((found[i] ?? Number.NaN) - value) / (value === 0 ? 1 : value))),
  );
}

function expectEach(rows: readonly Row[], inputs: number, of: (...input: number[]) => Row): void {
  for (const row of rows) {
    const found = of(...row.slice(0, inputs));
    expect(worst(found, row.slice(inputs)), `${row} against ${found}`).toBeLessThan(1e-9);
  }
}

describe('the normal distribution', () => {
  test('has its density, tail, and both losses', () => {
    const rows: readonly Row[] = [
      [-8.3, 4.3816394355093325e-16, 1.0, 8.3, 34.94500000000001],
      [-1.4, 0.14972746563574488, 0.9192433407662289, 1.4366681427084653, 1.4652893702790402],
      [-0.5, 0.35206532676429947, 0.6914624612740131, 0.6977965574013061, 0.5201803699873331],
      [0.0, 0.3989422804014327, 0.5, 0.3989422804014327, 0.25],
      [0.3, 0.3813878154605241, 0.3820885778110474, 0.26676124211720986, 0.1510301025879422],
      [0.6744, 0.3177958087779046, 0.2500285213729406, 0.14917657396399342, 0.07471191994581172],
      [0.675, 0.3176671847151482, 0.249837882471777, 0.14902661404669873, 0.07462245899512768],
      [1.0, 0.24197072451914334, 0.15865525393145705, 0.0833154705876863, 0.03766989167188538],
      [1.96, 0.05844094433345146, 0.024997895148220435, 0.00944506984293941, 0.0032427791280295964],
      [2.5, 0.017528300493568537, 0.006209665325776135, 0.0020041371791281993, 0.0005996611889778182],
      [3.1, 0.0032668190561999195, 0.0009676032132183566, 0.00026724909522301405, 6.956550901350656e-5],
      [5.65, 4.6668867975942534e-8, 8.022391850663497e-9, 1.3423540196937713e-9, 2.1904581969684466e-10],
      [5.66, 4.410297778937309e-8, 7.568649751997714e-9, 1.2644201930660313e-9, 2.060157296219883e-10],
      [8.0, 5.052271083536892e-15, 6.220960574271784e-16, 7.550262411946499e-17, 9.03753223572925e-18],
      [15.0, 5.530709549844416e-50, 3.670966199312751e-51, 2.4260250875289832e-52, 1.5964284009638158e-53],
      [30.0, 1.4736461348785476e-196, 4.906713927148187e-198, 1.631956734091401e-199, 5.421862436991746e-201],
      [37.0, 2.1200065515246056e-298, 5.725571222524577e-300, 1.5451991905122024e-301, 4.167108814713862e-303],
    ];
    expectEach(rows, 1, (z = 0) => [normalDensity(z), normalAbove(z), normalLoss(z), normalLossSecond(z)]);
    expectEach(
      rows.map((row) => row.slice(0, 3)),
      1,
      (z = 0) => [normalDensity(-z), normalBelow(-z)],
    );
  });

  test('has its quantiles, service levels of 0.999999999 among them', () => {
    expectEach(
      [
        [1e-300, -37.0470962993612],
        [1e-20, -9.262340089798407],
        [1e-9, -5.9978070150076865],
        [0.0001, -3.7190164854556804],
        [0.02, -2.053748910631823],
        [0.074, -1.4466320671589785],
        [0.076, -1.4325027208258116],
        [0.3, -0.5244005127080408],
        [0.5, 0],
        [0.8, 0.8416212335729144],
        [0.84, 0.994457883209753],
        [0.9, 1.2815515655446006],
        [0.95, 1.6448536269514722],
        [0.975, 1.9599639845400538],
        [0.98, 2.0537489106318225],
        [0.99, 2.3263478740408408],
        [0.999, 3.090232306167813],
        [0.9999, 3.7190164854557084],
        [0.999999999, 5.9978070196016375],
      ],
      1,
      (p = 0) => [normalQuantile(p)],
    );
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });

  test('gives back z of the probability of z', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (z) => {
        expect(normalQuantile(normalBelow(z))).toBeCloseTo(z, 9);
      }),
    );
  });

  test('loses what is published for three levels', () => {
    // Snyder and Shen, Fundamentals of Supply Chain Theory, as in stockpyl's tests of its loss functions.
    expect(normalLoss(-1.4)).toBeCloseTo(1.436668142708465, 14);
    expect(normalLoss(0.3)).toBeCloseTo(0.26676124211721, 14);
    expect(normalLoss(3.1)).toBeCloseTo(2.672490952231408e-4, 15);
    expect(normalLoss(-3.1)).toBeCloseTo(3.100267249095223, 14);
  });
});

describe('the gamma function', () => {
  test('has its logarithm, near its zeros too', () => {
    expectEach(
      [
        [1e-8, 18.42068073818021],
        [0.01, 4.599479878042022],
        [0.5, 0.5723649429247001],
        [0.9999999, 5.772157468444193e-8],
        [1.5, -0.12078223763524522],
        [2.0000001, 4.227843666532498e-8],
        [3.7, 1.428072326665388],
        [14.99, 25.164481163825506],
        [15.01, 25.217968095475186],
        [100.0, 359.1342053695754],
        [100000000.0, 1742068066.1038346],
      ],
      1,
      (x = 0) => [logGamma(x)],
    );
  });

  test('and its distribution have both tails and both losses', () => {
    expectEach(
      [
        [0.01, 3.0, 0.9998670286434298, 0.0001329713565701555, 0.0001086586497500676, 2.99010865864975],
        [0.5, 0.2, 0.4729107431344619, 0.5270892568655381, 0.36470339604657276, 0.06470339604657276],
        [0.5, 30.0, 0.9999999999999906, 9.485737571073848e-15, 9.339409263130166e-15, 29.50000000000001],
        [2.0, 1.3333333333333333, 0.38494001106330417, 0.6150599889366958, 0.8786571270524226, 0.21199046038575586],
        [2.0, 20.0, 0.9999999567157739, 4.3284226071209714e-8, 4.534537969364827e-8, 18.00000004534538],
        [10.0, 3.0, 0.0011024881301154798, 0.9988975118698845, 7.000384094883873, 0.0003840948838730736],
        [10.0, 30.0, 0.9999928782491372, 7.121750862815577e-6, 9.835231500038621e-6, 20.0000098352315],
        [100.0, 60.0, 1.4815276326460468e-6, 0.9999985184723673, 40.0000020377648, 2.037764801931938e-6],
        [100.0, 150.0, 0.9999940754596646, 5.924540335483916e-6, 1.6344906763200002e-5, 50.00001634490676],
        [10000.0, 9500.0, 1.862454651795155e-7, 0.9999998137545348, 500.0000033046296, 3.3046296409628326e-6],
        [10000.0, 10500.0, 0.9999995724127545, 4.2758724550596475e-7, 8.361429518070082e-6, 500.00000836142954],
        [3.0, 700.0, 1.0, 2.4225323864783197e-299, 2.4294538794120387e-299, 697.0],
      ],
      2,
      (a = 0, x = 0) => {
        const { below, above } = incompleteGamma(a, x);
        const { short, over } = gammaLoss({ shape: a, scale: 1 }, x);
        return [below, above, short, over];
      },
    );
  });

  test('have quantiles', () => {
    expectEach(
      [
        [0.01, 0.5, 4.465535018910355e-31],
        [0.01, 0.999, 1.5090841476947499],
        [0.5, 1e-6, 7.853981633978594e-13],
        [0.5, 0.95, 1.9207294103470622],
        [2.0, 0.99, 6.638352067993811],
        [10.0, 1e-9, 0.6021348388694604],
        [100.0, 0.975, 120.52894775315546],
      ],
      2,
      (shape = 0, p = 0) => [gammaQuantile({ shape, scale: 1 }, p)],
    );
    expect(gammaQuantile({ shape: 1, scale: 10 }, 0.5)).toBeCloseTo(6.931471805599453, 12);
  });

  test('give back x of the probability of x', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 500, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (shape, p) => {
          const x = gammaQuantile({ shape, scale: 3 }, p);
          expect(gammaTails({ shape, scale: 3 }, x).below).toBeCloseTo(p, 11);
        },
      ),
    );
  });

  test('lose what is published for one level', () => {
    // stockpyl, gamma loss of 4 with shape 2 and scale 3.
    const { short, over } = gammaLoss({ shape: 2, scale: 3 }, 4);
    expect(short).toBeCloseTo(2.635971381157268, 13);
    expect(over).toBeCloseTo(0.635971381157268, 13);
  });
});

describe("Poisson's distribution", () => {
  test('has its masses, both tails and both losses', () => {
    expectEach(
      [
        [1e-6, 5, 8.333325000004165e-33, 1.0, 1.388887698413219e-39, 1.3888878968257685e-39, 4.999999],
        [0.01, 0, 0.9900498337491681, 0.9900498337491681, 0.009950166250831947, 0.01, 0.0],
        [0.01, 10, 2.7283119316279988e-27, 1.0, 2.4823520682475646e-30, 2.4844221544868206e-30, 9.99],
        [4.2, 0, 0.014995576820477703, 0.014995576820477703, 0.9850044231795223, 4.2, 0.0],
        [
          4.2, 8, 0.03601114876939682, 0.9720678090419758, 0.027932190958024263, 0.04510449919097445,
          3.8451044991909744,
        ],
        [4.2, 40, 1.564190787641945e-25, 1.0, 1.77987409071207e-26, 1.976520633469585e-26, 35.8],
        [
          18.0, 5, 0.00023981735305214294, 0.0003239934511011696, 0.9996760065488989, 13.000104797490623,
          0.0001047974906233676,
        ],
        [
          18.0, 19, 0.08867114193666449, 0.6509161279807018, 0.34908387201929825, 1.2469966828406627,
          2.2469966828406625,
        ],
        [
          200.0, 220, 0.010210173529157492, 0.9246985575663498, 0.0753014424336502, 0.5360058571584944,
          20.536005857158493,
        ],
        [200.0, 100, 1.8797475654901014e-15, 3.723641215201676e-15, 0.9999999999999962, 100.0, 3.585391577852726e-15],
        [200.0, 400, 5.5806875394547374e-36, 1.0, 5.5259620837266796e-36, 1.0945091145611532e-35, 200.0],
        [
          10000.0, 9500, 1.2318370376821462e-8, 2.3793771979994753e-7, 0.9999997620622803, 500.00000421484384,
          4.214843868240848e-6,
        ],
        [
          10000.0, 10500, 1.777921929803751e-8, 0.9999996578202398, 3.4217976018316636e-7, 6.702312888791908e-6,
          500.0000067023129,
        ],
        [
          1000000.0, 1003000, 4.445143581879104e-6, 0.9986464098708987, 0.0013535901291012492, 0.38437319457535607,
          3000.3843731945753,
        ],
      ],
      2,
      (mean = 0, k = 0) => {
        const { below, above } = poissonTails(mean, k);
        const { short, over } = poissonLoss(mean, k);
        return [poissonMass(mean, k), below, above, short, over];
      },
    );
  });

  test('gives back k of the probability of k', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 2_000, noNaN: true }), fc.nat(2_500), (mean, k) => {
        fc.pre(poissonMass(mean, k) > 1e-12);
        expect(poissonQuantile(mean, poissonTails(mean, k).below)).toBe(k);
      }),
    );
  });

  test('of nothing is nothing', () => {
    expect(poissonMass(0, 0)).toBe(1);
    expect(poissonTails(0, 0)).toEqual({ below: 1, above: 0 });
    expect(poissonQuantile(0, 0.99)).toBe(0);
    expect(poissonLoss(0, 3)).toEqual({ short: 0, over: 3 });
  });
});

describe('the negative binomial distribution', () => {
  test('has its masses, both tails and both losses', () => {
    expectEach(
      [
        [4.2, 10.5, 0, 0.07687196377481159, 0.07687196377481159, 0.9231280362251885, 4.2, 0.0],
        [
          4.2, 10.5, 10, 0.022118024337902317, 0.9519212807375297, 0.04807871926247036, 0.14580949556539644,
          5.945809495565396,
        ],
        [
          4.2, 10.5, 60, 3.707878901273924e-12, 0.99999999999402, 5.98002087778796e-12, 1.5597027519435458e-11,
          55.800000000015594,
        ],
        [
          10.0, 40.0, 26, 0.004626897849050397, 0.9806133088414083, 0.019386691158591755, 0.09697995217896692,
          16.096979952178966,
        ],
        [10.0, 40.0, 200, 8.691685891972544e-23, 1.0, 2.7309932650754306e-22, 1.13041190459934e-21, 190.0],
        [
          0.05, 0.5, 3, 0.001343968172040628, 0.9958034891883014, 0.004196510811698569, 0.023974632159188203,
          2.9739746321591882,
        ],
        [
          0.001, 0.5, 4, 4.970016322506077e-7, 0.9999917049157947, 8.295084205334043e-6, 0.0009588437132367143,
          3.9999588437132365,
        ],
        [
          100.0, 101.0, 150, 7.312841572686994e-7, 0.999998594998132, 1.4050018679989273e-6, 3.975248562826617e-6,
          50.00000397524856,
        ],
        [
          100.0, 100.000001, 150, 6.511161233847731e-7, 0.9999987669054181, 1.233094581939056e-6, 3.456884218198702e-6,
          50.000003456884215,
        ],
        [
          100.0, 100.000001, 60, 4.47071508712035e-6, 1.0812219064387052e-5, 0.9999891877809356, 40.00001458274882,
          1.4582748818982006e-5,
        ],
        [
          1000.0, 1000000.0, 5000, 6.7358346536282394e-6, 0.9932697530965736, 0.00673024690342634, 6.731242315821321,
          4006.7312423158214,
        ],
        [
          1000.0, 1000000.0, 10, 0.0009861088359663065, 0.010891712970762866, 0.9891082870292371, 990.0545402662144,
          0.05454026621447046,
        ],
        [
          10000.0, 10000000.0, 20000, 2.907251014851153e-6, 0.995008678243437, 0.004991321756563069, 8.202730221243863,
          10008.202730221245,
        ],
        [
          10000.0, 30000.0, 9500, 3.306485085149269e-5, 0.0017497822832350262, 0.9982502177167649, 500.0839895330758,
          0.08398953307577497,
        ],
      ],
      3,
      (mean = 0, variance = 0, k = 0) => {
        const demand = negativeBinomialOf(mean, variance);
        const { below, above } = negativeBinomialTails(demand, k);
        const { short, over } = negativeBinomialLoss(demand, k);
        return [negativeBinomialMass(demand, k), below, above, short, over];
      },
    );
  });

  test('gives back k of the probability of k', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 500, noNaN: true }),
        fc.double({ min: 1.01, max: 20, noNaN: true }),
        fc.nat(2_000),
        (mean, over, k) => {
          const demand = negativeBinomialOf(mean, mean * over);
          fc.pre(negativeBinomialMass(demand, k) > 1e-12);
          expect(negativeBinomialQuantile(demand, negativeBinomialTails(demand, k).below)).toBe(k);
        },
      ),
    );
  });

  test("becomes Poisson's as the variance falls to the mean", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 200, noNaN: true }), fc.nat(300), (mean, k) => {
        const demand = negativeBinomialOf(mean, mean * (1 + 1e-9));
        expect(negativeBinomialMass(demand, k)).toBeCloseTo(poissonMass(mean, k), 6);
        expect(negativeBinomialTails(demand, k).below).toBeCloseTo(poissonTails(mean, k).below, 6);
        expect(negativeBinomialLoss(demand, k).short).toBeCloseTo(poissonLoss(mean, k).short, 5);
      }),
    );
  });

  test('of one success is the geometric distribution', () => {
    // n = 1: P(D = k) = p qᵏ, P(D > k) = qᵏ⁺¹, E[(D − k)⁺] = qᵏ⁺¹/p. With p = 0.2 and k = 5: 0.32768·0.2, 0.262144, 1.31072.
    const demand = negativeBinomialOf(4, 20);
    expect(negativeBinomialMass(demand, 5)).toBeCloseTo(0.065536, 12);
    expect(negativeBinomialTails(demand, 5).above).toBeCloseTo(0.262144, 12);
    expect(negativeBinomialLoss(demand, 5).short).toBeCloseTo(1.31072, 11);
  });
});
