"""The reason of the year before stands beside the same fault, and one click gives it again."""

from __future__ import annotations

import pytest
from desk_world import DISTRICT, OWN, World, critical, send, warning
from returns_by_hand import explain

from etl import warehouse
from etl.desk import queries
from etl.model import ReturnState
from etl.registry import decisions
from etl.workbook.annotate.package import Package
from sample import write_workbook

REASON = "Thanh toán khối lượng hoàn thành theo Quyết định số 12/QĐ-UBND"
TOLD = f"Năm 2019, cơ quan đã giải trình và được chấp nhận: “{REASON}”"


@pytest.fixture(scope="module", autouse=True)
def year_before(world: World) -> None:
    """Let the district explain the same work in 2019, and a steward accept it."""
    path = write_workbook(world.home / "sent", DISTRICT, "2019")
    _, ids = send(path, {"works": (ReturnState.NEEDS_CONFIRMATION, (warning(),))})
    with warehouse.transaction("steward") as conn:
        ident = explain(conn, ids["works"], warning(), reason=REASON)
        decisions.accept_confirmation(conn, ident, actor="steward")


def test_steward_and_officer_read_the_reason_of_the_year_before(world: World) -> None:
    page = world.client("steward").get(f"/bieu/{world.returns['works']}").text
    assert TOLD in page
    other = world.client("steward").get(f"/bieu/{world.returns['support_projects']}").text
    assert critical().message in other
    assert "Kỳ trước" not in other
    receipt = world.client("officer").get(f"{OWN}/bien-nhan/{world.submission_id}").text
    assert TOLD in receipt
    assert receipt.count("Dùng lại lý do kỳ trước") == 1


def test_the_returned_workbook_tells_it_too(world: World) -> None:
    answer = world.client("officer").get(f"{OWN}/bien-nhan/{world.submission_id}/tai/tra-lai")
    assert answer.status_code == 200
    path = world.home / "tra-lai.xlsx"
    path.write_bytes(answer.content)
    to_fix = Package.read(path).sheet("Cần sửa")
    texts = [to_fix.text(cell) for _, cell in to_fix.cells()]
    assert any(TOLD in text and "như kỳ trước" in text for text in texts)


def test_one_click_gives_the_reason_again_for_a_steward_to_decide(world: World) -> None:
    fields = {"phat_hien": str(world.findings["warning"]), "ly_do": REASON}
    assert world.post("officer", f"{OWN}/giai-trinh", fields).status_code == 303
    (row,) = queries.rows("return_findings", return_id=world.returns["works"])
    assert (row["confirmation_reason"], row["decision"]) == (REASON, None)
    receipt = world.client("officer").get(f"{OWN}/bien-nhan/{world.submission_id}").text
    assert "Dùng lại lý do kỳ trước" not in receipt
