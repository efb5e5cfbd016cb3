"""Judge what agencies sent: collect → extract → validate → load and give back → announce."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import (
    AssetOrTimeSchedule,
    AsyncCallback,
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowSkipException

from etl.airflow.task_faults import in_our_words
from etl.airflow.watch import INBOX, PERIOD_COMPLETE

RUNBOOK = """\
### Tiếp nhận và kiểm tra biểu mẫu

**Khi nào chạy.** Tự chạy vài giây sau khi có tệp mới trong hộp thư đến (`var/inbox`), và mỗi giờ
một lần vào phút 17 để làm nốt những bản gửi còn dở. Muốn chạy ngay: bấm **Trigger**.

**Các bước.** `judge_anew` kiểm tra lại những biểu bị vướng một biểu khác nay đã rút hoặc được
thay → `collect` nhận tệp vào kho lưu, giữ nguyên bản gốc → `extract` đọc từng nhóm tệp →
`validate` kiểm tra → `load` nạp các biểu đạt và `give_back` trả lại tệp có ghi chú lỗi →
`announce` báo kỳ báo cáo đã đủ số liệu, `note_announced` ghi nhận đã báo (chỉ chạy khi có kỳ vừa
đủ; không có thì hai bước này ở trạng thái *skipped*, đó là bình thường).

**Biểu sai không làm hỏng lượt chạy.** Tệp lỗi được trả lại cơ quan gửi trong `var/returned`. Một
bước có màu đỏ là lỗi của hệ thống, không phải của cơ quan gửi.

**Bước cuối `tell_faults` màu đỏ.** Có sự cố của hệ thống (tệp gốc không mở được, tiến trình đọc bị
máy chủ dừng…). Các tệp khác đã được nạp, trả lại và báo đủ; tệp gặp sự cố vẫn chờ và được thử lại ở
lượt chạy sau. Đọc dòng cuối của **Logs**, xử lý theo tài liệu `docs/huong-dan/quan-tri.md`; bước
này tự xanh lại khi sự cố đã hết.

**Kiểm tra kho dữ liệu.** Sau khi nạp, hệ thống đối chiếu kho dữ liệu với những gì đã đọc. Phép
kiểm tra nào không đạt là một sự cố của hệ thống: `announce` chưa báo kỳ đó, báo cáo của kỳ chưa lập
được cho đến khi đạt. Xem từng chỗ bằng lệnh `etl status` và mã kỳ, ví dụ `etl status 2020`.

**Khi có bước màu đỏ.**
1. Mở bước đó, thẻ **Logs**, đọc dòng cuối.
2. Bấm **Clear** để chạy lại; chạy lại bước nào cũng an toàn, không nhân đôi số liệu.
3. Vẫn đỏ: giữ nguyên, gửi nhật ký cho quản trị. Tệp gốc đã nằm trong kho lưu, không mất.

**Khi tệp nằm mãi trong hộp thư đến.** Xem DAG có đang tạm dừng (công tắc tắt) không; xem mục
*Triggerer* ở trang chủ có báo đang hoạt động tốt không.
"""

again = {"retries": 2, "retry_delay": timedelta(seconds=20)}


@task(**again, doc_md="Kiểm tra lại biểu bị vướng biểu khác nay không còn được tính.")
@in_our_words
def judge_anew() -> list[int]:
    """Judge open returns anew whose counterpart does not count any more; `load` takes the rest."""
    from etl import pipeline

    return pipeline.step_judge_anew()


@task(**again, doc_md="Nhận tệp vào kho lưu; trả về các nhóm mã bản gửi chưa xét.")
@in_our_words
def collect() -> list[list[int]]:
    """Take the inbox into the vault and give the ids that wait for judgement, in batches."""
    from etl import pipeline
    from etl.settings import settings

    ids, size = pipeline.step_collect(), settings().batch_size
    return [ids[start : start + size] for start in range(0, len(ids), size)]


@task(**again, pool="reader", doc_md="Đọc một nhóm tệp; tệp không đọc được là một lỗi ghi nhận.")
@in_our_words
def extract(submission_ids: list[int]) -> list[int]:
    """Read a batch of workbooks and give the ids that were read."""
    from etl import pipeline

    return pipeline.step_extract(submission_ids)


@task(**again, doc_md="Kiểm tra một lần cho mỗi biểu trên toàn bộ các tệp đã đọc.")
@in_our_words
def validate(batches: list[list[int]]) -> list[int]:
    """Judge everything that was read, one run per form, and give the judged submissions."""
    from etl import pipeline

    submission_ids = [number for batch in batches for number in batch]
    pipeline.step_validate(submission_ids)
    return submission_ids


@task(
    **again,
    trigger_rule="none_failed",  # what failed before waits also when nothing new has come
    doc_md="Nạp từng biểu đạt đang chờ, đủ cả biểu hoặc không; kiểm tra kho sau khi nạp.",
)
@in_our_words
def load() -> list[int]:
    """Load the accepted returns, check the warehouse, and give the ids of the loaded."""
    from etl import pipeline

    loaded = pipeline.step_load(judged_now())
    pipeline.step_verify()
    return loaded


@task(
    **again, trigger_rule="none_failed", doc_md="Trả lại từng tệp có lỗi, tô màu và ghi chú tại ô."
)
@in_our_words
def give_back() -> int:
    """Write the annotated workbooks and give their number."""
    from etl import pipeline

    return len(pipeline.step_give_back(judged_now()))


def judged_now() -> list[int]:
    """Give the submissions that this run has judged; none when nothing had come."""
    return get_current_context()["ti"].xcom_pull(task_ids="validate") or []


@task(**again, outlets=[PERIOD_COMPLETE], doc_md="Báo những kỳ vừa đủ số liệu để lập báo cáo.")
@in_our_words
def announce(*, outlet_events: dict | None = None) -> dict[str, str]:
    """Announce each period that has become complete as a partition of its asset."""
    from etl import pipeline

    complete = pipeline.step_announce()
    if not complete or outlet_events is None:
        raise AirflowSkipException("Chưa có kỳ báo cáo nào vừa đủ số liệu.")
    outlet_events[PERIOD_COMPLETE].add_partitions(list(complete))
    return complete


@task(**again, doc_md="Ghi nhận đã báo; bị ngắt trước bước này thì lượt sau báo lại, không mất.")
@in_our_words
def note_announced(complete: dict[str, str]) -> None:
    """Keep what was announced, once Airflow has it."""
    from etl import pipeline

    pipeline.step_note_announced(complete)


@task(
    retries=1,  # the next run tries the work itself again; here only the letter can fail
    retry_delay=timedelta(seconds=5),
    trigger_rule="all_done",
    doc_md="Đỏ khi còn sự cố của hệ thống.",
)
@in_our_words
def tell_faults() -> None:
    """Tell of our own faults after everything else was done, and fail while any is open."""
    from etl import pipeline

    pipeline.refuse_open_faults()


@dag(
    dag_id="submissions",
    dag_display_name="Tiếp nhận và kiểm tra biểu mẫu",
    description="Đọc, kiểm tra, nạp hoặc trả lại các tệp mà cơ quan gửi đến",
    doc_md=RUNBOOK,
    schedule=AssetOrTimeSchedule(
        assets=[INBOX],
        timetable=CronTriggerTimetable("17 * * * *", timezone="Asia/Ho_Chi_Minh"),
    ),
    catchup=False,
    is_paused_upon_creation=False,  # the inbox is watched only while the DAG is not paused
    max_active_runs=1,  # two runs would judge the same waiting submissions twice
    tags=["hằng ngày", "số liệu"],
    default_args={"owner": "phong-tong-hop"},
    deadline=DeadlineAlert(
        name="judged-late",
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(minutes=15),
        callback=AsyncCallback(
            "etl.airflow.alerts.overdue",
            kwargs={
                "what": "Kiểm tra biểu mẫu chậm quá 15 phút",
                "todo": "mở DAG submissions, xem bước đang chạy hoặc màu đỏ",
            },
        ),
    ),
)
def submissions() -> None:
    """Lay the corridor."""
    taken = collect()
    judge_anew() >> taken
    judged = validate(extract.expand(submission_ids=taken))
    announced = announce()
    judged >> [load(), give_back()] >> announced
    note_announced(announced)
    announced >> tell_faults()


submissions()
