/** The tables of lots: a step of the ledger from one version to the next, see migrations.ts. Never edited once it has shipped. */

export const lotTables = `
  -- Which pieces of a tracked item, as JSON; see lots.ts.
  ALTER TABLE movement ADD COLUMN lots TEXT;

  -- Where lots lie that are known; what they leave of a level is of the lot unknown. For an item tracked by serial, lot is the serial.
  CREATE TABLE lot_level (
    location TEXT NOT NULL,
    item TEXT NOT NULL,
    lot TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (location, item, lot)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX lot_level_by_lot ON lot_level (item, lot);

  CREATE TABLE lot (
    item TEXT NOT NULL,
    lot TEXT NOT NULL,
    expiry TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (item, lot)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX lot_by_expiry ON lot (expiry) WHERE expiry IS NOT NULL;

  CREATE TABLE lot_event (number INTEGER PRIMARY KEY, item TEXT NOT NULL, lot TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX lot_event_by_lot ON lot_event (item, lot, number);

  -- Which movements carried a lot, as was known when they were booked.
  CREATE TABLE movement_lot (
    item TEXT NOT NULL,
    lot TEXT NOT NULL,
    seq INTEGER NOT NULL,
    from_location TEXT NOT NULL,
    to_location TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (item, lot, seq)
  ) WITHOUT ROWID, STRICT;

  -- Presumptions that proved wrong.
  CREATE TABLE lot_correction (
    number INTEGER PRIMARY KEY,
    item TEXT NOT NULL,
    was TEXT NOT NULL,
    became TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX lot_correction_was ON lot_correction (item, was, seq);
  CREATE INDEX lot_correction_became ON lot_correction (item, became, seq);
  CREATE TRIGGER lot_correction_is_never_changed BEFORE UPDATE ON lot_correction BEGIN SELECT RAISE(ABORT, 'corrections are never changed'); END;
  CREATE TRIGGER lot_correction_is_never_removed BEFORE DELETE ON lot_correction BEGIN SELECT RAISE(ABORT, 'corrections are never removed'); END;
  `;
