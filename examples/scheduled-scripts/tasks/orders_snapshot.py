"""每日订单快照: yesterday's orders of every shop as one table."""

import datetime

from team_data import SHOPS, open_data, tell, work_day, write_table

day = work_day() - datetime.timedelta(days=1)
database = open_data(day)
rows = []
for done, shop in enumerate(SHOPS):
    found = database.execute(
        "select id, shop, good, count, cents, state from orders where day = ? and shop = ? order by id", (day.isoformat(), shop)
    ).fetchall()
    print(f"{shop}: {len(found)} orders on {day}")
    rows += found
    tell(progress=(done + 1) / len(SHOPS), note=shop)
write_table(f"orders-{day}", ["id", "shop", "good", "count", "cents", "state"], rows)
tell(output={"day": day.isoformat(), "orders": len(rows)})
