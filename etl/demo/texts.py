"""Sample commendations and assessments: a period in, lines of text out.

The one surprising thing: names and decision numbers are obviously fictional, because the real
ones are personal data and were not published with the totals.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

from etl.demo.shares import generator, working_day
from etl.model import CellValue, Period

Row = dict[str, CellValue]

COUNTS = {2019: (3, 9), 2020: (4, 11)}  # collectives, individuals; 2020 as published
_ACHIEVEMENTS = (
    "Thành tích xuất sắc trong tổ chức thực hiện Chương trình 135",
    "Thành tích trong công tác giảm nghèo vùng đồng bào dân tộc thiểu số",
    "Thành tích trong vận động đồng bào xây dựng nông thôn mới",
    "Thành tích trong công tác dân tộc ở cơ sở",
)
_AWARDS = ("province_certificate", "board_certificate", "board_certificate", "minister_certificate")
_TEXTS: dict[str, tuple[str, ...]] = {
    "strength": (
        "Các chương trình, chính sách dân tộc được triển khai kịp thời, đúng đối tượng; vốn giao "
        "được giải ngân bám sát kế hoạch.",
        "Công tác tuyên truyền, vận động được chú trọng; đồng bào tích cực hiến đất, góp công xây "
        "dựng công trình trên địa bàn.",
        "Việc phân cấp cho xã làm chủ đầu tư được thực hiện rộng hơn; người dân tham gia giám sát "
        "công trình ngay từ khi khởi công.",
        "Đội ngũ người có uy tín phát huy tốt vai trò trong vận động phát triển sản xuất và giữ "
        "gìn an ninh, trật tự thôn, bản.",
    ),
    "difficulty": (
        "Địa hình chia cắt, chi phí vận chuyển vật liệu lớn nên một số công trình thi công chậm "
        "trong mùa mưa.",
        "Định mức hỗ trợ sản xuất còn thấp so với giá giống, vật tư; việc nhân rộng mô hình còn "
        "hạn chế.",
        "Kinh phí duy tu, bảo dưỡng chưa đáp ứng nhu cầu; nhiều công trình đã xuống cấp.",
        "Cán bộ làm công tác dân tộc ở xã phần lớn kiêm nhiệm, việc tổng hợp số liệu có lúc chưa "
        "kịp thời.",
    ),
    "proposal": (
        "Đề nghị giao vốn sớm từ đầu năm để chủ động thi công trước mùa mưa.",
        "Đề nghị nâng định mức hỗ trợ sản xuất phù hợp với giá thị trường và kéo dài thời gian "
        "thực hiện dự án.",
        "Đề nghị tăng vốn duy tu, bảo dưỡng cho các công trình đã đưa vào sử dụng.",
        "Đề nghị mở lớp tập huấn về tổng hợp, báo cáo số liệu cho cán bộ cấp xã.",
    ),
}
_BOARD_TEXTS: dict[str, str] = {
    "strength": "Ban Dân tộc chủ động tham mưu, phối hợp với các sở, ngành và UBND các huyện, "
    "thành phố triển khai đồng bộ các chương trình, chính sách dân tộc.",
    "difficulty": "Một số chính sách còn phân tán ở nhiều văn bản; nguồn lực bố trí chưa tương "
    "xứng với nhu cầu của vùng đặc biệt khó khăn.",
    "proposal": "Đề nghị các bộ, ngành Trung ương sớm hướng dẫn thực hiện các chính sách dân tộc "
    "của giai đoạn mới và bố trí vốn kịp thời.",
}


def commendation_rows(period: Period) -> list[Row]:
    """Give the commendations whose decision falls into a period."""
    return [
        row
        for row in sample_commendations(period.year)
        if isinstance(day := row["decided_on"], dt.date)
        and period.starts_on <= day <= period.ends_on
    ]


@cache
def sample_commendations(year: int) -> tuple[Row, ...]:
    """Invent the commendations of a year, some in each quarter."""
    random = generator(f"commendations {year}")
    collectives, individuals = COUNTS[year]
    recipients = [("collective", f"Tập thể mẫu số {n:02d}") for n in range(1, collectives + 1)]
    recipients += [("individual", f"Cá nhân mẫu số {n:02d}") for n in range(1, individuals + 1)]
    quarters = [Period.parse(key) for key in Period.parse(str(year)).quarter_keys]
    rows: list[Row] = []
    for number, (kind, name) in enumerate(recipients, start=1):
        quarter = quarters[number % 4]
        rows.append(
            {
                "recipient_type": kind,
                "recipient_name": name,
                "award": random.choice(_AWARDS),
                "decision_number": f"{number:02d}/QĐ-MẪU",
                "decided_on": working_day(random, quarter.starts_on, quarter.ends_on),
                "achievement": random.choice(_ACHIEVEMENTS),
            }
        )
    return tuple(rows)


def assessment_rows(year: int, agency_id: str) -> list[Row]:
    """Give one or two short texts per topic, other ones from agency to agency."""
    if agency_id == "ban-dan-toc":
        return [{"topic": topic, "content": text} for topic, text in _BOARD_TEXTS.items()]
    random = generator(f"assessment {year} {agency_id}")
    return [
        {"topic": topic, "content": text}
        for topic, texts in _TEXTS.items()
        for text in random.sample(texts, random.choice((1, 2)))
    ]
