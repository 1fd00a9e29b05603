/** A person's command as the journal and captures hold it: checked field by field before anything acts on it. */
import type { DeviceCommand } from '../../devices/driver.ts';
import { meaningOfEpc } from '../../devices/rfid/epc.ts';
import { limits } from '../base/limits.ts';
import type { Command, TagStatement } from '../interpretation/interpretation.ts';
import { epcFault } from '../stock/association.ts';
import type { LotDraft } from '../stock/lots/lot.ts';
import { parseAct, type WorkCommand } from '../work/act.ts';

/** What a person tells the system: about stock and devices, or about work. */
export type TakenCommand = Command | WorkCommand;

export type ParsedCommand =
  | { readonly ok: true; readonly person: string; readonly command: TakenCommand }
  | { readonly ok: false; readonly fault: { readonly says: string; readonly field?: string } };

/** Takes `{person, command: {kind, …}}`. */
export function parseCommand(json: unknown): ParsedCommand {
  const whole = fieldsOf(json);
  const person = textOf(whole?.get('person'));
  const fields = fieldsOf(whole?.get('command'));
  if (person === undefined || fields === undefined)
    return { ok: false, fault: { says: 'a command needs person and command' } };
  if (fields.get('kind') === 'work') return workCommandOf(person, fields);
  const command = commandOf(fields);
  return command === undefined
    ? { ok: false, fault: { says: `no command of kind ${String(fields.get('kind'))} with these fields` } }
    : { ok: true, person, command };
}

function workCommandOf(person: string, fields: ReadonlyMap<string, unknown>): ParsedCommand {
  const parsed = parseAct(fields.get('act'));
  if (!parsed.ok) {
    const { field, rule } = parsed.misfit;
    return { ok: false, fault: { says: `${field} ${rule}`.trim(), field } };
  }
  const key = fields.get('key');
  if (key !== undefined && (typeof key !== 'string' || !/^[\x21-\x7e]{1,100}$/.test(key)))
    return { ok: false, fault: { says: 'key must be 1 to 100 characters without blanks', field: 'key' } };
  return {
    ok: true,
    person,
    command: { kind: 'work', ...(typeof key === 'string' ? { key } : {}), act: parsed.act },
  };
}

function commandOf(fields: ReadonlyMap<string, unknown>): Command | undefined {
  const text = (name: string) => textOf(fields.get(name));
  const quantity = fields.get('quantity');
  const reason = text('reason') ?? '';
  const item = text('item');
  const named_unit = text('unit');
  const unit = named_unit === undefined ? {} : { unit: named_unit };
  const said_mass = fields.get('mass_mg');
  const mass = typeof said_mass === 'number' ? { mass_mg: said_mass } : {};
  switch (fields.get('kind')) {
    case 'move': {
      const from = text('from');
      const to = text('to');
      if (item === undefined || from === undefined || to === undefined || typeof quantity !== 'number')
        return undefined;
      const lots = lotsOf(fields);
      const at_ms = fields.get('at_ms');
      if (lots === undefined || (at_ms !== undefined && !isWhole(at_ms))) return undefined;
      const when = at_ms === undefined ? {} : { at_ms };
      return { kind: 'move', item, quantity, from, to, reason, ...when, ...unit, ...lots, ...mass };
    }
    case 'count': {
      const location = text('location');
      if (item === undefined || location === undefined || typeof quantity !== 'number') return undefined;
      const lots = lotsOf(fields);
      return lots === undefined
        ? undefined
        : { kind: 'count', item, location, quantity, reason, ...unit, ...lots, ...mass };
    }
    case 'lot': {
      const lot = lotDraftOf(fields.get('lot'));
      return item === undefined || lot === undefined ? undefined : { kind: 'lot', item, lot, reason };
    }
    case 'settle': {
      const question = text('question');
      const answer = text('answer');
      const passed = fields.get('passed');
      if (question === undefined || answer === undefined) return undefined;
      if (passed !== undefined && passed !== 'in' && passed !== 'out' && passed !== 'neither') return undefined;
      return {
        kind: 'settle',
        question,
        answer,
        ...(item === undefined ? {} : { item }),
        ...(passed === undefined ? {} : { passed }),
      };
    }
    case 'close-period': {
      const [until_ms, head_seq, value, currency] = ['until_ms', 'head_seq', 'value', 'currency'].map((each) =>
        fields.get(each),
      );
      if (!isWhole(until_ms) || !isWhole(head_seq) || typeof value !== 'string' || typeof currency !== 'string')
        return undefined;
      return { kind: 'close-period', until_ms, head_seq, value, currency, reason };
    }
    case 'reverse': {
      const movement = text('movement');
      return movement === undefined ? undefined : { kind: 'reverse', movement, reason };
    }
    case 'tell': {
      const device = text('device');
      const command = deviceCommandOf(fieldsOf(fields.get('command')));
      return device === undefined || command === undefined ? undefined : { kind: 'tell', device, command, reason };
    }
    case 'associate': {
      const associations = listOf(fields.get('associations'), statementOf);
      return associations === undefined ? undefined : { kind: 'associate', associations, reason };
    }
    case 'walk-begin': {
      const location = text('location');
      const epcs = listOf(fields.get('epcs'), textOf);
      return location === undefined || epcs === undefined ? undefined : { kind: 'walk-begin', location, epcs, reason };
    }
    case 'walk-look':
      return { kind: 'walk-look', reason };
    case 'walk-end':
      return { kind: 'walk-end', reason };
    case 'walk-drop': {
      const location = text('location');
      return location === undefined ? undefined : { kind: 'walk-drop', location, reason };
    }
    case 'dissociate': {
      const epcs = listOf(fields.get('epcs'), textOf);
      return epcs === undefined ? undefined : { kind: 'dissociate', epcs, reason };
    }
    default:
      return undefined;
  }
}

/** Nothing where no lots are named; undefined where what is named is none. */
function lotsOf(fields: ReadonlyMap<string, unknown>): { readonly lots?: readonly LotDraft[] } | undefined {
  const named = fields.get('lots');
  if (named === undefined) return {};
  const lots = listOf(named, lotDraftOf);
  return lots === undefined ? undefined : { lots };
}

function lotDraftOf(json: unknown): LotDraft | undefined {
  const fields = fieldsOf(json);
  if (fields === undefined) return undefined;
  const text = (name: 'lot' | 'serial' | 'expiry' | 'made_on' | 'supplier_lot') => {
    const value = textOf(fields.get(name));
    return value === undefined ? {} : { [name]: value };
  };
  const quantity = fields.get('quantity');
  if (quantity !== undefined && typeof quantity !== 'number') return undefined;
  return {
    ...text('lot'),
    ...text('serial'),
    ...(quantity === undefined ? {} : { quantity }),
    ...text('expiry'),
    ...text('made_on'),
    ...text('supplier_lot'),
  };
}

/** What a person says of a tag, with the GTIN in the tag's own bits: interpretation knows no coding of tags. */
function statementOf(json: unknown): TagStatement | undefined {
  const fields = fieldsOf(json);
  const text = (name: 'item' | 'lot' | 'expiry' | 'handling_unit') => {
    const value = textOf(fields?.get(name));
    return value === undefined ? {} : { [name]: value };
  };
  const epc = textOf(fields?.get('epc'));
  const quantity = fields?.get('quantity');
  if (epc === undefined || (quantity !== undefined && typeof quantity !== 'number')) return undefined;
  const gtin = epcFault(epc) === undefined ? meaningOfEpc(epc).gtin : undefined;
  return {
    epc,
    ...text('item'),
    ...(quantity === undefined ? {} : { quantity }),
    ...text('lot'),
    ...text('expiry'),
    ...text('handling_unit'),
    ...(gtin === undefined ? {} : { gtin }),
  };
}

/** Every entry, or undefined when one is none or there are too many. */
function listOf<Value>(json: unknown, read: (entry: unknown) => Value | undefined): readonly Value[] | undefined {
  if (!Array.isArray(json) || json.length === 0 || json.length > limits.associations_import_rows_max) return undefined;
  const values: Value[] = [];
  for (const entry of json) {
    const value = read(entry);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function deviceCommandOf(fields: ReadonlyMap<string, unknown> | undefined): DeviceCommand | undefined {
  const kind = fields?.get('kind');
  switch (kind) {
    case 'tare':
    case 'zero': {
      const channel = textOf(fields?.get('channel'));
      return channel === undefined ? { kind } : { kind, channel };
    }
    case 'beep': {
      const tone = fields?.get('tone');
      return tone === 'ok' || tone === 'error' ? { kind, tone } : undefined;
    }
    case 'light': {
      const on = fields?.get('on');
      return typeof on === 'boolean' ? { kind, on } : undefined;
    }
    case 'antenna-power': {
      const antenna = fields?.get('antenna');
      const power_cdbm = fields?.get('power_cdbm');
      return isWhole(antenna) && isWhole(power_cdbm) ? { kind, antenna, power_cdbm } : undefined;
    }
    case 'announce':
      return { kind };
    default:
      return undefined;
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function fieldsOf(json: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? new Map(Object.entries(json)) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= 1_000 ? value : undefined;
}
