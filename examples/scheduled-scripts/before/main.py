"""The table as the team had it before. `drover import tasks before/main.py` reads it, and the flows, without running them."""

from flows import (
    ad_spend_flow,
    data_backup_flow,
    invoice_export_flow,
    logistics_check_flow,
    monthly_settlement_flow,
    morning_report_flow,
    orders_snapshot_flow,
    price_check_flow,
    review_digest_flow,
    stock_alert_flow,
    weekly_sales_flow,
)
from prefect import serve

TIMEZONE = "Asia/Shanghai"

TASK_CONFIGS = [
    {"name": "orders_snapshot", "flow": orders_snapshot_flow, "cron": "5 0 * * *", "description": "Yesterday's orders of every shop as one table", "tags": ["orders", "daily"], "enabled": True},
    {"name": "weekly_sales", "flow": weekly_sales_flow, "cron": "10 0 * * 6", "description": "What each shop sold in the 7 days before", "tags": ["sales", "weekly"], "enabled": True},
    {"name": "monthly_settlement", "flow": monthly_settlement_flow, "cron": "15 0 1 * *", "description": "Sales, refunds and what is due of the month before", "tags": ["finance", "monthly"], "enabled": True},
    {"name": "price_check", "flow": price_check_flow, "cron": "0 7 * * *", "description": "Prices that moved by more than 5 % since yesterday", "tags": ["goods", "daily"], "enabled": True},
    {"name": "stock_alert", "flow": stock_alert_flow, "cron": "30 7 * * *", "description": "Goods of which fewer are left than a usual day sells", "tags": ["goods", "daily"], "enabled": True},
    {"name": "morning_report", "flow": morning_report_flow, "cron": "0 8 * * *", "description": "Yesterday in three lines, beside the day before", "tags": ["report", "daily"], "enabled": True},
    {"name": "review_digest", "flow": review_digest_flow, "cron": "30 8 * * *", "description": "The last week's reviews with one or two stars", "tags": ["service", "daily"], "enabled": True},
    {"name": "ad_spend", "flow": ad_spend_flow, "cron": "0 9 * * *", "description": "not implemented yet", "tags": ["ads", "daily"], "enabled": False},
    {"name": "logistics_check", "flow": logistics_check_flow, "cron": "0 11 * * *", "description": "Paid orders older than 2 days that have not been sent", "tags": ["orders", "daily"], "enabled": True},
    {"name": "data_backup", "flow": data_backup_flow, "cron": "0 12 * * 6", "description": "A packed copy of the database; the last 4 are kept", "tags": ["operations", "weekly"], "enabled": True},
    {"name": "invoice_export", "flow": invoice_export_flow, "cron": "30 12 3 * *", "description": "One line for each finished order of the month before, numbered", "tags": ["finance", "monthly"], "enabled": True},
]

if __name__ == "__main__":
    serve(
        *[
            task["flow"].to_deployment(name=task["name"], cron=task["cron"], timezone=TIMEZONE, tags=task["tags"], description=task["description"])
            for task in TASK_CONFIGS
            if task["enabled"]
        ]
    )
