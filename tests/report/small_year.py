"""One small year by hand: two of eleven districts, the Labour department and the Board.

Small enough to add up in the head: the golden numbers of the report's tests are written here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa
from returns_by_hand import corrected, table

from etl.load import load
from etl.model import CellValue, Cover, Finding, Judgement, Reading, ReturnState
from etl.publish import Answer, answer_at_desk
from etl.reference.working_days import today
from etl.registry import decisions, judged, period_board, received
from etl.registry.received import Arrival

SIGNER = "lanhdao"
NOTE = "số liệu phân rã minh họa"
COMMUNES = {"180": "06001", "181": "06043", "182": "06124"}  # one of each district
TRANG_DINH, BINH_GIA, VAN_LANG = "ubnd-trang-dinh", "ubnd-binh-gia", "ubnd-van-lang"
LABOUR, BOARD = "so-ldtbxh", "ban-dan-toc"
COMMUNES = {"180": "06001", "181": "06067", "182": "06127"}  # one of each district
FIRST_ROW = 11
Row = Mapping[str, CellValue]


def send(
    conn: sa.Connection,
    agency_id: str,
    period_key: str,
    form_id: str,
    rows: Sequence[Row],
    *,
    note: str = NOTE,
    findings: Sequence[Finding] = (),
    decide: Callable[[int], None] = lambda _: None,
) -> int:
    """Send one form and load it; another sending of the same is its next version.

    With findings, `decide` does with the return what people do, so that it is accepted.
    """
    sent = table(form_id, rows, first_row=FIRST_ROW)
    content = f"{agency_id} {period_key} {form_id} {rows!r}"
    name = f"{agency_id}_{period_key}_{form_id}.xlsx"
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    arrival = Arrival(sha256, name, "inbox", len(content))
    (submission,) = received.record_submissions(conn, [arrival])
    cover = Cover(agency_id, period_key, {form_id: "1.0.0"}, data_note=note)
    reading = Reading(Path(name), sha256, cover, (sent,), (), (), "xlsx")
    received.record_readings(conn, [(submission.id, reading)])
    state = ReturnState.REJECTED if findings else ReturnState.ACCEPTED
    judgement = Judgement(sha256, agency_id, form_id, period_key, state, tuple(findings), sent)
    (return_id,) = judged.record_judgements(conn, [(submission.id, judgement)])
    decide(return_id)
    load(conn, {return_id: sent})
    return return_id


def work(district: str, name: str, kind: str, planned: float, disbursed: float) -> Row:
    """Make one line of the form of works."""
    return {
        "district": district,
        "commune": COMMUNES[district],
        "name": name,
        "sector": "transport",
        "kind": kind,
        "total_investment_million_vnd": planned,
        "planned_million_vnd": planned,
        "disbursed_million_vnd": disbursed,
    }


def project(district: str, name: str, disbursed: float) -> Row:
    """Make one line of the form of production support."""
    return {
        "district": district,
        "commune": COMMUNES[district],
        "name": name,
        "sector": "crops",
        "household_count": 50,
        "minority_household_count": 45,
        "planned_million_vnd": disbursed,
        "disbursed_million_vnd": disbursed,
    }


def commune(district: str, code: str, minority: int, poor: int, standard: str) -> Row:
    """Make one line of the poverty review."""
    return {
        "district": district,
        "commune": code,
        "standard": standard,
        "household_count": minority + 1000,
        "minority_household_count": minority,
        "poor_household_count": poor + 20,
        "poor_minority_household_count": poor,
        "near_poor_household_count": 60,
        "near_poor_minority_household_count": 50,
    }


def poverty(poor: int, standard: str = "qd59_2015") -> list[Row]:
    """Make a poverty review of 10.000 minority households in two districts."""
    return [
        commune("180", "06001", 6000, poor - 300, standard),
        commune("181", "06043", 4000, 300, standard),
    ]


WORKS_2020: Mapping[str, Sequence[Row]] = {
    TRANG_DINH: [
        work("180", "Đường Khuổi Mẫu", "new", 1000.0, 1000.0),
        work("180", "Mương Nà Lặng", "new", 2300.0, 2200.5),
        work("180", "Trường Bản Trại", "carried_over", 3000.0, 3000.0),
    ],
    BINH_GIA: [
        work("181", "Đường Nà Pàn", "new", 70000.0, 70000.0),
        work("181", "Nhà văn hóa Bản Chúc", "maintained", 200.0, 150.5),
    ],
}
WORKS_2019: Mapping[str, Sequence[Row]] = {
    TRANG_DINH: [work("180", "Đường Pác Luống", "new", 900.0, 900.0)],
    BINH_GIA: [work("181", "Đường Nà Pàn", "carried_over", 500.0, 500.0)],
    VAN_LANG: [
        work("182", "Đường Nà Hình", "new", 800.0, 800.0),
        work("182", "Kè Bản Cáp", "new", 700.0, 700.0),
        work("182", "Chợ Na Sầm", "maintained", 100.0, 100.0),
    ],
}
SUPPORT_2020: Mapping[str, Sequence[Row]] = {
    TRANG_DINH: [project("180", "Nuôi bò sinh sản", 39700.0)],
    BINH_GIA: [],  # sent, and nothing to report
}


def people(district: str, nung: int, kinh: int) -> list[Row]:
    """Make the population of a district."""
    return [
        {
            "district": district,
            "ethnic_group": group,
            "household_count": count // 4,
            "person_count": count,
            "female_person_count": count // 2,
        }
        for group, count in (("nung", nung), ("kinh", kinh))
    ]


def commendations() -> list[Row]:
    """Make 4 collectives and 11 individuals."""
    kinds = ["collective"] * 4 + ["individual"] * 11
    return [
        {
            "recipient_type": kind,
            "recipient_name": f"Minh họa {number}",
            "award": "board_certificate" if number % 2 else "province_certificate",
        }
        for number, kind in enumerate(kinds)
    ]


ASSESSMENTS: Sequence[Row] = (
    {"topic": "strength", "content": "Công tác phối hợp được duy trì thường xuyên."},
    {"topic": "difficulty", "content": "Vốn giao chậm ở một số dự án."},
    {"topic": "proposal", "content": "Đề nghị giao vốn sớm từ đầu năm."},
)


def send_small_year(conn: sa.Connection) -> None:
    """Send 2019 and 2020 of those who sent."""
    for agency_id, rows in WORKS_2019.items():
        send(conn, agency_id, "2019", "works", rows)
    send(conn, LABOUR, "2019", "poverty", poverty(1089))
    for agency_id, rows in WORKS_2020.items():
        send(conn, agency_id, "2020", "works", rows)
    for agency_id, rows in SUPPORT_2020.items():
        send(conn, agency_id, "2020", "support_projects", rows)
    send(conn, TRANG_DINH, "2020", "population", people("180", 3000, 1000))
    send(conn, BINH_GIA, "2020", "population", people("181", 5000, 1000))
    send(conn, LABOUR, "2020", "poverty", poverty(789))
    send(conn, BOARD, "2020", "commendations", commendations())
    send(conn, BOARD, "2020", "assessment", ASSESSMENTS)


def let_off_the_rest(conn: sa.Connection, period_key: str) -> None:
    """Waive whatever a period still owes, so that it is complete."""
    decisions.waive(
        conn,
        period_board.NOT_SENT,
        authority="Trưởng Ban Dân tộc, ý kiến minh họa",
        reason="Chỉ hai huyện tham gia năm thử nghiệm",
        valid_until=today() + dt.timedelta(days=30),
        actor="can-bo-1",
        period_key=period_key,
    )


def answer(release_id: int, *, approved: bool = True, who: str = SIGNER, reason: str = "") -> None:
    """Answer at the desk whether a draft may be published."""
    answer_at_desk(release_id, Answer(approved, who, reason, dt.datetime.now(dt.UTC)))


def sign(release_id: int) -> None:
    """Answer at the desk that a draft may be published."""
    answer(release_id)


def correct(conn: sa.Connection, reason: str) -> None:
    """Correct what was disbursed for the second work of Bình Gia in 2020, to 170,5 triệu đồng."""
    found = conn.execute(
        sa.text(
            "SELECT return_id FROM mart.return_in_force "
            f"WHERE agency_id = '{BINH_GIA}' AND form_id = 'works' AND period_key = '2020'"
        )
    )
    corrected(
        conn, found.scalar_one(), FIRST_ROW + 1, "disbursed_million_vnd", 170.5, reason=reason
    )
