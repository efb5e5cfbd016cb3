"""What is signed is what was read, by whoever may sign, of a period that is complete."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import docx
import pytest
import sqlalchemy as sa
from small_year import SIGNER, TRANG_DINH, WORKS_2020, answer, send, sign, work

from etl import publish, warehouse
from etl.cli import main
from etl.errors import ReportError
from etl.publish import Answer, drafting
from etl.registry import decisions, incidents
from etl.report import TEXT, Kept, compose, content_of, keep, sha256_of
from etl.report.line_ends import plain
from etl.settings import settings

RUN = "annual_report/manual__1"
NOW = dt.datetime(2021, 1, 8, 9, tzinfo=dt.UTC)
ADDED = "Câu này được thêm vào sau khi lãnh đạo đã đọc dự thảo."


@pytest.fixture
def clerk(complete_year: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of the clerk's texts, as a copy that a test may write in."""
    folder = complete_year / "text"
    shutil.copytree(TEXT, folder)
    monkeypatch.setattr(drafting, "TEXT", folder)
    return folder


def words(release_id: int) -> str:
    (path,) = (path for path in publish.files(release_id) if path.suffix == ".docx")
    return plain("\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs))


def write_more(folder: Path) -> None:
    text = (folder / "annual.md").read_text("utf-8")
    head, line, rest = text.partition("\n---\n")
    assert line
    (folder / "annual.md").write_text(f"{head}\n{ADDED}\n{line}{rest}", "utf-8")


def scalar(query: str) -> object:
    with warehouse.transaction("report") as conn:
        return conn.execute(sa.text(query)).scalar_one()


def answer_in(asked_in: str, who: str, *, approved: bool = True) -> None:
    publish.keep_answer(asked_in, Answer(approved, who, "", NOW))


def test_a_content_is_kept_word_for_word(small_year: Path) -> None:
    with warehouse.transaction("report") as conn:
        content = compose(conn, "2020")
    kept = keep(content)
    assert content_of(kept) == content
    assert keep(content_of(kept)) == kept


def test_number_and_date_are_blanks_outside_the_hash(small_year: Path) -> None:
    with warehouse.transaction("report") as conn:
        content = compose(conn, "2020")
    head = content.letterhead
    signed = replace(content, letterhead=replace(head, number="05", signed_on=NOW.date()))
    other = replace(content, letterhead=replace(head, signatory="Người Ký Khác"))
    assert keep(signed) == keep(content)
    assert keep(other).sha256 != keep(content).sha256


def test_a_sentence_added_after_the_draft_is_not_published_with_it(clerk: Path) -> None:
    """The texts that it was made from are kept beside it."""
    release_id = publish.draft("2020")
    write_more(clerk)
    sign(release_id)
    publish.publish(release_id)
    assert ADDED not in words(release_id)
    kept = scalar("SELECT texts FROM release.content")
    assert isinstance(kept, dict)
    assert set(kept) == {path.name for path in TEXT.iterdir()}
    assert kept["annual.md"] == (TEXT / "annual.md").read_text("utf-8")


def test_a_changed_text_is_another_draft_and_the_first_is_not_published_any_more(
    clerk: Path,
) -> None:
    """Neither signed after the second stood, nor with a signature from before."""
    first = publish.draft("2020")
    assert publish.draft("2020") == first
    sign(first)
    write_more(clerk)
    second = publish.draft("2020")
    assert second != first
    assert ADDED in words(second)
    for act in (sign, publish.publish):
        with pytest.raises(ReportError, match=f"thay bằng dự thảo số thứ tự {second}"):
            act(first)
    with pytest.raises(ReportError, match="Chưa ai có quyền ký trả lời"):
        publish.publish(second)
    assert scalar("SELECT count(*) FROM release.release WHERE state = 'published'") == 0
    sign(second)
    publish.publish(second)
    assert ADDED in words(second)


def test_a_content_that_was_changed_in_the_warehouse_is_not_published(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    sign(release_id)
    with warehouse.transaction("owner") as conn:
        conn.exec_driver_sql("ALTER TABLE release.content DISABLE TRIGGER USER")
        conn.exec_driver_sql(
            "UPDATE release.content SET content = replace(content, 'khởi công mới', 'hoàn thành')"
        )
    with pytest.raises(ReportError, match="mã băm"):
        publish.publish(release_id)
    with warehouse.transaction("owner") as conn:  # and its hash with it
        conn.exec_driver_sql(
            "UPDATE release.content SET sha256 = encode(sha256(content::bytea), 'hex')"
        )
    with pytest.raises(ReportError, match="khác nội dung đã được ký"):
        publish.publish(release_id)


def test_a_content_that_this_version_cannot_read_is_refused_in_words() -> None:
    with pytest.raises(ReportError, match="lập lại dự thảo"):
        content_of(Kept("{}", sha256_of("{}")))


def etl(*arguments: str) -> int:
    """Run the command line and give its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["etl", *arguments])
        patch.setenv("COLUMNS", "1000")
        try:
            main()
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


def test_the_command_line_drafts_says_where_to_sign_and_cannot_publish(
    complete_year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert etl("report", "2020") == 0
    said = capsys.readouterr()
    assert said.out.count("du-thao") == 3
    assert "chờ ký" in said.err
    assert "Required Actions" in said.err
    assert etl("report", "2020", "--publish-as", SIGNER) != 0
    assert scalar("SELECT string_agg(state, ',') FROM release.release") == "draft"


def test_an_incomplete_period_is_drafted_and_neither_signed_nor_published(
    small_year: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert etl("report", "2020") == 0
    assert "mới có 9 trong tổng số 47 biểu" in capsys.readouterr().err
    release_id = int(str(scalar("SELECT id FROM release.release")))
    assert words(release_id)
    with pytest.raises(ReportError, match=r"mới có 9 trong tổng số 47 biểu.*còn thiếu"):
        sign(release_id)
    with pytest.raises(ReportError, match="mới có 9 trong tổng số 47 biểu"):
        publish.ask("2020", run=RUN, asked_in="a")
    assert "mới có 9 trong tổng số 47" in publish.why_not_signed(release_id)[0]
    assert scalar("SELECT count(*) FROM release.sign_off_request") == 0


def test_a_period_that_is_no_longer_complete_is_not_published(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    sign(release_id)
    with warehouse.transaction("steward") as conn:
        waiver = conn.execute(sa.text("SELECT id FROM registry.waiver")).scalar_one()
        decisions.revoke_waiver(conn, waiver, actor="can-bo-1", reason="Đề nghị gửi đủ")
    with pytest.raises(ReportError, match="mới có 9 trong tổng số 47 biểu"):
        publish.publish(release_id)


def test_a_check_of_the_warehouse_that_failed_stops_the_report(complete_year: Path) -> None:
    """Also of the year before, which the report compares with; until the same check passes."""
    release_id = publish.draft("2020")
    sign(release_id)
    for count, detail in ((1, "Có 2 biểu cùng có hiệu lực."), (0, "")):
        with warehouse.transaction() as conn:
            result = incidents.CheckResult("one_return_in_force", "2019", count, detail)
            incidents.record_checks(conn, [result], seen_seq=0)
        if count:
            for act in (lambda: publish.draft("2020"), lambda: publish.publish(release_id)):
                with pytest.raises(ReportError, match="năm 2019 trong kho không đúng như phải có"):
                    act()
    publish.publish(release_id)


def test_nobody_else_signs_at_any_door(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    publish.ask("2020", run=RUN, asked_in="a")
    for who in ("chuyenvien", "quantri", "lanhdao2", "LANHDAO", "", " "):
        for act in (
            lambda who=who: answer(release_id, who=who),
            lambda who=who: answer_in("a", who),
        ):
            with pytest.raises(ReportError, match="không ghi nhận"):
                act()
    with pytest.raises(ReportError, match="Chưa có trả lời"):
        publish.answered_in(RUN)
    with pytest.raises(ReportError, match="Chưa ai có quyền ký trả lời"):
        publish.publish(release_id)


def test_who_may_sign_is_said_once(complete_year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release_id = publish.draft("2020")
    sign(release_id)
    monkeypatch.setenv("ETL_SIGNERS", "pho-ban")
    settings.cache_clear()
    with pytest.raises(ReportError, match=f"“{SIGNER}” không có trong danh sách"):
        publish.publish(release_id)
    answer(release_id, who="pho-ban")
    publish.publish(release_id)
    assert scalar("SELECT decided_by FROM release.release") == "pho-ban"


def test_an_answer_is_about_what_was_asked_where_it_was_asked(clerk: Path) -> None:
    """Whatever has been drafted since, and whoever asks again."""
    first = publish.draft("2020")
    question = publish.ask("2020", run=RUN, asked_in="a")
    assert (question.release_id, question.period_title) == (first, "năm 2020")
    write_more(clerk)
    publish.draft("2020")
    answer_in("a", SIGNER)
    answered = publish.answered_in(RUN)
    assert (answered.release_id, answered.approved) == (first, True)
    with pytest.raises(ReportError, match="đã được thay bằng"):
        publish.publish(answered.release_id)
    with pytest.raises(ReportError, match="đã trình dự thảo số thứ tự"):
        publish.ask("2020", run=RUN, asked_in="b")  # Airflow would go on showing the first
    with pytest.raises(ReportError, match="Không tìm thấy dự thảo đã trình"):
        answer_in("b", SIGNER)


def test_what_is_asked_again_wants_a_new_answer(complete_year: Path) -> None:
    release_id = publish.draft("2020")
    publish.ask("2020", run=RUN, asked_in="a")
    answer_in("a", SIGNER)
    answer_in("a", SIGNER, approved=False)  # a task that is tried again: the first answer stays
    assert publish.answered_in(RUN).approved
    publish.ask("2020", run=RUN, asked_in="b")
    with pytest.raises(ReportError, match="Chưa có trả lời"):
        publish.answered_in(RUN)
    answer_in("b", SIGNER, approved=False)
    assert not publish.answered_in(RUN).approved
    with pytest.raises(ReportError, match="không đồng ý"):
        publish.publish(release_id)
    publish.refuse(release_id)
    assert scalar("SELECT state FROM release.release") == "refused"


def test_a_report_without_a_kept_content_is_drafted_again_before_it_is_signed(
    complete_year: Path,
) -> None:
    """As after an upgrade: drafts that an earlier version made."""
    with warehouse.transaction("owner") as conn:
        old = conn.exec_driver_sql(
            "INSERT INTO release.release (period_key) VALUES ('2020') RETURNING id"
        ).scalar_one()
        conn.exec_driver_sql(
            f"INSERT INTO release.release_return SELECT {old}, return_id FROM mart.return_in_force"
        )
    with pytest.raises(ReportError, match="trước khi hệ thống lưu nội dung"):
        sign(old)
    new = publish.draft("2020")
    assert new != old
    with pytest.raises(ReportError, match="đã được thay bằng"):
        sign(old)
    sign(new)
    publish.publish(new)


def test_a_report_published_before_contents_were_kept_stays_published(complete_year: Path) -> None:
    with warehouse.transaction("owner") as conn:
        old = conn.exec_driver_sql(
            "INSERT INTO release.release (period_key, state, number, decided_by, decided_at) "
            "VALUES ('2020', 'published', '05/BC-BDT', 'lanhdao', now()) RETURNING id"
        ).scalar_one()
        conn.exec_driver_sql(
            f"INSERT INTO release.release_return SELECT {old}, return_id FROM mart.return_in_force"
        )
    assert publish.published("2020") == old
    assert publish.draft("2020") == old
    more = [*WORKS_2020[TRANG_DINH], work("180", "Đường Nà Mò", "new", 10.0, 10.0)]
    with warehouse.transaction() as conn:
        send(conn, TRANG_DINH, "2020", "works", more)
    assert publish.published("2020") is None
    assert publish.draft("2020") != old
