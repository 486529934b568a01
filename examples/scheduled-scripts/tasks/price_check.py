"""商品价格巡检: prices that moved by more than 5 % since yesterday."""

import datetime

from team_data import open_data, tell, work_day, write_table

day = work_day()
database = open_data(day)
rows = database.execute(
    "select now.shop, now.good, old.cents, now.cents, round(100.0 * (now.cents - old.cents) / old.cents, 1)"
    " from prices now join prices old on old.shop = now.shop and old.good = now.good"
    " where now.day = ? and old.day = ? and abs(now.cents - old.cents) * 20 > old.cents order by 5",
    (day.isoformat(), (day - datetime.timedelta(days=1)).isoformat()),
).fetchall()
for shop, good, before, after, percent in rows:
    print(f"{shop} {good}: {before} -> {after} ({percent:+} %)")
write_table(f"prices-{day}", ["shop", "good", "before", "after", "percent"], rows)
tell(output={"day": day.isoformat(), "moved": len(rows)})
