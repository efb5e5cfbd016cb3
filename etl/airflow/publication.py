"""From a due period to a report that is published or refused: the tasks that both reports share.

In: a period key (the run's partition, or the form's field of a run by hand). Out: a release that
is drafted, put before a leader, and published or refused. The one surprising thing: no task hands
anything to the next. Which draft was asked about and what was answered stands in the warehouse;
XCom, task states, params, variables and connections may be written by others, and decide nothing.
A refusal skips `publish`, and `record_refusal` behind it runs after either answer: were it to run
on skips only, a failed publication would leave its last task skipped and the whole run green.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from etl.airflow import APPROVE, REFUSE
from etl.airflow.task_faults import in_our_words
from etl.errors import ReportError, UnknownPeriodError
from etl.model import Period, legal_keys
from etl.settings import settings

if TYPE_CHECKING:
    from airflow.sdk import Context

_LOG = logging.getLogger(__name__)

PERIOD_FIELD = Param(
    default="",
    type="string",
    title="Kỳ báo cáo",
    description=f"Chỉ điền khi chạy tay: {legal_keys()}.",
)

SUBJECT = "Trình ký ban hành báo cáo {period}"
BODY = """\
Dự thảo số **{release_id}** của báo cáo **{period}** đã lập xong và đã đối chiếu với kho dữ liệu:
*{title}*.

Mã nội dung **{mark}**: chữ ký gắn với đúng nội dung này. Số và ngày của văn bản được điền khi ban
hành.

- **Đồng ý ban hành**: báo cáo được ban hành đúng như dự thảo.
- **Không đồng ý**: không ban hành; dự thảo được đánh dấu là bị từ chối cùng lý do.
"""


class AskedSignOff(ApprovalOperator):
    """An approval that puts a draft before the leader and keeps what is answered.

    Both happen in the warehouse: what was asked before the question is shown, what was answered
    when this very task instance resumes with it. Neither goes through a place of Airflow's that
    others may write.
    """

    APPROVE = APPROVE
    REJECT = REFUSE
    template_fields = ()  # the question is made from the warehouse alone

    @in_our_words
    def execute(self, context: Context) -> Any:
        """Bind the newest draft of the run's period to this question, then ask it."""
        from etl import publish as issuing

        try:
            question = issuing.ask(
                period_of(context), run=run_of(context), asked_in=str(context["ti"].id)
            )
        except ReportError as error:
            raise AirflowFailException(str(error)) from None
        self.subject = SUBJECT.format(period=question.period_title)
        self.body = BODY.format(
            release_id=question.release_id,
            period=question.period_title,
            title=question.title,
            mark=question.mark,
        )
        return super().execute(context)

    @in_our_words
    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Keep the answer with who gave it; raises when nobody did, or who may not."""
        from etl import publish as issuing

        chosen = event.get("chosen_options")
        if chosen not in ([self.APPROVE], [self.REJECT]):
            raise AirflowFailException("Không có trả lời nào của người ký.")
        given = (event.get("params_input") or {}).get("reason")
        try:
            issuing.keep_answer(
                str(context["ti"].id),
                issuing.Answer(
                    approved=chosen == [self.APPROVE],
                    responder=str((event.get("responded_by_user") or {}).get("id") or ""),
                    reason=str(given or "").strip(),
                    answered_at=event["responded_at"],
                ),
            )
        except ReportError as error:
            raise AirflowFailException(str(error)) from None
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


@task(
    retries=2, retry_delay=timedelta(seconds=20), doc_md="Lập dự thảo; lập lại không thành hai bản."
)
@in_our_words
def draft() -> int:
    """Draft the period's report from the returns in force and give the release's id."""
    from etl import pipeline

    release_id: int = pipeline.draft_report(period_of(get_current_context()))
    return release_id


@task.short_circuit(
    retries=2,
    retry_delay=timedelta(seconds=20),
    ignore_downstream_trigger_rules=True,
    doc_md="Còn thiếu biểu, hoặc báo cáo đã ban hành: dừng ở dự thảo, không trình ký.",
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


@task(retries=2, retry_delay=timedelta(seconds=20), doc_md="Ban hành; chạy lại không thay đổi gì.")
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
    retries=2,
    retry_delay=timedelta(seconds=20),
    doc_md="Ghi nhận ý kiến không đồng ý và lý do; đã đồng ý thì bỏ qua (skipped).",
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


def publication() -> None:
    """Lay the tasks of a report DAG in order; call inside a DAG that no mapped group encloses."""
    draft() >> ready_to_sign() >> sign_off() >> publish() >> record_refusal()


@contextmanager
def _said() -> Iterator[None]:
    """Fail at once on what no second try can mend: nobody signed, or it may not be issued."""
    try:
        yield
    except ReportError as error:
        raise AirflowFailException(str(error)) from None
