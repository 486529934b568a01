"""Brings a shop's orders of one day home: {param.date} is the day. Running it again changes nothing."""

import os

from drover_messages import RunFailed, log, progress, run_flow, step
from herd_database import HERE, open_database, transaction
from shop_client import ShopClient

UPSERT = (HERE / "upsert-order.sql").read_text(encoding="utf-8")


def main(params):
    date = params.get("date")
    if not isinstance(date, str):
        raise RunFailed("BUSINESS", "the parameter date is missing")
    shop = ShopClient()
    try:
        with step("sign_in", "登录后台") as found:
            found["shop"] = shop.sign_in()["name"]
            by = os.environ.get("DROVER_RUN_ID", "by hand")
            found["workId"] = shop.post("session", {"action": "open", "by": by})["workId"]
        counts = sync_day(shop, date)
        shop.post("session", {"action": "close", "workId": found["workId"]})
        return counts
    finally:
        shop.close()


def sync_day(shop, date):
    counts = {"orders": 0, "inserted": 0, "updated": 0}
    database = open_database()
    try:
        page = pages = 1
        while page <= pages:
            with step(f"page_{page}", f"第 {page} 页订单", {"date": date, "page": page}) as found:
                answer = shop.get("orders", date=date, page=page)
                pages = answer["pages"]
                inserted, updated = save(database, shop, date, answer["items"])
                counts["orders"] += len(answer["items"])
                counts["inserted"] += inserted
                counts["updated"] += updated
                found.update(orders=len(answer["items"]), inserted=inserted, updated=updated)
            log(f"{date} 第 {page}/{pages} 页：{len(answer['items'])} 单，新增 {inserted}，更新 {updated}")
            progress(page / pages, f"{counts['orders']}/{answer['total']} 单")
            page += 1
        record(database, shop, date, counts)
    finally:
        database.close()
    return counts


def save(database, shop, date, orders):
    """Writes one page in one transaction; returns how many orders were new and how many were different."""
    inserted = updated = 0
    with transaction(database):
        for order in orders:
            key = (shop.platform, shop.shop_id, order["orderId"])
            known = database.execute(
                "SELECT 1 FROM orders WHERE platform = ? AND shop_id = ? AND order_id = ?", key
            ).fetchone()
            values = [order[name] for name in ("orderedAt", "buyer", "item", "quantity", "amountCents", "currency", "status")]
            changed = database.execute(UPSERT, [*key, date, *values]).rowcount
            if not known:
                inserted += 1
            elif changed > 0:
                updated += 1
    return inserted, updated


def record(database, shop, date, counts):
    database.execute(
        "INSERT OR REPLACE INTO order_syncs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            os.environ.get("DROVER_RUN_ID", "by hand"),
            int(os.environ.get("DROVER_ATTEMPT", "1")),
            shop.platform,
            shop.shop_id,
            date,
            counts["orders"],
            counts["inserted"],
            counts["updated"],
        ),
    )


if __name__ == "__main__":
    run_flow(main)
