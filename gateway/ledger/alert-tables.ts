/** The tables of alerts: a step of the ledger's tables, never edited once it has shipped. */
export const alertTables = `
  -- What people are told of, see alerts.ts: how each alert is, what happened to it, and what became of telling it.
  CREATE TABLE alert (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX alert_open ON alert (key) WHERE state <> 'cleared';
  CREATE INDEX alert_by_state ON alert (state, number);
  CREATE TABLE alert_event (number INTEGER PRIMARY KEY, alert INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX alert_event_by_alert ON alert_event (alert, number);
  CREATE TABLE alert_delivery (
    event INTEGER NOT NULL,
    channel TEXT NOT NULL,
    alert INTEGER NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    says TEXT NOT NULL,
    PRIMARY KEY (event, channel)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX alert_delivery_waiting ON alert_delivery (channel, event) WHERE state = 'waiting';
  CREATE INDEX alert_delivery_by_alert ON alert_delivery (alert, event);
  `;
