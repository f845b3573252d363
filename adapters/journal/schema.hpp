#pragma once

namespace lockstep::journal {

/// Marks a file as a journal of Lockstep ("LKST").
inline constexpr int application_id = 0x4c4b5354;

/// Rises with each change of the tables below; `migrations.cpp` has the way
/// from each one before.
inline constexpr int schema_version = 2;

/// Amounts are decimal texts and times RFC 3339 texts to the nanosecond, both
/// exact. `seq` counts over all tables. `row` keeps all versions; the view
/// `ledger` shows the newest, with what the signal was about.
///
/// Most of what is read is of one account, so indexes begin with the account.
inline constexpr auto schema = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE signal(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, batch INTEGER NOT NULL,
  symbol TEXT NOT NULL, side TEXT NOT NULL, quantity TEXT NOT NULL,
  price TEXT NOT NULL, executed TEXT, payload TEXT NOT NULL);

CREATE TABLE intent(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE, signal TEXT NOT NULL, leg TEXT NOT NULL,
  symbol TEXT NOT NULL, side TEXT NOT NULL, type TEXT NOT NULL,
  quantity TEXT NOT NULL, limit_price TEXT, trigger_price TEXT,
  lifetime TEXT NOT NULL, deadline TEXT, validate_only INTEGER NOT NULL,
  payload TEXT NOT NULL, open INTEGER NOT NULL DEFAULT 1);
CREATE INDEX intent_account ON intent(account);

CREATE TABLE event(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  key TEXT NOT NULL, state TEXT NOT NULL, order_id TEXT NOT NULL,
  executed TEXT NOT NULL, cost TEXT NOT NULL, reason TEXT NOT NULL,
  words TEXT NOT NULL, ends INTEGER NOT NULL);
CREATE INDEX event_key ON event(key);

CREATE TABLE execution(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  id TEXT NOT NULL, order_id TEXT NOT NULL, key TEXT NOT NULL,
  symbol TEXT NOT NULL, side TEXT NOT NULL, type TEXT NOT NULL,
  quantity TEXT NOT NULL, price TEXT NOT NULL, cost TEXT NOT NULL,
  fees TEXT NOT NULL, time TEXT, margin INTEGER NOT NULL,
  UNIQUE(account, id));

CREATE TABLE row(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  signal TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
  words TEXT NOT NULL, key TEXT NOT NULL, intended TEXT NOT NULL,
  ordered TEXT NOT NULL, executed TEXT NOT NULL, value TEXT NOT NULL,
  fees TEXT NOT NULL, decided TEXT, ended TEXT);
CREATE INDEX row_newest ON row(account, signal);

CREATE TABLE enrolment(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL UNIQUE,
  venue TEXT NOT NULL, mode TEXT NOT NULL, inputs TEXT NOT NULL,
  identity TEXT NOT NULL, since TEXT, positions TEXT NOT NULL);

CREATE TABLE note(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  kind TEXT NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL,
  words TEXT NOT NULL, payload TEXT NOT NULL,
  UNIQUE(account, kind, key));

CREATE TABLE state(
  seq INTEGER NOT NULL, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  slot TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY(slot, key)) WITHOUT ROWID;

CREATE VIEW ledger AS
  SELECT row.*, signal.symbol, signal.side, signal.price AS master_price,
         signal.account AS master
  FROM row LEFT JOIN signal ON signal.id = row.signal
  WHERE NOT EXISTS (SELECT 1 FROM row AS later
                    WHERE later.signal = row.signal
                      AND later.account = row.account AND later.seq > row.seq);
)sql";

} // namespace lockstep::journal
