"""The DAG of a report: what differs between year and quarter in, the whole DAG out.

From a due period (the run's partition, or what was typed for a run by hand) to a release that is
drafted, put before a leader, and published or refused. The one surprising thing: no task hands
anything to the next. Which draft was asked about and what was answered stands in the warehouse;
XCom, task states, params, variables and connections may be written by others, and decide nothing. A
refusal skips `publish`, and `record_refusal` behind it runs after either answer: were it to run on
skips only, a failed publication would leave its last task skipped and the whole run green.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import DAG, Context, Param, get_current_context, task
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from etl.airflow import APPROVE, REFUSE
from etl.airflow.task_faults import in_our_words
from etl.airflow.timetable import CompleteOrCutOff, openings
from etl.airflow.watch import PERIOD_COMPLETE
from etl.errors import ReportError, UnknownPeriodError
from etl.model import Period, all_periods, legal_keys, period_kinds
from etl.reference.working_days import VIETNAM
from etl.settings import settings
from etl.wording import listed

_LOG = logging.getLogger(__name__)

_SINCE = datetime(2020, 1, 1, tzinfo=VIETNAM)  # of what follows, the runbook names examples
UNSIGNED_AFTER = timedelta(days=3)
AGAIN: Mapping[str, Any] = {"retries": 2, "retry_delay": timedelta(seconds=20)}
RUNBOOK = """\
### {name}

**Khi nào chạy.** Có hai đường vào:
1. Khi mọi biểu phải gửi của kỳ đã được chấp nhận hoặc được miễn: lập dự thảo, rồi trình ký.
2. Lúc 07 giờ sáng ngày {cut_off_days}, sau ngày chốt số liệu, dù còn thiếu: chỉ lập dự thảo,
   trong đó nêu cơ quan nào chưa gửi và phần thiếu có thể làm các chỉ tiêu chính thay đổi bao
   nhiêu. Không trình ký.

**Chạy tay.** Bấm **Trigger**, điền *Kỳ báo cáo*, ví dụ {examples}.

**Trình ký.** Bước `sign_off` chờ người có quyền ký ({signers}; đặt ở biến `ETL_SIGNERS`). Mở
**Required Actions**, xem dự thảo trong `var/reports`, so mã nội dung, chọn *Đồng ý ban hành* hoặc
*Không đồng ý* (nêu lý do). Không ai ký thay; hệ thống không bao giờ tự ký khi hết hạn.
- Đồng ý: `publish` ban hành đúng nội dung đã đọc, thêm số và ngày; kỳ báo cáo được khóa.
- Không đồng ý: `publish` bị bỏ qua, `record_refusal` ghi lý do. Sửa số liệu hoặc lời văn rồi bấm
  **Trigger** để lập dự thảo mới và trình lại. Mỗi lượt chạy chỉ trình một dự thảo.

Chỉ kho dữ liệu cho biết ai đã ký: đặt trạng thái cho bước, sửa XCom, chạy lại với tham số khác đều
không thay được chữ ký.

**Khi có bước màu đỏ.** `draft` đỏ thường là một số liệu in ra không khớp với kho dữ liệu:
hệ thống không in số liệu sai. `sign_off` hoặc `publish` đỏ: dự thảo đã có bản thay thế, kỳ không
còn đủ số liệu, hoặc chưa có trả lời của người có quyền ký. Đọc dòng cuối của **Logs**, sửa nguyên
nhân, rồi **Clear**; nếu dự thảo đã thay đổi thì **Trigger** lượt mới.
"""

SUBJECT = "Trình ký ban hành báo cáo {period}"
BODY = """\
Dự thảo số **{release_id}** của báo cáo **{period_title}** đã lập xong và đã đối chiếu với kho dữ \
liệu:
*{title}*.

Mã nội dung **{mark}**: chữ ký gắn với đúng nội dung này. Số và ngày của văn bản được điền khi ban
hành.

- **Đồng ý ban hành**: báo cáo được ban hành đúng như dự thảo.
- **Không đồng ý**: không ban hành; dự thảo được đánh dấu là bị từ chối cùng lý do.
"""


def report_dag(dag_id: str, kinds: Sequence[str]) -> DAG:
    """Make the DAG that drafts, asks for the signature and publishes reports of some kinds."""
    name = f"Báo cáo {', '.join(period_kinds()[kind] for kind in kinds)}"
    days = sorted({(day.month, day.day) for day, _ in openings(kinds, _SINCE)})
    periods = (one for one in all_periods(kinds) if one.year >= _SINCE.year)
    examples = {one.kind: one.key for one in reversed(list(periods))}
    with DAG(
        dag_id=dag_id,
        dag_display_name=name,
        description=f"{name}: dự thảo, trình ký và ban hành",
        doc_md=RUNBOOK.format(
            name=name,
            cut_off_days=listed([f"{day}/{month}" for month, day in days]),
            examples=_listed([examples[kind] for kind in kinds if kind in examples]),
            signers=_listed(settings().who_may_sign),
        ),
        schedule=CompleteOrCutOff(assets=PERIOD_COMPLETE, kinds=kinds),
        catchup=False,
        is_paused_upon_creation=False,
        params={
            "period": Param(
                default="",
                type="string",
                title="Kỳ báo cáo",
                description=f"Chỉ điền khi chạy tay: {legal_keys()}.",
            )
        },
        tags=["báo cáo", "trình ký"],
        default_args={"owner": "phong-tong-hop"},
        deadline=DeadlineAlert(
            name="unsigned",
            reference=DeadlineReference.DAGRUN_QUEUED_AT,
            interval=UNSIGNED_AFTER,
            callback=AsyncCallback(
                "etl.airflow.alerts.overdue",
                kwargs={
                    "what": f"{name} chưa xong sau {UNSIGNED_AFTER.days} ngày",
                    "todo": "nhắc lãnh đạo xem và trả lời bước trình ký",
                },
            ),
        ),
    ) as dag:
        draft() >> ready_to_sign() >> sign_off() >> publish() >> record_refusal()
    return dag


def _listed(examples: Sequence[str]) -> str:
    """Give "`a`, `b` hoặc `c`"."""
    *first, last = (f"`{example}`" for example in examples)
    return f"{', '.join(first)} hoặc {last}" if first else last


class AskedSignOff(ApprovalOperator):
    """An approval that puts a draft before the leader and keeps what is answered.

    Both happen in the warehouse: what was asked before the question is shown, what was answered
    when this very task instance resumes with it, and through no place that others may write.
    """

    APPROVE = APPROVE
    REJECT = REFUSE
    template_fields = ()  # the question is made from the warehouse alone

    @in_our_words
    def execute(self, context: Context) -> Any:
        """Bind the newest draft of the run's period to this question, then ask it."""
        from etl import publish as issuing

        with _said():
            question = issuing.ask(
                period_of(context), run=run_of(context), asked_in=str(context["ti"].id)
            )
        self.subject = SUBJECT.format(period=question.period_title)
        self.body = BODY.format(**asdict(question))
        return super().execute(context)

    @in_our_words
    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Keep the answer with who gave it; raises when nobody did, or who may not."""
        from etl import publish as issuing

        chosen = event.get("chosen_options")
        if chosen not in ([self.APPROVE], [self.REJECT]):
            raise AirflowFailException("Không có trả lời nào của người ký.")
        answer = issuing.Answer(
            approved=chosen == [self.APPROVE],
            responder=str((event.get("responded_by_user") or {}).get("id") or ""),
            reason=str((event.get("params_input") or {}).get("reason") or "").strip(),
            answered_at=event["responded_at"],
        )
        with _said():
            issuing.keep_answer(str(context["ti"].id), answer)
        return super().execute_complete(context, event)


def run_of(context: Mapping[str, Any]) -> str:
    """Give the name by which the warehouse knows a run."""
    return f"{context['dag_run'].dag_id}/{context['dag_run'].run_id}"


def period_of(context: Mapping[str, Any]) -> str:
    """Give the period key of a run: its partition, or what was typed for a run by hand.

    Raises `AirflowFailException` for anything else: a slip of the hand is not worth a retry.
    """
    key = context.get("partition_key") or context["params"].get("period") or ""
    try:
        return Period.parse(str(key).strip()).key
    except UnknownPeriodError as error:
        raise AirflowFailException(str(error)) from None


@task(doc_md="Lập dự thảo; lập lại không thành hai bản.", **AGAIN)
@in_our_words
def draft() -> int:
    """Draft the period's report from the returns in force and give the release's id."""
    from etl import pipeline

    release_id: int = pipeline.draft_report(period_of(get_current_context()))
    return release_id


@task.short_circuit(
    ignore_downstream_trigger_rules=True,
    doc_md="Còn thiếu biểu, hoặc báo cáo đã ban hành: dừng ở dự thảo, không trình ký.",
    **AGAIN,
)
@in_our_words
def ready_to_sign() -> bool:
    """Tell whether the newest draft may be put before the leader; if not, stop there."""
    from etl import publish as issuing

    reasons = issuing.why_not_asked(period_of(get_current_context()))
    for reason in reasons:
        _LOG.info("%s", reason)
    return not reasons


def sign_off() -> AskedSignOff:
    """Ask those who may sign, and nobody else, whether the draft may be published."""
    return AskedSignOff(
        task_id="sign_off",
        subject=SUBJECT.format(period=""),
        assigned_users=[{"id": name, "name": name} for name in settings().who_may_sign],
        params={
            "reason": Param(
                default="",
                type="string",
                title="Ý kiến chỉ đạo",
                description="Bắt buộc nêu lý do khi không đồng ý.",
            )
        },
        doc_md="Chờ lãnh đạo ký. Không ai ký thay, hệ thống không tự ký khi hết hạn.",
    )


@task(doc_md="Ban hành; chạy lại không thay đổi gì.", **AGAIN)
@in_our_words
def publish() -> int:
    """Publish the release that was signed in this run, as the warehouse has it."""
    from etl import publish as issuing

    with _said():
        answered = issuing.answered_in(run_of(get_current_context()))
        issuing.publish(answered.release_id)
    return answered.release_id


@task(
    trigger_rule="none_failed",
    doc_md="Ghi nhận ý kiến không đồng ý và lý do; đã đồng ý thì bỏ qua (skipped).",
    **AGAIN,
)
@in_our_words
def record_refusal() -> int:
    """Mark the release as refused whose signature was refused in this run."""
    from etl import publish as issuing

    with _said():
        answered = issuing.answered_in(run_of(get_current_context()))
        if answered.approved:
            raise AirflowSkipException("Lãnh đạo đã đồng ý: không có ý kiến từ chối để ghi nhận.")
        issuing.refuse(answered.release_id)
    return answered.release_id


@contextmanager
def _said() -> Iterator[None]:
    """Fail at once on what no second try can mend: nobody signed, or it may not be issued."""
    try:
        yield
    except ReportError as error:
        raise AirflowFailException(str(error)) from None
