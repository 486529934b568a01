"""The flows as the team had them before: each starts a script as a process of its own."""

import subprocess
import sys
from pathlib import Path

from prefect import flow

ROOT = Path(__file__).resolve().parent.parent
TASKS = ROOT / "tasks"


def run_script(name, timeout=1800, args=()):
    """Starts a script and waits for it; what it prints goes to the log."""
    script = TASKS / name
    if not script.exists():
        raise FileNotFoundError(script)
    result = subprocess.run([sys.executable, str(script), *args], cwd=str(ROOT), timeout=timeout, text=True)
    if result.returncode != 0:
        raise RuntimeError(f"{name} ended with {result.returncode}")


@flow(name="每日订单快照", retries=2, retry_delay_seconds=60, timeout_seconds=1800)
def orders_snapshot_flow():
    """Yesterday's orders of every shop as one table"""
    run_script("orders_snapshot.py")


@flow(name="每周销售汇总", retries=2, retry_delay_seconds=60)
def weekly_sales_flow():
    run_script("weekly_sales.py")


@flow(name="月度结算", retries=3, retry_delay_seconds=300)
def monthly_settlement_flow():
    run_script("monthly_settlement.py", timeout=3600)


@flow(name="商品价格巡检", retries=1)
def price_check_flow():
    run_script("price_check.py")


@flow(name="库存预警", retries=1)
def stock_alert_flow():
    run_script("stock_alert.py")


@flow(name="早报", retries=2, retry_delay_seconds=60)
def morning_report_flow():
    run_script("morning_report.py", timeout=5 * 60)


@flow(name="评价摘要")
def review_digest_flow():
    run_script("review_digest.py")


@flow(name="广告花费")
def ad_spend_flow():
    raise NotImplementedError("not implemented yet")


@flow(name="物流巡检", retries=1)
def logistics_check_flow():
    run_script("logistics_check.py")


@flow(name="数据备份", retries=2, retry_delay_seconds=600)
def data_backup_flow():
    script = str(TASKS / "data_backup.py")
    subprocess.run([sys.executable, script], cwd=str(ROOT), timeout=7200, check=True)


@flow(name="发票导出", retries=2, retry_delay_seconds=60)
def invoice_export_flow():
    run_script("invoice_export.py")
