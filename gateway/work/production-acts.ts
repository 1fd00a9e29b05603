/** Commands of production by their names, for the table of all commands. */
import type { Desk, WorkRefusal } from './desk.ts';
import { closeProduction, openProduction, type ProductionDraft, productionDraft } from './production.ts';
import { bringBack, type Issuing, issue, issuing } from './production-issue.ts';
import { type Reporting, report, reporting, type Undoing, undoing, undoReport } from './production-report.ts';
import type { Shape } from './shape.ts';
import { type Ending, ending } from './shipment.ts';

export type ProductionAct =
  | { readonly act: 'open-production'; readonly draft: ProductionDraft }
  | { readonly act: 'issue-material' | 'return-material'; readonly issuing: Issuing }
  | { readonly act: 'report-production'; readonly reporting: Reporting }
  | { readonly act: 'undo-production'; readonly undoing: Undoing }
  | { readonly act: 'close-production'; readonly ending: Ending };

export const productionShapes: { readonly [Name in ProductionAct['act']]: readonly [string, Shape<unknown>] } = {
  'open-production': ['draft', productionDraft],
  'issue-material': ['issuing', issuing],
  'return-material': ['issuing', issuing],
  'report-production': ['reporting', reporting],
  'undo-production': ['undoing', undoing],
  'close-production': ['ending', ending],
};

export function isProduction(act: { readonly act: string }): act is ProductionAct {
  return Object.hasOwn(productionShapes, act.act);
}

export function carryOutProduction(desk: Desk, given: ProductionAct): WorkRefusal | undefined {
  switch (given.act) {
    case 'open-production':
      return openProduction(desk, given.draft);
    case 'issue-material':
      return issue(desk, given.issuing);
    case 'return-material':
      return bringBack(desk, given.issuing);
    case 'report-production':
      return report(desk, given.reporting);
    case 'undo-production':
      return undoReport(desk, given.undoing);
    case 'close-production':
      return closeProduction(desk, given.ending);
  }
}
