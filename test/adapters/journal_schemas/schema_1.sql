-- A journal of schema 1, as a demo of Lockstep 0.1.0 left it: `sqlite3 .dump`.
PRAGMA application_id = 1280004948;
BEGIN TRANSACTION;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('mode','paper');
CREATE TABLE signal(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, batch INTEGER NOT NULL,
  symbol TEXT NOT NULL, side TEXT NOT NULL, quantity TEXT NOT NULL,
  price TEXT NOT NULL, executed TEXT, payload TEXT NOT NULL);
INSERT INTO signal VALUES(11,'2026-11-26T00:40:42.357574049Z','master','kraken','paper','','OYPNQL-A2F7R-OIA3IG@0.01483459','OYPNQL-A2F7R-OIA3IG',0,'BTC/USD','buy','0.01483459','6741.1','2026-11-26T00:40:42.297825000Z','{"order":"OYPNQL-A2F7R-OIA3IG","cumulative":"0.01483459","venue":"kraken","master":"master","batch":0,"symbol":"BTC/USD","base":"BTC","quote":"USD","direction":0,"type":0,"quantity":"0.01483459","price":"6741.1","equity_before":"1000","position_before":"0","position_after":"0.01483459","fraction":"0","barred":"none","first_executed":1795653642297825000,"executed":1795653642297825000,"received":1795653642357561175,"marks":{},"executions":["TQ4UW7-6EFSG-H74LPU"],"followers":["badkey","half","quarter"]}');
INSERT INTO signal VALUES(35,'2026-11-26T00:40:47.545406629Z','master','kraken','paper','','ORP3DD-32X2D-Q2QQKA@0.15977418','ORP3DD-32X2D-Q2QQKA',0,'ETH/USD','buy','0.15977418','375.86','2026-11-26T00:40:47.501613000Z','{"order":"ORP3DD-32X2D-Q2QQKA","cumulative":"0.15977418","venue":"kraken","master":"master","batch":0,"symbol":"ETH/USD","base":"ETH","quote":"USD","direction":0,"type":0,"quantity":"0.15977418","price":"375.86","equity_before":"999.132665064","position_before":"0","position_after":"0.15977418","fraction":"0","barred":"none","first_executed":1795653647501613000,"executed":1795653647501613000,"received":1795653647545393805,"marks":{"BTC":"6709.6"},"executions":["T3DQXP-6THCE-MZWW6N"],"followers":["badkey","half","quarter"]}');
CREATE TABLE intent(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE, signal TEXT NOT NULL, leg TEXT NOT NULL,
  symbol TEXT NOT NULL, side TEXT NOT NULL, type TEXT NOT NULL,
  quantity TEXT NOT NULL, limit_price TEXT, trigger_price TEXT,
  lifetime TEXT NOT NULL, deadline TEXT, validate_only INTEGER NOT NULL,
  payload TEXT NOT NULL, open INTEGER NOT NULL DEFAULT 1);
INSERT INTO intent VALUES(16,'2026-11-26T00:40:42.369108513Z','half','kraken','paper','','17af2ca7-8522-50cd-bcb2-0caee9aa47e2','OYPNQL-A2F7R-OIA3IG@0.01483459','entry','BTC/USD','buy','limit','0.00741729','6774.8',NULL,'immediate_or_cancel','2026-11-26T00:40:52.369108513Z',0,'',0);
INSERT INTO intent VALUES(19,'2026-11-26T00:40:42.372948261Z','quarter','kraken','paper','','cd59633e-e95f-5bc8-b276-898a7c69b7b7','OYPNQL-A2F7R-OIA3IG@0.01483459','entry','BTC/USD','buy','limit','0.00370864','6774.8',NULL,'immediate_or_cancel','2026-11-26T00:40:52.372948261Z',0,'',0);
INSERT INTO intent VALUES(40,'2026-11-26T00:40:47.555151085Z','quarter','kraken','paper','','46c2b1c8-9984-58f6-893e-c4003d538875','ORP3DD-32X2D-Q2QQKA@0.15977418','entry','ETH/USD','buy','limit','0.03994354','377.73',NULL,'immediate_or_cancel','2026-11-26T00:40:57.555151085Z',0,'',0);
INSERT INTO intent VALUES(44,'2026-11-26T00:40:47.555269410Z','half','kraken','paper','','09bd6e32-b975-50fa-a489-c9905d9f2af7','ORP3DD-32X2D-Q2QQKA@0.15977418','entry','ETH/USD','buy','limit','0.07988709','377.73',NULL,'immediate_or_cancel','2026-11-26T00:40:57.555269410Z',0,'',0);
CREATE TABLE event(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  key TEXT NOT NULL, state TEXT NOT NULL, order_id TEXT NOT NULL,
  executed TEXT NOT NULL, cost TEXT NOT NULL, reason TEXT NOT NULL,
  words TEXT NOT NULL, ends INTEGER NOT NULL);
INSERT INTO event VALUES(26,'2026-11-26T00:40:42.420893546Z','half','kraken','paper','','17af2ca7-8522-50cd-bcb2-0caee9aa47e2','filled','','0.00741729','0','none','',1);
INSERT INTO event VALUES(30,'2026-11-26T00:40:42.445547842Z','quarter','kraken','paper','','cd59633e-e95f-5bc8-b276-898a7c69b7b7','filled','','0.00370864','0','none','',1);
INSERT INTO event VALUES(50,'2026-11-26T00:40:47.558737443Z','quarter','kraken','paper','','46c2b1c8-9984-58f6-893e-c4003d538875','filled','','0.03994354','0','none','',1);
INSERT INTO event VALUES(54,'2026-11-26T00:40:47.559780131Z','half','kraken','paper','','09bd6e32-b975-50fa-a489-c9905d9f2af7','filled','','0.07988709','0','none','',1);
CREATE TABLE execution(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  id TEXT NOT NULL, order_id TEXT NOT NULL, key TEXT NOT NULL,
  symbol TEXT NOT NULL, side TEXT NOT NULL, type TEXT NOT NULL,
  quantity TEXT NOT NULL, price TEXT NOT NULL, cost TEXT NOT NULL,
  fees TEXT NOT NULL, time TEXT, margin INTEGER NOT NULL,
  UNIQUE(account, id));
INSERT INTO execution VALUES(12,'2026-11-26T00:40:42.357589909Z','master','kraken','paper','','TQ4UW7-6EFSG-H74LPU','OYPNQL-A2F7R-OIA3IG','','BTC/USD','buy','market','0.01483459','6741.1','100.00145','0.40001 USD','2026-11-26T00:40:42.297825000Z',0);
INSERT INTO execution VALUES(24,'2026-11-26T00:40:42.420893546Z','half','kraken','paper','','TBXEF3-ED2QO-CZOC3A','OQHXMP-UWPXY-KTBATM','17af2ca7-8522-50cd-bcb2-0caee9aa47e2','BTC/USD','buy','limit','0.00741729','6741.1','50.00069','0.2 USD','2026-11-26T00:40:42.398581000Z',0);
INSERT INTO execution VALUES(28,'2026-11-26T00:40:42.445547842Z','quarter','kraken','paper','','TDGVLQ-BJ3AA-YQODQW','OHKX3G-THS7E-V3NCX6','cd59633e-e95f-5bc8-b276-898a7c69b7b7','BTC/USD','buy','limit','0.00370864','6741.1','25.00031','0.1 USD','2026-11-26T00:40:42.414023000Z',0);
INSERT INTO execution VALUES(36,'2026-11-26T00:40:47.545425856Z','master','kraken','paper','','T3DQXP-6THCE-MZWW6N','ORP3DD-32X2D-Q2QQKA','','ETH/USD','buy','market','0.15977418','375.86','60.05272','0.24021 USD','2026-11-26T00:40:47.501613000Z',0);
INSERT INTO execution VALUES(48,'2026-11-26T00:40:47.558737443Z','quarter','kraken','paper','','TK2QK6-2JIOK-WXU6DN','O2WBUX-MEBCE-OBNHPY','46c2b1c8-9984-58f6-893e-c4003d538875','ETH/USD','buy','limit','0.03994354','375.86','15.01318','0.06005 USD','2026-11-26T00:40:47.557260000Z',0);
INSERT INTO execution VALUES(52,'2026-11-26T00:40:47.559780131Z','half','kraken','paper','','TNZVWU-FKNR7-B35DZ4','OLTA6G-FLHN6-63AMVI','09bd6e32-b975-50fa-a489-c9905d9f2af7','ETH/USD','buy','limit','0.07988709','375.86','30.02636','0.12011 USD','2026-11-26T00:40:47.558917000Z',0);
CREATE TABLE row(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  signal TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
  words TEXT NOT NULL, key TEXT NOT NULL, intended TEXT NOT NULL,
  ordered TEXT NOT NULL, executed TEXT NOT NULL, value TEXT NOT NULL,
  fees TEXT NOT NULL, decided TEXT, ended TEXT);
INSERT INTO "row" VALUES(15,'2026-11-26T00:40:42.369108513Z','half','kraken','paper','','OYPNQL-A2F7R-OIA3IG@0.01483459','unresolved','none','','17af2ca7-8522-50cd-bcb2-0caee9aa47e2','0.007417295','0.00741729','0','0','0','2026-11-26T00:40:42.369108513Z',NULL);
INSERT INTO "row" VALUES(18,'2026-11-26T00:40:42.372948261Z','quarter','kraken','paper','','OYPNQL-A2F7R-OIA3IG@0.01483459','unresolved','none','','cd59633e-e95f-5bc8-b276-898a7c69b7b7','0.0037086475','0.00370864','0','0','0','2026-11-26T00:40:42.372948261Z',NULL);
INSERT INTO "row" VALUES(20,'2026-11-26T00:40:42.373035376Z','badkey','kraken','paper','','OYPNQL-A2F7R-OIA3IG@0.01483459','skipped','credentials_refused','EAPI:Invalid signature, required: in service','','0','0','0','0','0','2026-11-26T00:40:42.373035376Z','2026-11-26T00:40:42.373035376Z');
INSERT INTO "row" VALUES(25,'2026-11-26T00:40:42.420893546Z','half','kraken','paper','','OYPNQL-A2F7R-OIA3IG@0.01483459','unresolved','none','','17af2ca7-8522-50cd-bcb2-0caee9aa47e2','0.007417295','0.00741729','0.00741729','50.00069','0.2','2026-11-26T00:40:42.369108513Z',NULL);
INSERT INTO "row" VALUES(27,'2026-11-26T00:40:42.420893546Z','half','kraken','paper','','OYPNQL-A2F7R-OIA3IG@0.01483459','copied','none','','17af2ca7-8522-50cd-bcb2-0caee9aa47e2','0.007417295','0.00741729','0.00741729','50.00069','0.2','2026-11-26T00:40:42.369108513Z','2026-11-26T00:40:42.420893546Z');
INSERT INTO "row" VALUES(29,'2026-11-26T00:40:42.445547842Z','quarter','kraken','paper','','OYPNQL-A2F7R-OIA3IG@0.01483459','unresolved','none','','cd59633e-e95f-5bc8-b276-898a7c69b7b7','0.0037086475','0.00370864','0.00370864','25.00031','0.1','2026-11-26T00:40:42.372948261Z',NULL);
INSERT INTO "row" VALUES(31,'2026-11-26T00:40:42.445547842Z','quarter','kraken','paper','','OYPNQL-A2F7R-OIA3IG@0.01483459','copied','none','','cd59633e-e95f-5bc8-b276-898a7c69b7b7','0.0037086475','0.00370864','0.00370864','25.00031','0.1','2026-11-26T00:40:42.372948261Z','2026-11-26T00:40:42.445547842Z');
INSERT INTO "row" VALUES(39,'2026-11-26T00:40:47.555151085Z','quarter','kraken','paper','','ORP3DD-32X2D-Q2QQKA@0.15977418','unresolved','none','','46c2b1c8-9984-58f6-893e-c4003d538875','0.039943548946330003','0.03994354','0','0','0','2026-11-26T00:40:47.555151085Z',NULL);
INSERT INTO "row" VALUES(41,'2026-11-26T00:40:47.555243331Z','badkey','kraken','paper','','ORP3DD-32X2D-Q2QQKA@0.15977418','skipped','credentials_refused','EAPI:Invalid signature, required: in service','','0','0','0','0','0','2026-11-26T00:40:47.555243331Z','2026-11-26T00:40:47.555243331Z');
INSERT INTO "row" VALUES(43,'2026-11-26T00:40:47.555269410Z','half','kraken','paper','','ORP3DD-32X2D-Q2QQKA@0.15977418','unresolved','none','','09bd6e32-b975-50fa-a489-c9905d9f2af7','0.079887092630886669','0.07988709','0','0','0','2026-11-26T00:40:47.555269410Z',NULL);
INSERT INTO "row" VALUES(49,'2026-11-26T00:40:47.558737443Z','quarter','kraken','paper','','ORP3DD-32X2D-Q2QQKA@0.15977418','unresolved','none','','46c2b1c8-9984-58f6-893e-c4003d538875','0.039943548946330003','0.03994354','0.03994354','15.01318','0.06005','2026-11-26T00:40:47.555151085Z',NULL);
INSERT INTO "row" VALUES(51,'2026-11-26T00:40:47.558737443Z','quarter','kraken','paper','','ORP3DD-32X2D-Q2QQKA@0.15977418','copied','none','','46c2b1c8-9984-58f6-893e-c4003d538875','0.039943548946330003','0.03994354','0.03994354','15.01318','0.06005','2026-11-26T00:40:47.555151085Z','2026-11-26T00:40:47.558737443Z');
INSERT INTO "row" VALUES(53,'2026-11-26T00:40:47.559780131Z','half','kraken','paper','','ORP3DD-32X2D-Q2QQKA@0.15977418','unresolved','none','','09bd6e32-b975-50fa-a489-c9905d9f2af7','0.079887092630886669','0.07988709','0.07988709','30.02636','0.12011','2026-11-26T00:40:47.555269410Z',NULL);
INSERT INTO "row" VALUES(55,'2026-11-26T00:40:47.559780131Z','half','kraken','paper','','ORP3DD-32X2D-Q2QQKA@0.15977418','copied','none','','09bd6e32-b975-50fa-a489-c9905d9f2af7','0.079887092630886669','0.07988709','0.07988709','30.02636','0.12011','2026-11-26T00:40:47.555269410Z','2026-11-26T00:40:47.559780131Z');
CREATE TABLE enrolment(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL UNIQUE,
  venue TEXT NOT NULL, mode TEXT NOT NULL, inputs TEXT NOT NULL,
  identity TEXT NOT NULL, since TEXT, positions TEXT NOT NULL);
INSERT INTO enrolment VALUES(5,'2026-11-26T00:40:37.201270554Z','master','kraken','paper','','','2026-11-26T00:40:37.201270524Z','');
INSERT INTO enrolment VALUES(6,'2026-11-26T00:40:37.206407034Z','half','kraken','paper','','','2026-11-26T00:40:37.206407003Z','');
INSERT INTO enrolment VALUES(7,'2026-11-26T00:40:37.217595210Z','quarter','kraken','paper','','','2026-11-26T00:40:37.217595179Z','');
CREATE TABLE note(
  seq INTEGER PRIMARY KEY, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  kind TEXT NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL,
  words TEXT NOT NULL, payload TEXT NOT NULL,
  UNIQUE(account, kind, key));
INSERT INTO note VALUES(14,'2026-11-26T00:40:42.369108513Z','half','kraken','paper','','share','OYPNQL-A2F7R-OIA3IG@0.01483459','none','','{"master":"0.01483459","master_equity":"1000","equity":"500","ordered":"0.00741729","clipped":"0","risked":"50.000693619"}');
INSERT INTO note VALUES(17,'2026-11-26T00:40:42.372948261Z','quarter','kraken','paper','','share','OYPNQL-A2F7R-OIA3IG@0.01483459','none','','{"master":"0.01483459","master_equity":"1000","equity":"250","ordered":"0.00370864","clipped":"0","risked":"25.000313104"}');
INSERT INTO note VALUES(21,'2026-11-26T00:40:42.405791000Z','badkey','kraken','paper','','closing','OYPNQL-A2F7R-OIA3IG','none','','{"master":"0","master_equity":"0","equity":"0","ordered":"0","clipped":"0","risked":"0"}');
INSERT INTO note VALUES(22,'2026-11-26T00:40:42.405811819Z','half','kraken','paper','','closing','OYPNQL-A2F7R-OIA3IG','below_minimum','0.000000005 of 0.007417295 was too small to be ordered','{"master":"0.01483459","master_equity":"1000","equity":"500","ordered":"0.00741729","clipped":"0","risked":"50.000693619"}');
INSERT INTO note VALUES(23,'2026-11-26T00:40:42.405820205Z','quarter','kraken','paper','','closing','OYPNQL-A2F7R-OIA3IG','below_minimum','0.0000000075 of 0.0037086475 was too small to be ordered','{"master":"0.01483459","master_equity":"1000","equity":"250","ordered":"0.00370864","clipped":"0","risked":"25.000313104"}');
INSERT INTO note VALUES(38,'2026-11-26T00:40:47.555151085Z','quarter','kraken','paper','','share','ORP3DD-32X2D-Q2QQKA@0.15977418','none','','{"master":"0.15977418","master_equity":"999.132665064","equity":"249.783190944","ordered":"0.03994354","clipped":"0","risked":"15.0131789444"}');
INSERT INTO note VALUES(42,'2026-11-26T00:40:47.555269410Z','half','kraken','paper','','share','ORP3DD-32X2D-Q2QQKA@0.15977418','none','','{"master":"0.15977418","master_equity":"999.132665064","equity":"499.566348984","ordered":"0.07988709","clipped":"0","risked":"30.0263616474"}');
INSERT INTO note VALUES(45,'2026-11-26T00:40:47.556840763Z','badkey','kraken','paper','','closing','ORP3DD-32X2D-Q2QQKA','none','','{"master":"0","master_equity":"0","equity":"0","ordered":"0","clipped":"0","risked":"0"}');
INSERT INTO note VALUES(46,'2026-11-26T00:40:47.556855270Z','half','kraken','paper','','closing','ORP3DD-32X2D-Q2QQKA','below_minimum','0.000000002630886669 of 0.079887092630886669 was too small to be ordered','{"master":"0.15977418","master_equity":"999.132665064","equity":"499.566348984","ordered":"0.07988709","clipped":"0","risked":"30.0263616474"}');
INSERT INTO note VALUES(47,'2026-11-26T00:40:47.556862634Z','quarter','kraken','paper','','closing','ORP3DD-32X2D-Q2QQKA','below_minimum','0.000000008946330003 of 0.039943548946330003 was too small to be ordered','{"master":"0.15977418","master_equity":"999.132665064","equity":"249.783190944","ordered":"0.03994354","clipped":"0","risked":"15.0131789444"}');
CREATE TABLE state(
  seq INTEGER NOT NULL, at TEXT, account TEXT NOT NULL, venue TEXT NOT NULL,
  mode TEXT NOT NULL, inputs TEXT NOT NULL,
  slot TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY(slot, key)) WITHOUT ROWID;
INSERT INTO state VALUES(57,'2026-11-26T00:40:48.561481456Z','quarter','kraken','paper','','nonce','1fa385cd45c33637','1795653650561478');
INSERT INTO state VALUES(4,'2026-11-26T00:40:37.173511675Z','badkey','kraken','paper','','nonce','306a4b74f7e265d0','1795653639173511');
INSERT INTO state VALUES(34,'2026-11-26T00:40:47.485176918Z','master','kraken','paper','','nonce','b807914d06495777','1795653649485173');
INSERT INTO state VALUES(56,'2026-11-26T00:40:48.485827758Z','half','kraken','paper','','nonce','bf72179ec494c70c','1795653650485825');
INSERT INTO state VALUES(37,'2026-11-26T00:40:47.545429272Z','master','kraken','paper','','watermark','master','2026-11-26T00:40:47.501613Z');
CREATE INDEX intent_open ON intent(account) WHERE open;
CREATE INDEX event_key ON event(key);
CREATE INDEX row_newest ON row(signal, account);
CREATE VIEW ledger AS
  SELECT row.*, signal.symbol, signal.side, signal.price AS master_price,
         signal.account AS master
  FROM row LEFT JOIN signal ON signal.id = row.signal
  WHERE NOT EXISTS (SELECT 1 FROM row AS later
                    WHERE later.signal = row.signal
                      AND later.account = row.account AND later.seq > row.seq);
COMMIT;
PRAGMA user_version = 1;
