"""The annual report: drafted when its year is complete, published when a leader signs."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import AsyncCallback, DeadlineAlert, DeadlineReference, dag

from etl.airflow.assets import PERIOD_COMPLETE
from etl.airflow.publication import PERIOD_FIELD, publication
from etl.airflow.timetable import CompleteOrCutOff

RUNBOOK = """\
### Báo cáo năm

**Khi nào chạy.** Có hai đường vào:
1. Khi mọi biểu phải gửi của năm đã được chấp nhận hoặc được miễn: lập dự thảo, rồi trình ký.
2. Lúc 07 giờ sáng ngày 15/12, sau ngày chốt số liệu, dù còn thiếu: chỉ mở dự thảo, trong đó nêu
   cơ quan nào chưa gửi và phần thiếu có thể làm số liệu chính thay đổi bao nhiêu. Không trình ký.

**Chạy tay.** Bấm **Trigger**, điền *Kỳ báo cáo*, ví dụ `2020`.

**Trình ký.** Bước `sign_off` chờ người dùng `lanhdao`. Mở **Required Actions**, xem dự thảo trong
`var/reports`, chọn *Đồng ý ban hành* hoặc *Không đồng ý* (nêu lý do). Không ai ký thay, không có
hạn tự ký.
- Đồng ý: `publish` ban hành, báo cáo được khóa cùng đúng các biểu đã dùng.
- Không đồng ý: `publish` bị bỏ qua, `record_refusal` ghi lý do. Sửa số liệu hoặc lời văn rồi bấm
  **Clear** ở bước `draft` để dựng dự thảo mới.

**Khi có bước màu đỏ.** `draft` đỏ thường là một số liệu in ra không khớp với kho dữ liệu:
hệ thống không in số liệu sai. Đọc dòng cuối của **Logs**, sửa nguyên nhân, rồi **Clear**.
"""


@dag(
    dag_id="annual_report",
    dag_display_name="Báo cáo năm",
    description="Dự thảo, trình ký và ban hành báo cáo công tác dân tộc năm",
    doc_md=RUNBOOK,
    schedule=CompleteOrCutOff(assets=PERIOD_COMPLETE, kinds=["year"]),
    catchup=False,
    is_paused_upon_creation=False,
    params={"period": PERIOD_FIELD},
    tags=["báo cáo", "trình ký"],
    default_args={"owner": "phong-tong-hop"},
    deadline=DeadlineAlert(
        name="unsigned",
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(days=3),
        callback=AsyncCallback(
            "etl.airflow.alerts.overdue",
            kwargs={
                "what": "Báo cáo năm chưa xong sau 3 ngày",
                "todo": "nhắc lãnh đạo xem và trả lời bước trình ký",
            },
        ),
    ),
)
def annual_report() -> None:
    """Lay the tasks."""
    publication()


annual_report()
