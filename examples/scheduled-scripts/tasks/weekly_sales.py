"""每周销售汇总: what each shop sold in the 7 days before this one."""

import datetime

from team_data import open_data, tell, work_day, write_table, yuan

end = work_day()
start = end - datetime.timedelta(days=7)
database = open_data(end)
rows = database.execute(
    "select shop, good, sum(count), sum(count * cents) from orders"
    " where day >= ? and day < ? and state <> 'refunded' group by shop, good order by 1, 4 desc",
    (start.isoformat(), end.isoformat()),
).fetchall()
total = sum(row[3] for row in rows)
write_table(f"sales-{start}", ["shop", "good", "count", "yuan"], [(*row[:3], yuan(row[3])) for row in rows])
print(f"{start} to {end}: {yuan(total)} yuan")
tell(output={"from": start.isoformat(), "to": end.isoformat(), "yuan": yuan(total)})
