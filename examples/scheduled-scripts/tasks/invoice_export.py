"""发票导出: one line for each finished order of the month before, numbered."""

import datetime

from team_data import open_data, tell, work_day, write_table, yuan

first = work_day().replace(day=1)
start = (first - datetime.timedelta(days=1)).replace(day=1)
database = open_data(work_day())
found = database.execute(
    "select id, shop, good, count, count * cents from orders where state = 'done' and day >= ? and day < ? order by id",
    (start.isoformat(), first.isoformat()),
).fetchall()
rows = [(f"{start:%Y%m}-{number:05}", *row[:4], yuan(row[4])) for number, row in enumerate(found, 1)]
write_table(f"invoices-{start:%Y-%m}", ["invoice", "order", "shop", "good", "count", "yuan"], rows)
print(f"{len(rows)} invoices for {start:%Y-%m}")
tell(output={"month": f"{start:%Y-%m}", "invoices": len(rows)})
