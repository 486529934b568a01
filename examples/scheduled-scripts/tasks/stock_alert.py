"""库存预警: goods of which fewer are left than a usual day sells."""

from team_data import open_data, tell, work_day, write_table

day = work_day()
database = open_data(day)
rows = database.execute(
    "select stock.shop, stock.good, stock.count, round(avg(sold.count), 1) from stock"
    " join (select shop, good, day, sum(count) count from orders group by 1, 2, 3) sold"
    " on sold.shop = stock.shop and sold.good = stock.good"
    " group by 1, 2 having stock.count < avg(sold.count) order by 3"
).fetchall()
for shop, good, left, usual in rows:
    print(f"{shop} {good}: {left} left, {usual} a day")
write_table(f"stock-{day}", ["shop", "good", "left", "a day"], rows)
tell(output={"day": day.isoformat(), "short": len(rows)})
