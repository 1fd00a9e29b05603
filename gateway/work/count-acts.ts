/** Commands of counting by their names, for the table of all commands. */
import { type CountKeying, countKeying, keyIn } from './count-keying.ts';
import {
  assignCount,
  type CountAssignment,
  type CountCancelling,
  type CountOpening,
  cancelCount,
  countAssignment,
  countCancelling,
  countOpening,
  openCount,
} from './count-sheet.ts';
import { beginSweep, endSweep, type SweepBegin, type SweepEnd, sweepBegin, sweepEnd } from './count-sweep.ts';
import { type CountWeighing, countWeighing, weighCount } from './count-weigh.ts';
import {
  approveCount,
  type CountAgain,
  type CountApproval,
  type CountFinish,
  countAgain,
  countAnew,
  countApproval,
  countFinish,
  finishCount,
} from './counting.ts';
import type { Desk, WorkRefusal } from './desk.ts';
import type { Shape } from './shape.ts';

export type CountAct =
  | { readonly act: 'open-count'; readonly opening: CountOpening }
  | { readonly act: 'key-count'; readonly keying: CountKeying }
  | { readonly act: 'begin-sweep'; readonly begin: SweepBegin }
  | { readonly act: 'end-sweep'; readonly end: SweepEnd }
  | { readonly act: 'weigh-count'; readonly weighing: CountWeighing }
  | { readonly act: 'finish-count'; readonly finish: CountFinish }
  | { readonly act: 'count-again'; readonly again: CountAgain }
  | { readonly act: 'approve-count'; readonly approval: CountApproval }
  | { readonly act: 'assign-count'; readonly assignment: CountAssignment }
  | { readonly act: 'cancel-count'; readonly cancelling: CountCancelling };

export const countShapes: { readonly [Name in CountAct['act']]: readonly [string, Shape<unknown>] } = {
  'open-count': ['opening', countOpening],
  'key-count': ['keying', countKeying],
  'begin-sweep': ['begin', sweepBegin],
  'end-sweep': ['end', sweepEnd],
  'weigh-count': ['weighing', countWeighing],
  'finish-count': ['finish', countFinish],
  'count-again': ['again', countAgain],
  'approve-count': ['approval', countApproval],
  'assign-count': ['assignment', countAssignment],
  'cancel-count': ['cancelling', countCancelling],
};

export function isCounting(act: { readonly act: string }): act is CountAct {
  return Object.hasOwn(countShapes, act.act);
}

export function carryOutCount(desk: Desk, given: CountAct): WorkRefusal | undefined {
  switch (given.act) {
    case 'open-count':
      return openCount(desk, given.opening);
    case 'key-count':
      return keyIn(desk, given.keying);
    case 'begin-sweep':
      return beginSweep(desk, given.begin);
    case 'end-sweep':
      return endSweep(desk, given.end);
    case 'weigh-count':
      return weighCount(desk, given.weighing);
    case 'finish-count':
      return finishCount(desk, given.finish);
    case 'count-again':
      return countAnew(desk, given.again);
    case 'approve-count':
      return approveCount(desk, given.approval);
    case 'assign-count':
      return assignCount(desk, given.assignment);
    case 'cancel-count':
      return cancelCount(desk, given.cancelling);
  }
}
