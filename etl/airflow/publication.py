"""From a due period to a report that is published or refused: the tasks that both reports share.

In: a period key (the run's partition, or the form's field of a run by hand). Out: a release that
is drafted, put before a leader, and published or refused. The one surprising thing: a refusal
skips `publish`, and `record_refusal` behind it runs after either answer: were it to run on skips
only, a failed publication would leave its last task skipped and the whole run green.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from etl.airflow.answers import APPROVE, LEADER, REFUSE
from etl.airflow.telling import in_our_words
from etl.errors import UnknownPeriodError
from etl.model import Period
from etl.wording import small

if TYPE_CHECKING:
    from airflow.sdk import Context

PERIOD_FIELD = Param(
    default="",
    type="string",
    title="Kỳ báo cáo",
    description="Chỉ điền khi chạy tay: 2020, 2020-Q1, 2020-H1 hoặc 2020-M9.",
)

_TITLE = "ti.xcom_pull(task_ids='draft', key='period_title')"
SUBJECT = f"Trình ký ban hành báo cáo {{{{ {_TITLE} }}}}"
BODY = f"""\
Dự thảo số **{{{{ ti.xcom_pull(task_ids='draft') }}}}** của báo cáo
**{{{{ {_TITLE} }}}}** đã lập xong và đã đối chiếu với kho dữ liệu.

- **Đồng ý ban hành**: báo cáo được ban hành.
- **Không đồng ý**: không ban hành; dự thảo được đánh dấu là bị từ chối cùng lý do.
"""


class SignOff(ApprovalOperator):
    """An approval whose two answers read as the leader would say them."""

    APPROVE = APPROVE
    REJECT = REFUSE

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Keep the answer for the tasks behind: a refusal would leave no return value."""
        user = event.get("responded_by_user") or {}
        answer = {
            "refused": event.get("chosen_options") == [self.REJECT],
            "actor": str(user.get("id") or LEADER),
            "reason": str((event.get("params_input") or {}).get("reason") or "").strip(),
        }
        context["ti"].xcom_push(key="answer", value=answer)
        return super().execute_complete(context, event)


def period_of(context: Mapping[str, Any]) -> str:
    """Give the period key of a run: its partition, or what was typed for a run by hand.

    Raises `AirflowFailException` for anything else: a slip of the hand is not worth a retry.
    """
    key = context.get("partition_key") or context["params"].get("period") or ""
    try:
        return Period.parse(str(key).strip()).key
    except UnknownPeriodError as error:
        raise AirflowFailException(str(error)) from error


@task(
    retries=2, retry_delay=timedelta(seconds=20), doc_md="Lập dự thảo; lập lại không thành hai bản."
)
@in_our_words
def draft() -> int:
    """Draft the period's report from the returns in force and give the release's id."""
    from etl import pipeline

    context = get_current_context()
    key = period_of(context)
    context["ti"].xcom_push(key="period_title", value=small(Period.parse(key).title))
    release_id: int = pipeline.draft_report(key)
    return release_id


@task.short_circuit(
    retries=2,
    retry_delay=timedelta(seconds=20),
    ignore_downstream_trigger_rules=True,
    doc_md="Còn thiếu biểu: dừng ở dự thảo, không trình ký.",
)
@in_our_words
def ready_to_sign() -> bool:
    """Tell whether every obligation of the period is met or waived; if not, stop at the draft."""
    from etl import pipeline

    return bool(pipeline.period_status(period_of(get_current_context()))["complete"])


def sign_off() -> SignOff:
    """Ask the leader, and nobody else, whether the draft may be published."""
    return SignOff(
        task_id="sign_off",
        subject=SUBJECT,
        body=BODY,
        assigned_users=[{"id": LEADER, "name": LEADER}],
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
def publish(release_id: int) -> int:
    """Publish the release that was signed, in the name of who signed it."""
    from etl import pipeline

    pipeline.publish_release(release_id, answer_of(get_current_context())["actor"])
    return release_id


@task(
    trigger_rule="none_failed",
    retries=2,
    retry_delay=timedelta(seconds=20),
    doc_md="Ghi nhận ý kiến không đồng ý và lý do; đã đồng ý thì bỏ qua (skipped).",
)
@in_our_words
def record_refusal(release_id: int) -> int:
    """Mark the release as refused, with the reason that was given."""
    from etl import pipeline

    answer = answer_of(get_current_context())
    if not answer["refused"]:
        raise AirflowSkipException("Lãnh đạo đã đồng ý: không có ý kiến từ chối để ghi nhận.")
    pipeline.refuse_release(release_id, answer["actor"], answer["reason"] or "Không nêu lý do")
    return release_id


def publication() -> None:
    """Lay the tasks of a report DAG in order; call inside a DAG that no mapped group encloses."""
    release: Any = draft()  # an int once it runs, a reference to it here
    signed = sign_off()
    published, refused = publish(release), record_refusal(release)
    release >> ready_to_sign() >> signed >> published >> refused


def answer_of(context: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the leader answered: refused or not, by whom, and why."""
    answer: dict[str, Any] = context["ti"].xcom_pull(task_ids="sign_off", key="answer")
    return answer
