/** The tables of kept forecasts: a step of the ledger's tables, never edited once it has shipped. */
export const forecastTables = `
  -- What was forecast, as it was said then, see forecasts.ts. An origin stands here when all of its forecasts are there.
  CREATE TABLE forecast_origin (
    origin_day INTEGER PRIMARY KEY,
    made_ms INTEGER NOT NULL,
    head_seq INTEGER NOT NULL,
    items INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE forecast (
    item TEXT NOT NULL,
    origin_day INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (item, origin_day)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX forecast_by_origin ON forecast (origin_day);
  CREATE TRIGGER forecast_is_never_changed BEFORE UPDATE ON forecast BEGIN SELECT RAISE(ABORT, 'what was forecast is never changed'); END;
  `;
