-- Inserts an order, or updates it when something about it is different; changes no row when it is the same.
INSERT INTO orders (platform, shop_id, order_id, date, ordered_at, buyer, item, quantity, amount_cents, currency, status)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (platform, shop_id, order_id) DO UPDATE SET
  date = excluded.date,
  ordered_at = excluded.ordered_at,
  buyer = excluded.buyer,
  item = excluded.item,
  quantity = excluded.quantity,
  amount_cents = excluded.amount_cents,
  currency = excluded.currency,
  status = excluded.status
WHERE (date, ordered_at, buyer, item, quantity, amount_cents, currency, status)
  IS NOT (excluded.date, excluded.ordered_at, excluded.buyer, excluded.item,
          excluded.quantity, excluded.amount_cents, excluded.currency, excluded.status)
