/** Commands of transfers by their names, for the table of all commands. */
import type { Desk, WorkRefusal } from './desk.ts';
import type { Shape } from './shape.ts';
import { type Ending, ending } from './shipment.ts';
import {
  arrive,
  type Carrying,
  carrying,
  closeTransfer,
  openTransfer,
  send,
  type TransferDraft,
  transferDraft,
} from './transfer.ts';

export type TransferAct =
  | { readonly act: 'open-transfer'; readonly draft: TransferDraft }
  | { readonly act: 'send' | 'arrive'; readonly carrying: Carrying }
  | { readonly act: 'close-transfer'; readonly ending: Ending };

export const transferShapes: { readonly [Name in TransferAct['act']]: readonly [string, Shape<unknown>] } = {
  'open-transfer': ['draft', transferDraft],
  send: ['carrying', carrying],
  arrive: ['carrying', carrying],
  'close-transfer': ['ending', ending],
};

export function isTransferAct(act: { readonly act: string }): act is TransferAct {
  return Object.hasOwn(transferShapes, act.act);
}

export function carryOutTransfer(desk: Desk, given: TransferAct): WorkRefusal | undefined {
  switch (given.act) {
    case 'open-transfer':
      return openTransfer(desk, given.draft);
    case 'send':
      return send(desk, given.carrying);
    case 'arrive':
      return arrive(desk, given.carrying);
    case 'close-transfer':
      return closeTransfer(desk, given.ending);
  }
}
