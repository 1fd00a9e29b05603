/** What a movement or a count follows from: the field of the command that is named when booking refuses it. */
import type { WorkCount, WorkMovement } from '../stock/movement.ts';
import type { Act } from './act.ts';

/** What was refused, as far as the command may say it too. */
type Booked = Pick<WorkMovement, 'item' | 'work'> &
  Partial<Pick<WorkMovement, 'from' | 'to' | 'quantity'>> &
  Partial<Pick<WorkCount, 'location' | 'counted'>>;

const lists = ['lines', 'materials', 'rows', 'consumed', 'by_products'] as const;
const amounts = ['quantity', 'sound', 'damaged', 'counted', 'good'] as const;

/**
 * `lines.0.quantity`; the line alone where none of its members says it, and empty where no line does.
 *
 * @param field of the movement or count; when absent, the whole of it
 */
export function fieldOf(act: Act, booked: Booked, field: string | undefined): string {
  const [, body] = Object.entries(act).find(([name]) => name !== 'act') ?? [];
  for (const name of lists) {
    const all = memberOf(body, name);
    if (!Array.isArray(all)) continue;
    const at = lineOf(all, booked);
    if (at === -1) continue;
    const member = memberNamed(all[at], booked, field);
    if (member !== undefined) return `${name}.${at}.${member}`;
    return memberNamed(body, booked, field) ?? `${name}.${at}`;
  }
  return memberNamed(body, booked, field) ?? '';
}

/**
 * By its number in the document, else by its item; of several the one that names the same place. None where some of them tell neither: it
 * may be one of those.
 */
function lineOf(all: readonly unknown[], { item, work, ...booked }: Booked): number {
  const isTold = (each: unknown) => memberOf(each, 'line') !== undefined || memberOf(each, 'item') !== undefined;
  if (!all.every(isTold)) return all.length === 1 ? 0 : -1;
  const isOf = (each: unknown, at: number): boolean => {
    const [line, named] = [memberOf(each, 'line'), memberOf(each, 'item')];
    if (line !== undefined) return line === work.line;
    return (
      named === item &&
      (work.line === undefined || memberOf(all[work.line - 1], 'item') !== item || at === work.line - 1)
    );
  };
  const places = [booked.from, booked.to, booked.location].filter((place) => place !== undefined);
  const hasPlace = (each: unknown) => textsOf(each).some(([, text]) => places.includes(text));
  const exact = all.findIndex((each, at) => isOf(each, at) && hasPlace(each));
  return exact === -1 ? all.findIndex(isOf) : exact;
}

function memberNamed(of: unknown, booked: Booked, field: string | undefined): string | undefined {
  switch (field) {
    case undefined:
      return undefined;
    case 'quantity': {
      const units = booked.quantity ?? booked.counted;
      return (
        amounts.find((name) => memberOf(of, name) === units) ??
        only(amounts.filter((name) => memberOf(of, name) !== undefined))
      );
    }
    case 'from':
    case 'to':
    case 'location':
      return textsOf(of).find(([name, text]) => name !== 'item' && text === booked[field])?.[0];
    case 'at':
      return (['at', 'at_ms'] as const).find((name) => memberOf(of, name) !== undefined);
    default:
      return memberOf(of, field) === undefined ? undefined : field;
  }
}

function only(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

function textsOf(of: unknown): (readonly [string, string])[] {
  if (typeof of !== 'object' || of === null) return [];
  return Object.entries(of).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
}

function memberOf(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined;
}
