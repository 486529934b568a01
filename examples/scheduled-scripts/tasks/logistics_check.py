"""物流巡检: paid orders older than 2 days that have not been sent."""

import datetime

from team_data import open_data, tell, work_day, write_table

day = work_day()
database = open_data(day)
limit = (day - datetime.timedelta(days=2)).isoformat()
rows = database.execute(
    "select id, shop, day, good from orders where state = 'paid' and day <= ? and day > ? order by day",
    (limit, (day - datetime.timedelta(days=14)).isoformat()),
).fetchall()
print(f"{len(rows)} orders wait for more than 2 days")
write_table(f"logistics-{day}", ["id", "shop", "day", "good"], rows)
tell(output={"day": day.isoformat(), "late": len(rows)})
