"""早报: yesterday in three lines, beside the day before."""

import datetime

from team_data import open_data, tell, work_day, write_table, yuan

day = work_day() - datetime.timedelta(days=1)
database = open_data(day)


def sums(of):
    return database.execute(
        "select count(*), coalesce(sum(count * cents), 0), coalesce(sum(state = 'refunded'), 0) from orders where day = ?",
        (of.isoformat(),),
    ).fetchone()


before, now = sums(day - datetime.timedelta(days=1)), sums(day)
rows = [("orders", before[0], now[0]), ("yuan", yuan(before[1]), yuan(now[1])), ("refunds", before[2], now[2])]
for name, one, other in rows:
    print(f"{name}: {one} -> {other}")
write_table(f"morning-{day}", ["what", "day before", "yesterday"], rows)
tell(output={"day": day.isoformat(), "orders": now[0], "yuan": yuan(now[1])})
