import { bufferFigures } from '../buffers.ts';
import { column, type ReportKind, rounded, rowOf } from '../report.ts';

export const buffers: ReportKind = {
  name: 'buffers',
  title: 'Buffers between steps',
  says: 'What lies between two steps of production, what of it is spoken for, and whether the step after may starve.',
  definition: [
    'level = what lies at the location now, whoever it belongs to; in process = what open production orders there will still use',
    'decoupling, held = max(0, level − in process): what keeps the step after going while the one before stands still',
    'decoupling, planned = use per hour · hours of interruption, of the settings (work.buffers)',
    'state = starving below the minimum, blocking above the maximum, else flowing',
    'components of bills of material at locations of the kind wip that are no buffer of the settings stand below, without plan and state',
  ],
  columns: [
    column('location', 'Location', 'text'),
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('level', 'Level'),
    column('in_process', 'In process'),
    column('decoupling_held', 'Decoupling, held'),
    column('decoupling_planned', 'Decoupling, planned'),
    column('min', 'Minimum'),
    column('max', 'Maximum'),
    column('state', 'State', 'text'),
  ],
  needs: ['process'],
  rows: (sources) =>
    bufferFigures(sources).map(({ item, location, level, in_process, held, planned, min, max, state }) =>
      rowOf({
        location,
        item,
        name: sources.context.itemName(item),
        level,
        in_process,
        decoupling_held: rounded(held),
        decoupling_planned: planned === undefined ? undefined : rounded(planned),
        min,
        max,
        state,
      }),
    ),
};
