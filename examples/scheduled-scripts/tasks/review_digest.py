"""评价摘要: the last week's reviews with one or two stars."""

import datetime

from team_data import open_data, tell, work_day, write_table

day = work_day()
database = open_data(day)
rows = database.execute(
    "select day, shop, good, stars, words from reviews where stars <= 2 and day > ? order by day desc, stars",
    ((day - datetime.timedelta(days=7)).isoformat(),),
).fetchall()
for row in rows:
    print(*row)
write_table(f"reviews-{day}", ["day", "shop", "good", "stars", "words"], rows)
tell(output={"day": day.isoformat(), "bad": len(rows)})
