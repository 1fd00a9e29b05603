/** Every command of work there is, by its name: what it looks like, and what carries it out. */
import { limits } from '../base/limits.ts';
import { type CardAct, cardShapes, carryOutCard, isCardAct } from './card-acts.ts';
import { type CountAct, carryOutCount, countShapes, isCounting } from './count-acts.ts';
import type { Desk, WorkRefusal } from './desk.ts';
import { carryOutOverride, isOverrideAct, type OverrideAct, overrideShapes } from './forecast-override.ts';
import {
  type CustomerReturn,
  customerReturn,
  returnFromCustomer,
  returnToSupplier,
  type Scrapping,
  type SupplierReturn,
  scrap,
  scrapping,
  supplierReturn,
} from './goods-note.ts';
import {
  changeHold,
  type HoldChange,
  type HoldDraft,
  type HoldRelease,
  holdChange,
  holdDraft,
  holdRelease,
  openHold,
  releaseHold,
} from './hold.ts';
import { type ImportDraft, importDraft, importRows } from './import.ts';
import { changeOwner, type OwnerChanging, ownerChanging } from './owner-change.ts';
import { carryOutProduction, isProduction, type ProductionAct, productionShapes } from './production-acts.ts';
import {
  changeOrder,
  closeOrder,
  type OrderChange,
  type OrderClosing,
  type OrderDraft,
  openOrders,
  orderChange,
  orderClosing,
  orderDraft,
} from './purchase-order.ts';
import {
  openPutAway,
  type PutAwayOpening,
  type Putting,
  putAway,
  putAwayOpening,
  putting,
  stopPutAway,
  type TaskStop,
  taskStop,
} from './put-away.ts';
import {
  closeReceipt,
  openReceipt,
  type ReceiptClosing,
  type ReceiptOpening,
  receiptClosing,
  receiptOpening,
} from './receipt.ts';
import {
  type Delivery,
  deliver,
  delivery,
  type Naming,
  nameItem,
  naming,
  type Receiving,
  receive,
  receiving,
} from './receiving.ts';
import { type ReservationDraft, release, reservationDraft, reserve } from './reservation.ts';
import { isOf, list, type Misfit, type Shape } from './shape.ts';
import {
  closeShipment,
  type Ending,
  ending,
  openShipment,
  type Packing,
  type Picking,
  pack,
  packing,
  pick,
  picking,
  type ShipmentDraft,
  type Shipping,
  shipmentDraft,
  shipping,
} from './shipment.ts';
import { carryOutTransfer, isTransferAct, type TransferAct, transferShapes } from './transfer-acts.ts';
import { carryOutUnit, type UnitAct, unitShapes } from './unit-acts.ts';
import { shipWhole, unpickLoose } from './unit-shipping.ts';

export type Act =
  | { readonly act: 'open-order'; readonly order: OrderDraft }
  | { readonly act: 'import-orders'; readonly orders: readonly OrderDraft[] }
  | { readonly act: 'import-rows'; readonly draft: ImportDraft }
  | { readonly act: 'change-order'; readonly change: OrderChange }
  | { readonly act: 'close-order'; readonly closing: OrderClosing }
  | { readonly act: 'open-receipt'; readonly opening: ReceiptOpening }
  | { readonly act: 'receive'; readonly receiving: Receiving }
  | { readonly act: 'deliver'; readonly delivery: Delivery }
  | { readonly act: 'close-receipt'; readonly closing: ReceiptClosing }
  | { readonly act: 'name-item'; readonly naming: Naming }
  | { readonly act: 'open-put-away'; readonly opening: Omit<PutAwayOpening, 'of'> }
  | { readonly act: 'put-away'; readonly putting: Putting }
  | { readonly act: 'stop-put-away'; readonly stop: TaskStop }
  | { readonly act: 'open-shipment'; readonly draft: ShipmentDraft }
  | { readonly act: 'pick' | 'unpick'; readonly picking: Picking }
  | { readonly act: 'pack'; readonly packing: Packing }
  | { readonly act: 'ship'; readonly shipping: Shipping }
  | { readonly act: 'close-shipment' | 'release'; readonly ending: Ending }
  | { readonly act: 'reserve'; readonly draft: ReservationDraft }
  | { readonly act: 'return-from-customer'; readonly goods: CustomerReturn }
  | { readonly act: 'return-to-supplier'; readonly goods: SupplierReturn }
  | { readonly act: 'scrap'; readonly goods: Scrapping }
  | { readonly act: 'change-owner'; readonly changing: OwnerChanging }
  | { readonly act: 'open-hold'; readonly hold: HoldDraft }
  | { readonly act: 'change-hold'; readonly change: HoldChange }
  | { readonly act: 'release-hold'; readonly release: HoldRelease }
  | CountAct
  | ProductionAct
  | CardAct
  | OverrideAct
  | TransferAct
  | UnitAct;

/** A person's command of work; a `key` that comes again with the same command books nothing more. */
export interface WorkCommand {
  readonly kind: 'work';
  readonly key?: string;
  readonly act: Act;
}

const orders = list(orderDraft, 1, limits.orders_import_max);

/** The member that each act brings beside its name. */
const shapes: { readonly [Name in Act['act']]: readonly [string, Shape<unknown>] } = {
  'open-order': ['order', orderDraft],
  'import-orders': ['orders', orders],
  'import-rows': ['draft', importDraft],
  'change-order': ['change', orderChange],
  'close-order': ['closing', orderClosing],
  'open-receipt': ['opening', receiptOpening],
  receive: ['receiving', receiving],
  deliver: ['delivery', delivery],
  'close-receipt': ['closing', receiptClosing],
  'name-item': ['naming', naming],
  'open-put-away': ['opening', putAwayOpening],
  'put-away': ['putting', putting],
  'stop-put-away': ['stop', taskStop],
  'open-shipment': ['draft', shipmentDraft],
  pick: ['picking', picking],
  unpick: ['picking', picking],
  pack: ['packing', packing],
  ship: ['shipping', shipping],
  'close-shipment': ['ending', ending],
  reserve: ['draft', reservationDraft],
  release: ['ending', ending],
  'return-from-customer': ['goods', customerReturn],
  'return-to-supplier': ['goods', supplierReturn],
  scrap: ['goods', scrapping],
  'change-owner': ['changing', ownerChanging],
  'open-hold': ['hold', holdDraft],
  'change-hold': ['change', holdChange],
  'release-hold': ['release', holdRelease],
  ...unitShapes,
  ...cardShapes,
  ...overrideShapes,
  ...transferShapes,
  ...productionShapes,
  ...countShapes,
};

const act: Shape<Act> = {
  misfit(json, field) {
    const members =
      typeof json === 'object' && json !== null ? new Map<string, unknown>(Object.entries(json)) : undefined;
    const name = members?.get('act');
    for (const [known, [member, shape]] of Object.entries(shapes)) {
      if (known !== name || members === undefined) continue;
      const strange = [...members.keys()].find((each) => each !== 'act' && each !== member);
      if (strange !== undefined) return { field: strange, rule: 'is not known here' };
      // Fields are named as whoever asks knows them: without the member that the act wraps them in.
      return shape.misfit(members.get(member), member === 'orders' ? member : field);
    }
    return { field, rule: `must have an act, one of ${Object.keys(shapes).join(', ')}` };
  },
};

export type ParsedAct = { readonly ok: true; readonly act: Act } | { readonly ok: false; readonly misfit: Misfit };

export function parseAct(json: unknown): ParsedAct {
  if (isOf(act, json)) return { ok: true, act: json };
  return { ok: false, misfit: act.misfit(json, '') ?? { field: '', rule: 'is no act' } };
}

/** Decides one command at its desk; what is refused leaves the desk to be thrown away. */
export function carryOut(desk: Desk, given: Act): WorkRefusal | undefined {
  if (isOverrideAct(given)) return carryOutOverride(desk, given);
  if (isCardAct(given)) return carryOutCard(desk, given);
  if (isTransferAct(given)) return carryOutTransfer(desk, given);
  if (isProduction(given)) return carryOutProduction(desk, given);
  if (isCounting(given)) return carryOutCount(desk, given);
  switch (given.act) {
    case 'open-order':
      return openOrders(desk, [{ draft: given.order, path: '' }]);
    case 'import-orders':
      return openOrders(
        desk,
        given.orders.map((draft, i) => ({ draft, path: `orders.${i}.` })),
      );
    case 'import-rows':
      return importRows(desk, given.draft);
    case 'change-order':
      return changeOrder(desk, given.change);
    case 'close-order':
      return closeOrder(desk, given.closing);
    case 'open-receipt':
      return refusedOf(openReceipt(desk, given.opening));
    case 'receive':
      return receive(desk, given.receiving);
    case 'deliver':
      return deliver(desk, given.delivery);
    case 'close-receipt':
      return closeReceipt(desk, given.closing);
    case 'name-item':
      return nameItem(desk, given.naming);
    case 'open-put-away':
      return refusedOf(openPutAway(desk, given.opening));
    case 'put-away':
      return putAway(desk, given.putting);
    case 'stop-put-away':
      return stopPutAway(desk, given.stop);
    case 'open-shipment':
      return openShipment(desk, given.draft);
    case 'pick':
      return pick(desk, given.picking);
    case 'unpick':
      return unpickLoose(desk, given.picking);
    case 'pack':
      return pack(desk, given.packing);
    case 'ship':
      return shipWhole(desk, given.shipping);
    case 'close-shipment':
      return closeShipment(desk, given.ending);
    case 'reserve':
      return reserve(desk, given.draft);
    case 'release':
      return release(desk, given.ending);
    case 'return-from-customer':
      return returnFromCustomer(desk, given.goods);
    case 'return-to-supplier':
      return returnToSupplier(desk, given.goods);
    case 'scrap':
      return scrap(desk, given.goods);
    case 'change-owner':
      return changeOwner(desk, given.changing);
    case 'open-hold':
      return openHold(desk, given.hold);
    case 'change-hold':
      return changeHold(desk, given.change);
    case 'release-hold':
      return releaseHold(desk, given.release);
    default:
      return carryOutUnit(desk, given);
  }
}

function refusedOf(answer: WorkRefusal | { readonly id: string }): WorkRefusal | undefined {
  return 'rule' in answer ? answer : undefined;
}
