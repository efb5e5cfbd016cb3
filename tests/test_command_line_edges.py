"""The command line where a person slips: settings, paths and addresses that cannot be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from etl import PROJECT
from etl.cli.shared import CLEAN, FINDINGS, OUR_FAULT
from sample import write_workbook


def _etl(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run `etl …` in a process of its own, whose output takes text only."""
    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", *arguments],
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict", **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ETL_WORKERS", "abc"),
        ("ETL_WORKERS", "0"),
        ("ETL_WORKER_SECONDS", "nan"),
        ("ETL_WORKER_MEMORY_MIB", "-1"),
        ("ETL_BATCH_SIZE", "0"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    workbook = write_workbook(tmp_path, "ban-dan-toc", "2020")
    code, said, told = _etl("examine", str(workbook), **{name: value})
    assert (code, said, "Traceback" in told) == (OUR_FAULT, "", False)
    assert f"Biến môi trường {name} ghi “{value}” không dùng được. Đề nghị" in told


def test_an_empty_setting_is_none(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path, "ban-dan-toc", "2020")
    assert _etl("examine", str(workbook), ETL_WORKERS="", ETL_HOME="")[0] == CLEAN


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nonsense", "WAREHOUSE_URL không phải là địa chỉ"),
        (" ", "WAREHOUSE_URL không phải là địa chỉ"),
        ("postgresql://ai:bi-mat@127.0.0.1:abc/kho", "WAREHOUSE_URL không phải là địa chỉ"),
        ("mysql://ai:bi-mat@127.0.0.1/kho", "WAREHOUSE_URL không phải là địa chỉ"),
        ("postgresql://ai:bi-mat@khong-co.invalid/kho", "Không kết nối được kho dữ liệu"),
        ("postgresql://ai:bi-mat@127.0.0.1:1/kho", "Không kết nối được kho dữ liệu"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    tmp_path: Path, address: str, words: str
) -> None:
    code, said, told = _etl("status", "2020", WAREHOUSE_URL=address, ETL_HOME=str(tmp_path))
    assert (code, said, "Traceback" in told, "bi-mat" in told) == (OUR_FAULT, "", False, False)
    assert words in told


def test_a_file_whose_name_is_no_text_is_examined_like_another(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path, "ubnd-trang-dinh", "2020")
    workbook.rename(tmp_path / os.fsdecode("biểu ".encode() + b"\xff.xlsx"))
    code, said, told = _etl("examine", str(tmp_path))
    assert (code in (CLEAN, FINDINGS), "Traceback" in told) == (True, False), told
    assert "biểu ?.xlsx — Ủy ban nhân dân huyện Tràng Định" in said
    (document,) = json.loads(_etl("examine", "--json", str(tmp_path))[1])
    assert document["file"] == f"{tmp_path}/biểu \ufffd.xlsx"


def test_a_folder_without_files_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "~$khoa.xlsx").write_text("khóa")
    code, said, told = _etl("examine", str(tmp_path))
    assert (code, said) == (OUR_FAULT, "")
    assert "Không có tệp nào để kiểm tra" in told


@pytest.mark.parametrize("arguments", [["forms"], ["--help"], ["examine", "--json", "."]])
def test_who_reads_no_further_hears_nothing_more(tmp_path: Path, arguments: list[str]) -> None:
    write_workbook(tmp_path, "ubnd-trang-dinh", "2020")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "etl.cli", *arguments],
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(PROJECT)},
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writing)
    told = done.stderr.decode()
    assert (done.returncode, "Lỗi" in told, "Error" in told) == (FINDINGS, False, False), told


def test_a_name_that_is_too_long_is_told_in_words(tmp_path: Path) -> None:
    code, _, told = _etl("template", "2020", "--folder", str(tmp_path / ("a" * 300)))
    assert (code, "Traceback" in told) == (OUR_FAULT, False)
    assert "tên quá dài" in told
