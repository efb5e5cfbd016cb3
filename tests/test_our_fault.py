"""How our own faults are told: where they arose, and nothing that a cell could have held."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from etl import PROJECT, warehouse
from etl.errors import EvaluationError, Formatter, RegistryError, for_log, for_person

SECRET = "Nông Văn Hoa Chuối 098 765 4321"


def _caught(work: Callable[[], object]) -> BaseException:
    try:
        work()
    except BaseException as error:
        return error
    raise AssertionError("it raised nothing")


def _in_a_chain() -> None:
    try:
        float(SECRET)
    except ValueError:
        try:
            {}[SECRET]  # type: ignore[index]
        except KeyError as error:
            raise EvaluationError("quy tắc không tính được") from error


def _in_a_group() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])


def _without_a_number() -> None:
    raise OSError(SECRET)  # as a mail server's refusal is


@pytest.mark.parametrize(
    "work",
    [
        lambda: float(SECRET),
        _in_a_chain,
        _in_a_group,
        lambda: (_ for _ in ()).throw(OSError(SECRET)),
    ],
)
def test_a_message_that_is_not_ours_is_told_nowhere(work: Callable[[], object]) -> None:
    error = _caught(work)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "told", (), (type(error), error, None))
    logging.Formatter().format(record)  # another handler came first and kept its own text
    for told in (for_log(error), for_person(error), Formatter().format(record)):
        assert SECRET not in told
    assert "test_our_fault.py" in for_log(error)  # where it arose is told
    assert type(error).__name__ in for_log(error)


def test_what_we_said_ourselves_is_told_with_what_it_came_from() -> None:
    told = for_log(_caught(_in_a_chain))
    assert "EvaluationError: quy tắc không tính được" in told
    assert told.index("ValueError") < told.index("KeyError") < told.index("EvaluationError")
    assert for_person(RegistryError("Chọn lại ô.")) == "Chọn lại ô."


@given(st.text())
def test_the_words_of_an_error_change_nothing_in_what_is_told(text: str) -> None:
    assert for_log(ValueError(text)) == for_log(ValueError("-"))
    assert for_person(ValueError(text)) == for_person(ValueError("-"))


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("SELECT CAST(:value AS integer)", "SQLSTATE 22P02"),
        ("SELECT 1 / 0 WHERE :value <> ''", "SQLSTATE 22012"),
        ("INSERT INTO ref.period SELECT * FROM ref.period WHERE :value <> ''", "period_pkey"),
        ("INSERT INTO registry.submission (sha256, file_name, channel, size_bytes) "
         "VALUES (:value, :value, '', 0)", "submission_sha256_check"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("home")
def test_what_the_database_refuses_is_told_by_code_and_name(statement: str, named: str) -> None:
    def work() -> None:
        with warehouse.transaction("owner") as conn:
            conn.execute(sa.text(statement), {"value": SECRET})

    error = _caught(work)
    assert isinstance(error, sa.exc.DBAPIError)
    assert named in for_log(error)
    assert SECRET not in for_log(error)
    assert "[parameters:" not in str(error) or "hide_parameters" in str(error)


def test_a_process_that_dies_says_where_and_not_with_what() -> None:
    code = (
        "import threading\n"
        "from etl.errors import speak_safely\n"
        "speak_safely()\n"
        f"one = threading.Thread(target=lambda: float({SECRET!r}))\n"
        "one.start(); one.join()\n"
        "import logging\n"
        "try:\n"
        "    float('Nông ' + 'Văn Mận')\n"
        "except ValueError:\n"
        "    logging.getLogger('etl').exception('told')\n"
        "int('Nông ' + 'Văn Mận')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("ValueError") == 3
    assert "Nông Văn" not in done.stderr


def test_no_other_place_words_an_exception() -> None:
    """What the libraries would write holds the message, and so perhaps a cell."""
    theirs = re.compile(r"\.exception\(|print_exc|format_exc|exc_info=|import traceback")
    files = [path for folder in ("etl", "dags") for path in (PROJECT / folder).rglob("*.py")]
    found = {path.name for path in files if theirs.search(path.read_text(encoding="utf-8"))}
    assert found == {"errors.py"}
