/** A rule by its name and version; the version changes with what the rule would decide. */
export interface Rule {
  readonly name: string;
  readonly version: number;
}

/** As movements carry it: `weight-step@1`. */
export function ruleText(rule: Rule): string {
  return `${rule.name}@${rule.version}`;
}
