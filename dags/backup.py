"""Take a backup each night, and bring the newest one back aside each week."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from etl.airflow.task_faults import in_our_words

RUNBOOK = """\
### Sao lưu hằng đêm

**Khi nào chạy.** 01 giờ 30 mỗi đêm, giờ Việt Nam. Muốn sao lưu ngay: bấm **Trigger**.

**Làm gì.** Sao lưu kho dữ liệu, tệp gốc, tệp trả lại, báo cáo, khóa của hệ thống và cơ sở dữ liệu
của Airflow tại cùng một thời điểm, vào một tệp mã hóa; đọc lại tệp đó để kiểm tra; giữ các bản mới
nhất, xóa bản cũ. Mọi người vẫn làm việc bình thường trong lúc sao lưu.

**Khi có bước màu đỏ.** Mở **Logs**, đọc dòng cuối: thiếu khóa, ổ đĩa đầy, hoặc kho lưu thiếu tệp.
Sửa nguyên nhân rồi bấm **Clear**; chạy lại lúc nào cũng an toàn. Bản sao lưu trước đó vẫn còn. Cách
xử lý từng trường hợp: `docs/huong-dan/quan-tri.md`.
"""

REHEARSAL = """\
### Phục hồi thử hằng tuần

**Khi nào chạy.** 03 giờ Chủ nhật, giờ Việt Nam. Muốn thử ngay: bấm **Trigger**.

**Làm gì.** Mở bản sao lưu tốt mới nhất, phục hồi các cơ sở dữ liệu vào một máy chủ tạm, so số dòng
của từng bảng, các biểu đang có hiệu lực và mã kiểm tra của từng tệp, rồi xóa máy chủ tạm. Hệ thống
đang chạy không bị đụng tới.

**Khi có bước màu đỏ.** Bản sao lưu mới nhất không phục hồi được: mở **Logs**, đọc dòng cuối, sửa
nguyên nhân, chạy DAG `backup` để có bản mới rồi bấm **Clear** ở đây. Chưa sửa xong thì không nâng
cấp và không xóa các bản sao lưu cũ.
"""


@task(retries=2, retry_delay=timedelta(minutes=10), doc_md="Sao lưu và đọc lại để kiểm tra.")
@in_our_words
def take() -> str:
    """Take a backup and give the archive's name."""
    from etl.pipeline import safekeeping

    return safekeeping.back_up().path.name


@task(retries=1, retry_delay=timedelta(minutes=10), doc_md="Phục hồi thử và so sánh.")
@in_our_words
def rehearse() -> str:
    """Bring the newest backup back aside and give its name."""
    from etl.pipeline import safekeeping

    return safekeeping.rehearse_backup().path.name


@dag(
    dag_id="backup",
    dag_display_name="Sao lưu",
    description="Sao lưu toàn bộ hệ thống mỗi đêm vào một tệp mã hóa, đọc lại để kiểm tra",
    doc_md=RUNBOOK,
    schedule=CronTriggerTimetable("30 1 * * *", timezone="Asia/Ho_Chi_Minh"),
    catchup=False,
    is_paused_upon_creation=False,
    max_active_runs=1,
    tags=["hằng ngày", "quản trị"],
    default_args={"owner": "phong-tong-hop"},
)
def backup() -> None:
    """Lay the one task."""
    take()


@dag(
    dag_id="backup_rehearsal",
    dag_display_name="Phục hồi thử",
    description="Phục hồi thử bản sao lưu mới nhất ra chỗ khác mỗi tuần và so sánh",
    doc_md=REHEARSAL,
    schedule=CronTriggerTimetable("0 3 * * 0", timezone="Asia/Ho_Chi_Minh"),
    catchup=False,
    is_paused_upon_creation=False,
    max_active_runs=1,
    tags=["hằng tuần", "quản trị"],
    default_args={"owner": "phong-tong-hop"},
)
def backup_rehearsal() -> None:
    """Lay the one task."""
    rehearse()


backup()
backup_rehearsal()
