/** Buffers between steps of production: what lies there, what of it is spoken for, and what is left to keep one step going without the other. */
import { bufferState, decouplingStock, heldDecoupling } from '../planning/stock-kinds.ts';
import type { BufferSettings } from '../stock/work-settings.ts';
import type { ReportSources } from './report.ts';

export interface BufferFigures {
  readonly item: string;
  readonly location: string;
  readonly level: number;
  readonly in_process: number;
  /** Decoupling stock, as held; and as planned, where the settings say how long a step may stand still. */
  readonly held: number;
  readonly planned?: number;
  readonly min?: number;
  readonly max?: number;
  readonly state?: 'starving' | 'flowing' | 'blocking';
  /** The settings name it; else it is a component that lies at a place of the kind `wip`. */
  readonly is_declared: boolean;
}

/** The buffers of the settings in their order; then, by item, what else lies in work in process that a bill of material uses. */
export function bufferFigures({ context, figures, in_process }: ReportSources): readonly BufferFigures[] {
  const levels = new Map<string, number>();
  // What belongs to others is used like our own.
  for (const { item, cells } of figures.items)
    for (const { location = '', quantity, consigned } of cells) levels.set(keyOf(item, location), quantity + consigned);
  const taken = new Map<string, number>();
  for (const { item, location, units } of in_process)
    taken.set(keyOf(item, location), (taken.get(keyOf(item, location)) ?? 0) + units);
  const figureOf = (item: string, location: string, buffer?: BufferSettings): BufferFigures => {
    const level = levels.get(keyOf(item, location)) ?? 0;
    const used = taken.get(keyOf(item, location)) ?? 0;
    const held = heldDecoupling(Math.max(0, level), used);
    return {
      item,
      location,
      level,
      in_process: used,
      held: held.ok ? held.value.value : 0,
      ...plannedOf(level, buffer),
    };
  };
  const declared = context.site.work?.buffers ?? [];
  const known = new Set(declared.map(({ item, location }) => keyOf(item, location)));
  const used_on = new Set((context.site.bills ?? []).flatMap(({ components }) => components.map(({ item }) => item)));
  const wip = new Set(context.site.locations.flatMap(({ id, kind }) => (kind === 'wip' ? [id] : [])));
  const others = figures.items.flatMap(({ item, cells }) =>
    cells.flatMap(({ location = '', quantity, consigned }) =>
      quantity + consigned !== 0 && used_on.has(item) && wip.has(location) && !known.has(keyOf(item, location))
        ? [figureOf(item, location)]
        : [],
    ),
  );
  return [...declared.map((buffer) => figureOf(buffer.item, buffer.location, buffer)), ...others];
}

function plannedOf(level: number, buffer: BufferSettings | undefined) {
  if (buffer === undefined) return { is_declared: false };
  const { use_per_hour, interruption_hours, min_units: min, max_units: max } = buffer;
  const planned =
    use_per_hour === undefined || interruption_hours === undefined
      ? undefined
      : decouplingStock(use_per_hour, interruption_hours);
  const state =
    min === undefined || max === undefined ? undefined : bufferState(level, { min_units: min, max_units: max });
  return {
    is_declared: true,
    ...(planned?.ok ? { planned: planned.value.value } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(state?.ok ? { state: state.value } : {}),
  };
}

function keyOf(item: string, location: string): string {
  return `${location}\n${item}`;
}
