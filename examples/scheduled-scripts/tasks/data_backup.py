"""数据备份: a consistent copy of the database, packed; the last 4 are kept."""

import sqlite3

from team_data import FOLDER, open_data, tell, work_day, zip_files

day = work_day()
database = open_data(day)
copy = FOLDER / "team.copy.db"
target = sqlite3.connect(copy)
with target:
    database.backup(target)
target.close()
archive = zip_files(f"team-{day}", [copy])
copy.unlink()
kept = sorted(archive.parent.glob("team-*.zip"))
for old in kept[:-4]:
    print(f"removed {old.name}")
    old.unlink()
print(f"{archive.name}: {archive.stat().st_size} bytes")
tell(output={"file": str(archive), "kept": len(kept[-4:])})
