"""``fer-live report``."""

import pytest
from command_line import assert_one_sentence, run

from fer_core.sinks.csv_table import csv_bytes

HEADER = (
    *("session", "frame", "t_s", "time_utc", "source_t_s", "face_id", "x0", "y0", "x1", "y1", "detection_score"),
    *("label", "confidence", "uncertain", "label_set"),
    *("p_angry", "p_disgust", "p_fear", "p_happy", "p_sad", "p_surprise", "p_neutral"),
    *("ready", "quality", "latency_ms"),
)


@pytest.fixture
def table(tmp_path):
    """A table of a session: one face that is happy, then sad."""
    rows = []
    for i in range(60):
        label = "happy" if i < 40 else "sad"
        p = ["0.05"] * 3 + (["0.7", "0.05"] if i < 40 else ["0.05", "0.7"]) + ["0.05"] * 2
        box = ["1.0", "2.0", "30.0", "40.0", "0.9"]
        rows.append(["talk", str(i), f"{i / 10:.4f}", "2026-01-01T00:00:00.000Z", "", "1", *box, label, "0.7", "false",
                     "", *p, "true", "", "12.0"])  # fmt: skip
    path = tmp_path / "session" / "talk.csv"
    path.parent.mkdir()
    path.write_bytes(csv_bytes([HEADER, *rows]))
    return path


def test_a_page_and_a_pdf_lie_beside_the_session(capsys, table, qapp):
    code, out, err = run(capsys, "report", table, "--pdf")
    page, pdf = table.parent / "talk.report.html", table.parent / "talk.report.pdf"
    assert (code, out.split(), err) == (0, [str(page), str(pdf)], "")
    assert "Face 1 showed happy for 67 %" in page.read_text("utf-8")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert run(capsys, "report", table, "--pdf")[1].split() == [str(page), str(pdf)]
    assert sorted(path.name for path in table.parent.iterdir()) == ["talk.csv", "talk.report.html", "talk.report.pdf"]


@pytest.mark.parametrize(
    ("out", "more", "files"),
    [
        ("new/my.html", [], ["new/my.html"]),
        ("my.v2.htm", ["--pdf"], ["my.v2.htm", "my.v2.pdf"]),
        ("my.PDF", ["--pdf"], ["my.PDF"]),
        (".", [], ["talk.report.html"]),
    ],
)
def test_where_it_goes(capsys, table, tmp_path, qapp, *, out, more, files):
    code, told, _ = run(capsys, "report", table.parent, "--out", tmp_path / out, *more)
    assert (code, told.split()) == (0, [str(tmp_path / name) for name in files])
    assert all((tmp_path / name).stat().st_size > 1000 for name in files)


def test_a_file_of_somebody_else_stays(capsys, table, tmp_path):
    mine = tmp_path / "thesis.html"
    mine.write_text("mine")
    code, out, err = run(capsys, "report", table, "--out", mine)
    assert (code, out.strip(), mine.read_text()) == (0, str(tmp_path / "thesis-2.html"), "mine")
    assert "thesis-2.html" in err
    run(capsys, "report", table, "--out", mine, "--overwrite")
    assert "fer-live report" in mine.read_text("utf-8")


@pytest.mark.parametrize("out", ["report.txt", "talk.csv", "no/folder"])
def test_a_name_that_is_neither_a_page_nor_a_pdf(capsys, table, tmp_path, out):
    before = table.read_bytes()
    code, _, err = run(capsys, "report", table, "--out", table.parent / out)
    assert code == 2
    assert_one_sentence(err)
    assert table.read_bytes() == before


def test_what_is_no_session(capsys, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    for path in (tmp_path / "other.csv", tmp_path / "nothing", tmp_path):
        code, out, err = run(capsys, "report", path)
        assert (code, out) == (2, "")
        assert_one_sentence(err)


def test_a_place_that_cannot_be_written(capsys, table, tmp_path):
    (tmp_path / "file").touch()
    code, _, err = run(capsys, "report", table, "--out", tmp_path / "file" / "a.html")
    assert code == 2
    assert_one_sentence(err)
