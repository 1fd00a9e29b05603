/** What items are made of: levels by low-level code, and no item within itself. Orlicky, "Material Requirements Planning" (1975). */
import { type Answer, answer, positive, refuse } from './refusal.ts';

export interface BomLine {
  readonly parent: string;
  readonly component: string;
  /** Units of the component in one good unit of the parent. */
  readonly quantity_per: number;
  /** The share of the component that is lost in the making, 0 ≤ s < 1; none when absent. */
  readonly scrap_share?: number;
}

export interface BillOfMaterial {
  /** 0 for what is in nothing else; else one more than the highest of those it is in. Items without lines are 0. */
  readonly low_level_code: ReadonlyMap<string, number>;
  /** Lines by parent. */
  readonly components: ReadonlyMap<string, readonly BomLine[]>;
}

/**
 * The low-level code of each item is the longest way down to it, so that an item is planned only when all that need it have been. A
 * bill in which an item contains itself is refused, and the rule names the circle: `must not contain itself: a → b → a`.
 */
export function billOfMaterial(lines: readonly BomLine[]): Answer<BillOfMaterial> {
  const components = new Map<string, BomLine[]>();
  const open = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    const { parent, component, quantity_per, scrap_share = 0 } = line;
    const refusal = positive({ [`bom[${i}].quantity_per`]: quantity_per });
    if (refusal !== undefined) return refusal;
    if (!(scrap_share >= 0 && scrap_share < 1)) return refuse(`bom[${i}].scrap_share`, 'must be from 0 to below 1');
    const siblings = components.get(parent);
    if (siblings === undefined) components.set(parent, [line]);
    else siblings.push(line);
    open.set(parent, open.get(parent) ?? 0);
    open.set(component, (open.get(component) ?? 0) + 1);
  }
  const low_level_code = new Map<string, number>();
  let ready = [...open].filter(([, uses]) => uses === 0).map(([item]) => item);
  for (const item of ready) low_level_code.set(item, 0);
  let done = 0;
  while (ready.length > 0) {
    const next: string[] = [];
    for (const item of ready) {
      done += 1;
      const level = (low_level_code.get(item) ?? 0) + 1;
      for (const { component } of components.get(item) ?? []) {
        low_level_code.set(component, Math.max(low_level_code.get(component) ?? 0, level));
        const uses = (open.get(component) ?? 0) - 1;
        open.set(component, uses);
        if (uses === 0) next.push(component);
      }
    }
    ready = next;
  }
  if (done < open.size) return refuse('bom', `must not contain itself: ${circleIn(components, open).join(' → ')}`);
  return answer({ low_level_code, components });
}

/** From any item that still waits for a parent, up from parent to parent, until one comes again. */
function circleIn(
  components: ReadonlyMap<string, readonly BomLine[]>,
  open: ReadonlyMap<string, number>,
): readonly string[] {
  const parentOf = new Map<string, string>();
  for (const [parent, lines] of components) {
    if ((open.get(parent) ?? 0) === 0) continue;
    for (const { component } of lines) if (!parentOf.has(component)) parentOf.set(component, parent);
  }
  const seen: string[] = [];
  let item = [...open].find(([, uses]) => uses > 0)?.[0];
  while (item !== undefined && !seen.includes(item)) {
    seen.push(item);
    item = parentOf.get(item);
  }
  return item === undefined ? seen : [item, ...seen.slice(seen.indexOf(item)).reverse()];
}

/** Units of the component that so many started units of the parent take: started · quantity_per / (1 − scrap). */
export function unitsOfComponent({ quantity_per, scrap_share = 0 }: BomLine, started_units: number): number {
  return (started_units * quantity_per) / (1 - scrap_share);
}
