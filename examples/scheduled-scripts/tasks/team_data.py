"""What the scripts of this folder share: the team's small database, the day that they work for, and messages to Drover.

The database is made up the first time: three shops, orders, stock, prices and reviews of the last 40 days, the same for
the same day, so that every script has real work without any account. Standard library only.
"""

import csv
import datetime
import json
import os
import random
import sqlite3
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data"
SHOPS = ("pdd:1001", "temu:2001", "tiktok:3001")
GOODS = ("tent", "lamp", "stove", "chair", "rope", "bottle")

SCHEMA = """
create table if not exists orders(id integer primary key, shop text, day text, good text, count integer, cents integer, state text);
create table if not exists stock(shop text, good text, count integer, primary key(shop, good));
create table if not exists prices(shop text, good text, day text, cents integer, primary key(shop, good, day));
create table if not exists reviews(id integer primary key, shop text, day text, good text, stars integer, words text);
create table if not exists made(day text primary key);
"""


def params():
    """The run's parameters; none when a person runs the script by hand."""
    path = os.environ.get("DROVER_PARAMS_FILE")
    return json.loads(Path(path).read_text("utf-8")) if path else {}


def work_day():
    """The day that is worked for: the parameter `date`, else today."""
    text = params().get("date")
    return datetime.date.fromisoformat(text) if text else datetime.date.today()


def tell(**message):
    """Tells Drover something; by hand it is only printed."""
    print("::drover::" + json.dumps(message, ensure_ascii=False), flush=True)


def open_data(day):
    """The database with everything up to this day in it."""
    FOLDER.mkdir(exist_ok=True)
    database = sqlite3.connect(FOLDER / "team.db", timeout=30)
    database.executescript(SCHEMA)
    with database:
        for back in range(40, -1, -1):
            make_day(database, day - datetime.timedelta(days=back))
    return database


def make_day(database, day):
    if database.execute("insert or ignore into made values (?)", (day.isoformat(),)).rowcount == 0:
        return
    chance = random.Random(day.isoformat())
    for shop in SHOPS:
        for good in GOODS:
            cents = 1000 + 100 * GOODS.index(good) + chance.randrange(-50, 51)
            database.execute("insert or replace into prices values (?, ?, ?, ?)", (shop, good, day.isoformat(), cents))
            count = chance.randrange(0, 30)
            database.execute("insert or replace into stock values (?, ?, ?)", (shop, good, count))
            for _ in range(chance.randrange(1, 6)):
                state = chance.choice(("paid", "paid", "sent", "done", "refunded"))
                database.execute(
                    "insert into orders(shop, day, good, count, cents, state) values (?, ?, ?, ?, ?, ?)",
                    (shop, day.isoformat(), good, chance.randrange(1, 4), cents, state),
                )
            if chance.random() < 0.4:
                stars = chance.randrange(1, 6)
                words = "很好" if stars > 3 else "一般" if stars == 3 else "退货"
                database.execute(
                    "insert into reviews(shop, day, good, stars, words) values (?, ?, ?, ?, ?)",
                    (shop, day.isoformat(), good, stars, words),
                )


def write_table(name, columns, rows):
    """Writes a CSV into data/reports and keeps it with the run; returns its path."""
    folder = FOLDER / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name + ".csv")
    draft = path.with_suffix(".new")
    with open(draft, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    os.replace(draft, path)
    tell(artifact=str(path))
    return path


def zip_files(name, paths):
    """Packs files into data/backups; returns the archive's path."""
    folder = FOLDER / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name + ".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in paths:
            archive.write(one, one.name)
    return path


def yuan(cents):
    return "%.2f" % (cents / 100)
