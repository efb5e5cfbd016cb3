"""Remind those who have not sent, and whoever looks after the backups, of what is late."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from etl.airflow.task_faults import in_our_words

RUNBOOK = """\
### Nhắc gửi biểu mẫu

**Khi nào chạy.** 07 giờ 30 các ngày từ thứ Hai đến thứ Sáu, giờ Việt Nam.

**Làm gì.** Xem cơ quan nào chưa gửi hoặc đang đến lượt sửa, và chỉ nhắc các cơ quan đó: trước
hạn, đúng ngày hạn và sau hạn. Mỗi lần nhắc được ghi lại thành một sự kiện; cùng một việc không
nhắc hai lần trong ngày, nên chạy lại lúc nào cũng an toàn.

Bước `watch_backups` báo cho quản trị (`ETL_MAIL_ADMINISTRATOR`) một lần khi bản sao lưu tốt gần
nhất đã cũ hoặc chưa có bản nào; bước này chạy ở đây để vẫn báo khi DAG `backup` bị tạm dừng.

**Khi có bước màu đỏ.** Mở **Logs**, đọc dòng cuối. Sửa nguyên nhân rồi bấm **Clear**; cơ quan đã
được nhắc trong ngày không bị nhắc lại.

**Khi cơ quan nói là đã gửi mà vẫn bị nhắc.** Xem lượt chạy gần nhất của DAG `submissions` và tệp
trả lại trong `var/returned`: thường là biểu đã bị trả lại và đang chờ cơ quan sửa.
"""


@task(retries=3, retry_delay=timedelta(minutes=2), doc_md="Nhắc các cơ quan chưa gửi.")
@in_our_words
def remind() -> int:
    """Send the notices that are due today and give their number."""
    from etl.notify import remind

    return remind()


@task(retries=3, retry_delay=timedelta(minutes=2), doc_md="Báo khi bản sao lưu đã cũ.")
@in_our_words
def watch_backups() -> None:
    """Tell the administrator when the last good backup is old."""
    from etl.pipeline import safekeeping

    safekeeping.watch_backups()


@dag(
    dag_id="reminders",
    dag_display_name="Nhắc gửi biểu mẫu",
    description="Nhắc đúng những cơ quan chưa gửi hoặc đang đến lượt sửa",
    doc_md=RUNBOOK,
    schedule=CronTriggerTimetable("30 7 * * 1-5", timezone="Asia/Ho_Chi_Minh"),
    catchup=False,
    is_paused_upon_creation=False,
    max_active_runs=1,
    tags=["hằng ngày", "nhắc việc"],
    default_args={"owner": "phong-tong-hop"},
)
def reminders() -> None:
    """Lay the two tasks; neither waits for the other."""
    remind()
    watch_backups()


reminders()
