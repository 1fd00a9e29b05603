/** Which rules decide, and the last journal row before they began: what was decided up to there, others decided. */
export interface RulesBegan {
  readonly rules: string;
  readonly n: number;
}

/** As the ledger keeps it; undefined where it never was. */
export function rulesIn(text: string | undefined): RulesBegan | undefined {
  return text === undefined ? undefined : JSON.parse(text);
}
