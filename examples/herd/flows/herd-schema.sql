-- The example's own database: what the flows bring home from the shops. Every flow creates it if it is not there.

CREATE TABLE IF NOT EXISTS orders (
  platform TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  date TEXT NOT NULL,
  ordered_at TEXT NOT NULL,
  buyer TEXT NOT NULL,
  item TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  amount_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  status TEXT NOT NULL,
  PRIMARY KEY (platform, shop_id, order_id)
) WITHOUT ROWID;

-- One row for each attempt that brought orders home, so that double work can be seen.
CREATE TABLE IF NOT EXISTS order_syncs (
  run_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  platform TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  date TEXT NOT NULL,
  orders INTEGER NOT NULL,
  inserted INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  PRIMARY KEY (run_id, attempt)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS goods (
  platform TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  goods_id TEXT NOT NULL,
  title TEXT NOT NULL,
  price_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  stock INTEGER NOT NULL,
  refreshed_at TEXT NOT NULL,
  PRIMARY KEY (platform, shop_id, goods_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS replies (
  platform TEXT NOT NULL,
  shop_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  question TEXT NOT NULL,
  reply TEXT NOT NULL,
  PRIMARY KEY (platform, shop_id, message_id)
) WITHOUT ROWID;
