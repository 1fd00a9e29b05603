/**
 * Who may do what, as one table. Routes and the events of the live channel name the right they need; nothing else in
 * the gateway asks for a role.
 */

/** What a person does, in their own words; ordered as the table is printed. */
export const rights = {
  'see-stock':
    'see levels, movements, questions, which devices are there, and why a level is what it is, down to the bytes',
  'see-devices': 'see the pages of devices, their frames, what could not be understood and what the gateway counts',
  'move-stock': 'move stock by hand',
  count: 'say how much lies at a location; open count sheets and count what is on them',
  'approve-counts': 'approve what a count differs by, have it counted again, give it to somebody, cancel it',
  'keep-lots': 'say what is known of a lot: when it expires, when it was made',
  'hold-stock': 'put stock on hold: quarantine, blocked',
  'release-holds': 'let stock on hold be used again, or block what is in quarantine',
  'settle-questions': 'answer questions',
  'handle-alerts': 'acknowledge alerts and silence them',
  correct: 'reverse a movement',
  'order-goods': 'order from suppliers: open, change, close and import purchase orders',
  'receive-goods': 'take deliveries in, and say how they differ from what was expected',
  'ship-goods': 'pick, pack, ship, transfer and take returns',
  'promise-goods': 'open and close shipments and reservations: what a customer is to get',
  'signal-cards': 'signal kanban cards, and say that their containers are full',
  'withdraw-cards': 'take back the signal of a kanban card, with the order that it opened',
  'order-production': 'open and close production orders',
  'make-goods': 'issue material to production and say what was used and made',
  'scrap-goods': 'scrap stock, and send it back to the supplier',
  'change-owners': 'say that stock on consignment becomes ours, or ours becomes somebody else\u2019s',
  'associate-tags': 'say what a tag stands for',
  'print-labels': 'print labels',
  'export-data': 'take data out as a file',
  'import-records': 'take over a file of movements, counts and opening balances that were kept elsewhere',
  walk: 'measure how a zone sounds by a walk',
  'command-devices': 'tell a device to tare, zero, beep, light or send with another power',
  'adopt-devices': 'search for devices, listen to them, take them into the settings and out of them',
  'run-shadow-rules': 'try other rules beside those that hold',
  'change-settings': 'make other rules hold',
  'see-plans':
    'see what is proposed to be ordered, when and why, have it planned anew, and try another policy beside it',
  'override-forecasts': 'say what the forecast of an item is over some days, with a reason, and withdraw it',
  'see-reports': 'see what stock is worth, what a period hides, and all reports',
  'close-periods': 'close a period of the books',
  'see-audit-trail': 'see who did what, when and why',
  'enrol-credentials': 'give programs a token and take it back',
  'manage-people': 'invite people, give them roles, let them in anew, lock them out',
} as const;

export type Right = keyof typeof rights;

export const roles = {
  'inventory-associate': {
    title: 'Inventory associate',
    says: 'works on the floor: takes, fills, counts, labels',
    may: [
      'see-stock',
      'see-devices',
      'move-stock',
      'count',
      'hold-stock',
      'settle-questions',
      'handle-alerts',
      'receive-goods',
      'ship-goods',
      'signal-cards',
      'make-goods',
      'associate-tags',
      'print-labels',
    ],
  },
  'inventory-controller': {
    title: 'Inventory controller',
    says: 'keeps the record true: corrects, calibrates, looks into who did what',
    may: [
      'see-stock',
      'see-devices',
      'move-stock',
      'count',
      'approve-counts',
      'keep-lots',
      'hold-stock',
      'release-holds',
      'settle-questions',
      'handle-alerts',
      'correct',
      'receive-goods',
      'ship-goods',
      'promise-goods',
      'signal-cards',
      'withdraw-cards',
      'order-production',
      'make-goods',
      'scrap-goods',
      'change-owners',
      'associate-tags',
      'print-labels',
      'import-records',
      'export-data',
      'walk',
      'command-devices',
      'see-plans',
      'see-reports',
      'see-audit-trail',
    ],
  },
  'inventory-analyst': {
    title: 'Inventory analyst',
    says: 'explains figures and tries what other rules would have booked; changes nothing',
    may: ['see-stock', 'see-devices', 'export-data', 'run-shadow-rules', 'see-plans', 'see-reports', 'see-audit-trail'],
  },
  'materials-manager': {
    title: 'Materials manager',
    says: 'answers for the stock: decides, corrects, sees all reports',
    may: [
      'see-stock',
      'see-devices',
      'move-stock',
      'approve-counts',
      'keep-lots',
      'hold-stock',
      'release-holds',
      'settle-questions',
      'handle-alerts',
      'correct',
      'order-goods',
      'receive-goods',
      'ship-goods',
      'promise-goods',
      'signal-cards',
      'withdraw-cards',
      'order-production',
      'make-goods',
      'scrap-goods',
      'change-owners',
      'print-labels',
      'import-records',
      'export-data',
      'see-plans',
      'override-forecasts',
      'see-reports',
      'close-periods',
      'see-audit-trail',
    ],
  },
  'demand-planner': {
    title: 'Demand planner',
    says: 'plans from what was used and from what is known to come; changes no stock',
    may: ['see-stock', 'handle-alerts', 'export-data', 'see-plans', 'override-forecasts', 'see-reports'],
  },
  administrator: {
    title: 'Administrator',
    says: 'looks after the gateway, its devices and its people; may do everything',
    may: 'everything',
  },
} as const satisfies Readonly<Record<string, RoleEntry>>;

interface RoleEntry {
  readonly title: string;
  readonly says: string;
  readonly may: readonly Right[] | 'everything';
}

export type Role = keyof typeof roles;

export const roleNames = keysOf(roles);
export const rightNames = keysOf(rights);

export function isRole(name: string): name is Role {
  return Object.hasOwn(roles, name);
}

/** Everything that one of the roles may; what is no role gives nothing. */
export function rightsOf(names: readonly string[]): ReadonlySet<Right> {
  const held = new Set<Right>();
  for (const name of names) {
    if (!isRole(name)) continue;
    const { may }: RoleEntry = roles[name];
    for (const right of may === 'everything' ? rightNames : may) held.add(right);
  }
  return held;
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  const names: Key[] = [];
  for (const name in table) names.push(name);
  return names;
}
