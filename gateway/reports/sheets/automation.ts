import { column, type ReportKind, type Row, rounded } from '../report.ts';

export const automation: ReportKind = {
  name: 'automation',
  title: 'Automation share',
  says: 'How much of the stock moves without anybody typing.',
  definition: [
    'source = the senses of the devices in the evidence of a movement: one alone, or `fused` where several bear it out; without a device a person said it',
    'share = movements of the source / all movements of the span; opposites booked for late evidence are left out',
    'automated = all but those that a person said (scans are done by people, and typed by nobody)',
  ],
  columns: [
    column('source', 'Source', 'text'),
    column('movements', 'Movements'),
    column('share', 'Share', 'share'),
    column('pieces', 'Pieces', 'number', 'of unlike things'),
  ],
  needs: ['sources'],
  rows({ sources }) {
    const all = sources.reduce((sum, { movements }) => sum + movements, 0);
    return sources.map(
      ({ source, movements, pieces }): Row => ({
        source,
        movements,
        ...(all === 0 ? {} : { share: rounded(movements / all, 4) }),
        pieces,
      }),
    );
  },
  total(_, { sources }) {
    const all = sources.reduce((sum, { movements }) => sum + movements, 0);
    const typed = sources.find(({ source }) => source === 'person')?.movements ?? 0;
    return {
      source: 'automated',
      movements: all - typed,
      ...(all === 0 ? {} : { share: rounded((all - typed) / all, 4) }),
    };
  },
};
