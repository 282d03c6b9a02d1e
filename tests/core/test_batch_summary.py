"""The summary over the files of a batch."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from fer_core.batch import summary
from fer_core.batch.analyst import Report
from fer_core.batch.summary import short_table, write_summary
from fer_core.errors import SinkError


@pytest.fixture
def reports(tmp_path):
    shares = {"happy": 0.75, "sad": 0.25, "angry": 0.0}
    return [
        Report(Path("in/a.mp4"), "whole", tmp_path / "a.csv", 12, 2, 1.25, shares, ("Note one.", "Note two.")),
        Report(Path("in/deep/=b.mp4"), "whole", tmp_path / "deep" / "b.csv", 3, 0, 0.5, dict.fromkeys(shares, 0.0)),
        Report(Path("in/c.mp4"), "failed", error="c.mp4 is empty."),
        Report(Path("in/d.mp4"), "not finished"),
    ]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_says_what_became_of_each_file(reports, tmp_path):
    path = write_summary(reports, tmp_path)
    assert path == tmp_path / "summary.csv"
    first, second, third, fourth = rows(path)
    assert first == {
        **{"file": "in/a.mp4", "status": "whole", "frames": "12", "faces": "2", "seconds": "1.2500"},
        **{"share_happy": "0.7500", "share_sad": "0.2500", "share_angry": "0.0000"},
        **{"table": "a.csv", "notes": "Note one. Note two."},
    }
    assert (second["table"], second["share_happy"]) == ("deep/b.csv", "0.0000")
    assert (third["status"], third["frames"], third["share_sad"], third["notes"]) == (
        "failed",
        "",
        "",
        "c.mp4 is empty.",
    )
    assert (fourth["status"], fourth["table"], fourth["notes"]) == ("not finished", "", "")


def test_no_cell_is_a_formula(reports, tmp_path):
    reports[0] = replace(reports[0], path=Path("=1+1.mp4"))
    assert rows(write_summary(reports, tmp_path))[0]["file"] == "'=1+1.mp4"


def test_an_earlier_summary_is_replaced_and_nothing_else(reports, tmp_path):
    assert write_summary(reports, tmp_path) == write_summary(reports[:2], tmp_path)
    assert len(rows(tmp_path / "summary.csv")) == 2
    (tmp_path / "summary.csv").write_text("name,age\nAda,36\n")
    assert write_summary(reports, tmp_path) == tmp_path / "summary-2.csv"
    assert (tmp_path / "summary.csv").read_text() == "name,age\nAda,36\n"


def test_a_full_disk_is_told(reports, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(summary, "replace_file", full)
    with pytest.raises(SinkError, match=r"summary\.csv cannot be written \(No space left on device\)\. Make room"):
        write_summary(reports, tmp_path)


def test_the_short_table_counts(reports):
    lines = short_table([replace(reports[0], earlier=True), *reports[1:]]).splitlines()
    assert [line.split()[0] for line in lines] == ["file", "a.mp4", "deep/=b.mp4", "c.mp4", "d.mp4", "4"]
    assert lines[1].split() == ["a.mp4", "whole", "12", "2", "1.2", "happy", "75%,", "sad", "25%"]
    assert lines[3].split() == ["c.mp4", "failed"]
    assert lines[-1] == "4 files: 2 whole (1 of them before), 1 failed, 1 not finished."


def test_files_on_several_drives_and_none_at_all_have_a_short_table(reports, monkeypatch):
    def on_windows(_paths):
        msg = "Paths don't have the same drive"
        raise ValueError(msg)

    assert short_table([]).splitlines()[-1] == "0 files: 0 whole."
    monkeypatch.setattr("os.path.commonpath", on_windows)
    lines = short_table(reports[2:]).splitlines()
    assert lines[1].split()[0].endswith("in/c.mp4")


def test_tables_are_named_as_seen_from_the_folder_also_where_a_cluster_knows_the_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report = Report(Path("a.mp4"), "whole", tmp_path / "out" / "deep" / "a.csv", 1, 1, 1.0)
    (tmp_path / "out").mkdir()
    assert rows(write_summary([report], Path("out")))[0]["table"] == "deep/a.csv"
