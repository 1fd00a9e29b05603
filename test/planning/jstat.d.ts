/** What the oracle test uses of jstat, which brings no types. */
declare module 'jstat' {
  export const jStat: {
    readonly normal: {
      pdf(x: number, mean: number, sd: number): number;
      cdf(x: number, mean: number, sd: number): number;
      inv(p: number, mean: number, sd: number): number;
    };
    readonly poisson: { pdf(k: number, mean: number): number; cdf(k: number, mean: number): number };
    readonly gamma: {
      cdf(x: number, shape: number, scale: number): number;
      inv(p: number, shape: number, scale: number): number;
    };
    readonly negbin: { pdf(k: number, r: number, p: number): number };
    gammaln(x: number): number;
  };
}
