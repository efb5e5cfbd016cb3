"""The DAG of a report: what differs between year and quarter in, the whole DAG out.

In: a name, the kinds of period, the legal cut-off days as people say them. Out: a DAG with both
ways in, the tasks of `publication`, an alert and its runbook. The one surprising thing: the files
of dags/ only call this, so the two reports cannot drift apart.
"""

from collections.abc import Sequence
from datetime import timedelta

from airflow.sdk import DAG
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from etl.airflow.publication import PERIOD_FIELD, publication
from etl.airflow.timetable import CompleteOrCutOff
from etl.airflow.watch import PERIOD_COMPLETE
from etl.settings import settings

UNSIGNED_AFTER = timedelta(days=3)

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


def report_dag(
    dag_id: str, *, name: str, kinds: Sequence[str], cut_off_days: str, examples: Sequence[str]
) -> DAG:
    """Make the DAG that drafts, asks for the signature and publishes reports of some kinds."""
    with DAG(
        dag_id=dag_id,
        dag_display_name=name,
        description=f"{name}: dự thảo, trình ký và ban hành",
        doc_md=RUNBOOK.format(
            name=name,
            cut_off_days=cut_off_days,
            examples=_listed(examples),
            signers=_listed(settings().who_may_sign),
        ),
        schedule=CompleteOrCutOff(assets=PERIOD_COMPLETE, kinds=kinds),
        catchup=False,
        is_paused_upon_creation=False,
        params={"period": PERIOD_FIELD},
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
        publication()
    return dag


def _listed(examples: Sequence[str]) -> str:
    """Give "`a`, `b` hoặc `c`"."""
    *first, last = (f"`{example}`" for example in examples)
    return f"{', '.join(first)} hoặc {last}" if first else last
