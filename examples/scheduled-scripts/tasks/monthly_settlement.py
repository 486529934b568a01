"""月度结算: sales, refunds and what is due of the month before."""

import datetime

from team_data import open_data, tell, work_day, write_table, yuan

first = work_day().replace(day=1)
start = (first - datetime.timedelta(days=1)).replace(day=1)
database = open_data(first)
rows = []
for shop, sold, refunded in database.execute(
    "select shop, sum(count * cents), sum(case when state = 'refunded' then count * cents else 0 end) from orders"
    " where day >= ? and day < ? group by shop order by shop",
    (start.isoformat(), first.isoformat()),
):
    rows.append((shop, yuan(sold), yuan(refunded), yuan(sold - refunded)))
    print(f"{shop}: {yuan(sold - refunded)} yuan due for {start:%Y-%m}")
write_table(f"settlement-{start:%Y-%m}", ["shop", "sold", "refunded", "due"], rows)
tell(output={"month": f"{start:%Y-%m}", "shops": len(rows)})
