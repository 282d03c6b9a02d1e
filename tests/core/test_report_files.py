"""Where a report goes, and what it never replaces."""

import os

import pytest
from summary_fakes import session_of

from fer_core.errors import SinkError
from fer_core.report.files import beside, write_report
from fer_core.report.page import page
from fer_core.report.sections import make_report

PAGE = page(make_report(session_of())).encode()


def test_it_lies_beside_the_session(tmp_path):
    assert beside(session_of(path=tmp_path / "v1.5.csv")) == tmp_path / "v1.5.report.html"
    assert beside(session_of(path=tmp_path / "a.partial.csv")) == tmp_path / "a.report.html"


def test_an_earlier_report_is_replaced(tmp_path):
    path = tmp_path / "new" / "a.report.html"
    assert write_report(path, PAGE) == path
    assert write_report(path, PAGE + b" ") == path
    assert path.read_bytes() == PAGE + b" "
    assert [file.name for file in path.parent.iterdir()] == ["a.report.html"]


@pytest.mark.parametrize("before", [b"", b"my thesis"])
def test_another_file_stays_unless_it_is_to_go(tmp_path, before):
    path = tmp_path / "a.html"
    path.write_bytes(before)
    assert write_report(path, PAGE) == tmp_path / "a-2.html"
    assert path.read_bytes() == before
    assert write_report(path, PAGE, overwrite=True) == path
    assert path.read_bytes() == PAGE


def test_a_pdf_of_ours_is_known(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF" + b"x" * 20_000 + b"/Creator (\xfe\xff" + "fer-live report".encode("utf-16-be") + b")")
    assert write_report(path, b"new") == path


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_a_folder_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(SinkError, match="cannot be written"):
        write_report(tmp_path / "a.html", PAGE)


def test_a_folder_that_is_none(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match=r"cannot be written \(.*\)\. Choose another folder, or another name\."):
        write_report(tmp_path / "file" / "a.html", PAGE)
