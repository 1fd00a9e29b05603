import { column, type ReportKind, rounded, rowOf } from '../report.ts';

export const forecastActual: ReportKind = {
  name: 'forecast-actual',
  title: 'Forecast against actual',
  says: 'How the forecast that was said before the span did, as it was kept then.',
  definition: [
    'the newest forecast that was kept before the span begins, or the first one where none was; one is kept of each week, and it is never made again with what is known since',
    'compared by the whole weeks that follow on its origin and lie within the span; weeks with a day that opened without stock say nothing and are left out',
    'MASE = mean |actual − forecast| / what the naive forecast erred by on the history of then; below 1 it is better than that',
    'WAPE = Σ |actual − forecast| / Σ actual; bias = mean of actual − forecast: above 0 too little was forecast. No MAPE: it says nothing of weeks without demand',
  ],
  columns: [
    column('item', 'Item', 'text'),
    column('name', 'Name', 'text'),
    column('method', 'Method', 'text'),
    column('origin', 'Said after', 'text'),
    column('weeks', 'Weeks'),
    column('forecast', 'Forecast'),
    column('actual', 'Actual'),
    column('mase', 'MASE'),
    column('wape', 'WAPE', 'share'),
    column('bias', 'Bias', 'number', 'per week'),
    column('says', 'Why not', 'text'),
  ],
  needs: ['forecast'],
  rows: ({ figures, context }) =>
    figures.items.flatMap(({ item, forecast: check }) => {
      if (check === undefined) return [];
      const { method, origin, weeks, forecast, actual, accuracy, says } = check;
      return [
        rowOf({
          item,
          name: context.itemName(item),
          method,
          origin,
          weeks,
          forecast: rounded(forecast),
          actual: rounded(actual),
          mase: accuracy?.mase === undefined ? undefined : rounded(accuracy.mase, 3),
          wape: accuracy?.wape === undefined ? undefined : rounded(accuracy.wape, 4),
          bias: accuracy === undefined ? undefined : rounded(accuracy.me, 3),
          says,
        }),
      ];
    }),
};
