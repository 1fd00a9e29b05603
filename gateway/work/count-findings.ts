/** What of counting is to be raised as an alert: sheets that are open after their day, and programmes that fall behind. */
import { localDayText } from '../base/site-time.ts';
import type { Finding } from './alert.ts';

export type CountDueFact =
  | {
      readonly kind: 'sheet';
      readonly id: string;
      readonly due_day: string;
      readonly lines: number;
      readonly programme?: string;
    }
  /** `left`: due places that its last day had no room for. */
  | {
      readonly kind: 'programme';
      readonly id: string;
      readonly name: string;
      readonly left: number;
      readonly lines_per_day: number;
    };

/** Days of work that a programme may be behind before it is an alert. */
const days_behind_max = 5;

export function countFindings(facts: readonly CountDueFact[], zone: string, at_ms: number): readonly Finding[] {
  const today = localDayText(at_ms, zone);
  return facts.flatMap((fact): readonly Finding[] => {
    const { id } = fact;
    if (fact.kind === 'sheet') {
      const { due_day, lines, programme } = fact;
      if (due_day >= today) return [];
      const of = programme === undefined ? '' : ` of programme ${programme}`;
      const says = `${id}${of} with ${lines} ${lines === 1 ? 'line' : 'lines'} was to be counted on ${due_day}, and is open.`;
      return [{ key: `count-due/${id}`, kind: 'count-due', state: 'on', isTimed: true, says }];
    }
    const { left, lines_per_day, name } = fact;
    if (left <= lines_per_day * days_behind_max) return [];
    const says = `${name}: ${left} more places are due than a day has room for, and ${lines_per_day} are counted a day.`;
    return [{ key: `count-due/programme/${id}`, kind: 'count-due', state: 'on', says }];
  });
}
