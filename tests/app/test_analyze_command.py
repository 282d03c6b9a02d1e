import io
import sys
from pathlib import Path

import numpy as np
import pytest
from command_line import assert_one_sentence, run
from tiny_model import save_tiny_model

from app import cli
from fer_core import open_session
from fer_core._cv2 import cv2
from fer_core.spec import CLASSES


def test_analyze_writes_a_csv_and_says_where(capsys, picture, tiny_model, tmp_path):
    code, out, err = run(capsys, "analyze", picture, "--out", tmp_path / "new" / "folder", "--model", tiny_model)
    expected = tmp_path / "new" / "folder" / "one face.csv"
    assert (code, out, err) == (0, f"{expected}\n", "")
    assert len(expected.read_text("utf-8").splitlines()) == 2


NAMES = [f"p_{label}" for label in CLASSES]


def columns(session):
    """Return the names of the columns behind the usual ones."""
    names = [column.name for column in session.columns]
    return names[names.index("latency_ms") + 1 :]


def test_the_result_is_described_and_whole(capsys, picture, tiny_model, tmp_path):
    assert run(capsys, "analyze", picture, "--out", tmp_path, "--model", tiny_model)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one face.csv", "one face.session.json"]
    session = open_session(tmp_path)
    assert (session.status, session.row_count, columns(session)) == ("whole", 1, [])
    assert session.description.source.kind == "picture"


def test_raw_adds_what_each_frame_says_alone(capsys, film, two_outputs, tmp_path):
    assert run(capsys, "analyze", film, "--out", tmp_path, "--model", two_outputs, "--raw")[0] == 0
    session = open_session(tmp_path)
    assert columns(session) == [f"raw_{label}" for label in CLASSES]
    alone = np.array([session.rows[name] for name in columns(session)])
    assert alone.sum(axis=0) == pytest.approx(1.0, abs=1e-3)


def test_fast_follows_the_faces_of_films_and_leaves_pictures_as_they_are(capsys, film, picture, tiny_model, tmp_path):
    assert run(capsys, "analyze", film, picture, "--out", tmp_path, "--model", tiny_model, "--fast")[0] == 0
    fast, still = (open_session(tmp_path / f"{path.stem}.csv") for path in (film, picture))
    assert fast.description.pipeline.settings["detector"] == "live"
    read_t_s, t_s = fast.rows["read_t_s"], fast.rows["t_s"]
    assert (read_t_s <= t_s).all()
    assert still.description.pipeline.settings["detector"] == "thorough"
    assert columns(still) == []
    # With other options a result that is whole is not taken for done.
    assert run(capsys, "analyze", film, "--out", tmp_path, "--model", tiny_model)[0] == 0
    assert columns(open_session(tmp_path / f"{film.stem}.csv")) == []


FERPLUS, FER2013 = ([f"tiny.{name}.{label}" for label in CLASSES] for name in ("ferplus", "fer2013"))
KEY_POINTS = [
    f"landmarks.points.{point}_{axis}"
    for point in ("right_eye", "left_eye", "nose_tip", "mouth_centre", "right_tragion", "left_tragion")
    for axis in "xy"
]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["fer2013"], FER2013),
        (["ferplus", "fer2013"], [*FERPLUS, *FER2013]),
        (["tiny.fer2013", "fer2013"], FER2013),
        (["tiny"], [*FERPLUS, *FER2013]),
        (["all"], [*FERPLUS, *FER2013]),
        (["landmarks"], KEY_POINTS),
        (["all", "landmarks"], [*FERPLUS, *FER2013, *KEY_POINTS]),
    ],
)
def test_outputs_get_columns_of_their_own(capsys, picture, two_outputs, tmp_path, *, names, expected):
    code, _, err = run(
        capsys, "analyze", picture, "--out", tmp_path, "--model", two_outputs, "--estimators", *names
    )  # fmt: skip
    assert (code, err) == (0, "")
    session = open_session(tmp_path)
    assert columns(session) == expected
    assert np.isfinite([session.rows[name] for name in expected]).all()


@pytest.mark.parametrize("option", ["--estimators", "--output"])
def test_an_output_that_there_is_not_is_one_sentence_with_the_choices(
    capsys, picture, two_outputs, tmp_path, *, option
):
    options = ("--out", tmp_path, "--model", two_outputs, option, "nonsense")
    code, out, err = run(capsys, "analyze", picture, picture, *options)
    assert (code, out) == (2, "")
    assert err == (
        "fer-live: 'nonsense' is no output of the model. Choose one of: tiny.ferplus, tiny.fer2013.\n"
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_another_output_can_be_spoken(capsys, picture, two_outputs, tmp_path):
    spoken = []
    for name in ("ferplus", "fer2013"):
        out = tmp_path / name
        assert run(capsys, "analyze", picture, "--out", out, "--model", two_outputs, "--output", name)[0] == 0
        session = open_session(out)
        assert list(session.rows["output"]) == [f"tiny.{name}"]
        assert session.description.pipeline.spoken == f"tiny.{name}"
        spoken.append([float(session.rows[name][0]) for name in NAMES])
    assert spoken[0] != spoken[1]


def test_a_further_model_reads_each_face_too(capsys, picture, two_outputs, tiny_model, tmp_path):
    options = ("--model", two_outputs, "--also", tiny_model, "--estimators", "all")
    assert run(capsys, "analyze", picture, "--out", tmp_path, *options)[0] == 0
    session = open_session(tmp_path)
    assert columns(session) == [*FERPLUS, *FER2013, *(f"tiny-2.logits.{label}" for label in CLASSES)]
    assert list(session.rows["output"]) == ["tiny.ferplus"]


@pytest.mark.parametrize(("kind", "options"), [("faces", ["--video"]), ("clean", ["--video", "clean"])])
def test_a_film_lies_beside_the_rows(capsys, film, tiny_model, tmp_path, *, kind, options):
    code, out, _ = run(capsys, "analyze", film, "--out", tmp_path, "--model", tiny_model, *options)
    assert (code, out) == (0, f"{tmp_path / 'film.csv'}\n")
    assert {path.name for path in tmp_path.iterdir()} == {"film.csv", f"film.{kind}.mp4", "film.session.json"}
    capture = cv2.VideoCapture(str(tmp_path / f"film.{kind}.mp4"))
    frames = 0
    while capture.read()[0]:
        frames += 1
    assert frames == 12
    written = open_session(tmp_path).description.file("film")
    assert (written.complete, written.written, written.facts["overlay"]) == (True, 12, kind == "faces")


def test_a_film_can_hide_the_people_in_it(capsys, film, tiny_model, tmp_path):
    for name, options in (("seen", ()), ("faces", ("--hide", "faces")), ("picture", ("--hide", "picture"))):
        code, _, _ = run(capsys, "analyze", film, "--out", tmp_path / name, "--model", tiny_model, "--video", *options)
        assert code == 0
    frames = {}
    for name in ("seen", "faces", "picture"):
        frames[name] = cv2.VideoCapture(str(tmp_path / name / "film.faces.mp4")).read()[1].astype(int)
        (facts,) = [file.facts for file in open_session(tmp_path / name).description.files if "veils" in file.facts]
        assert facts["veils"] == ["none" if name == "seen" else name]
    row = open_session(tmp_path / "seen").rows
    x, y = int((row["x0"][0] + row["x1"][0]) / 2), int((row["y0"][0] + row["y1"][0]) / 2)
    middle = {name: frame[y - 20 : y + 20, x - 20 : x + 20] for name, frame in frames.items()}
    assert np.abs(middle["seen"] - middle["faces"]).mean() > 5
    assert frames["picture"][:5, :5].max() < 40
    corner = np.s_[-40:-5, 5:40]
    assert np.abs(frames["seen"][corner] - frames["faces"][corner]).mean() < 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--hide", "faces"), "--hide is about the film: write --video, too."),
        (("--video", "clean", "--hide", "picture"), "A clean film without its picture shows nothing."),
    ],
)
def test_what_hides_nothing_is_refused_before_anything_is_made(capsys, film, tmp_path, options, words):
    code, _, err = run(capsys, "analyze", film, "--out", tmp_path / "out", *options)
    assert (code, words in err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_a_foreign_csv_stays_as_it_is_unless_it_may_be_replaced(capsys, picture, tiny_model, tmp_path):
    foreign = tmp_path / "one face.csv"
    foreign.write_text("name,age\nAda,36\n")
    command = ("analyze", picture, "--out", tmp_path, "--model", tiny_model)
    code, out, err = run(capsys, *command)
    assert (code, out) == (0, f"{tmp_path / 'one face-2.csv'}\n")
    assert err == (
        "fer-live: note: one face.csv is not a result of fer-live's: the results of one face.png are called "
        "one face-2.\n"
    )
    assert foreign.read_text() == "name,age\nAda,36\n"
    assert run(capsys, *command, "--overwrite") == (0, f"{foreign}\n", "")
    assert open_session(foreign).status == "whole"


def test_an_earlier_result_is_replaced(capsys, picture, two_outputs, tmp_path):
    command = ("analyze", picture, "--out", tmp_path, "--model", two_outputs)
    for options in ((), ("--output", "fer2013")):
        assert run(capsys, *command, *options) == (0, f"{tmp_path / 'one face.csv'}\n", "")
    assert list(open_session(tmp_path).rows["output"]) == ["tiny.fer2013"]
    assert len(list(tmp_path.iterdir())) == 2


BAD_FILES = {
    "empty.mp4": b"",
    "text.mp4": b"This is a text.\n" * 20,
    "noise.mp4": bytes(np.random.default_rng(0).integers(0, 256, 5000, np.uint8)),
    "noise.png": b"\x89PNG\r\n\x1a\n" + bytes(500),
}


@pytest.mark.parametrize("name", [*BAD_FILES, "missing.mp4", "folder"])
def test_bad_input_is_one_sentence_and_exit_code_2(capsys, tmp_path, tiny_model, name):
    (tmp_path / "folder").mkdir()
    if name in BAD_FILES:
        (tmp_path / name).write_bytes(BAD_FILES[name])
    code, out, err = run(capsys, "analyze", tmp_path / name, "--out", tmp_path / "out", "--model", tiny_model)
    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert name in err
    assert list((tmp_path / "out").iterdir()) == []


def test_an_address_is_refused_and_not_repeated(capsys, tmp_path):
    code, out, err = run(capsys, "analyze", "rtsp://ada:secret@127.0.0.1/live", "--out", tmp_path)
    assert (code, out) == (2, "")
    assert "fer-live record ADDRESS" in err
    assert "secret" not in err


def test_one_bad_file_does_not_keep_the_others_from_being_analysed(capsys, tmp_path, tiny_model, picture):
    code, out, err = run(capsys, "analyze", tmp_path / "missing.mp4", picture, "--out", tmp_path, "--model", tiny_model)
    assert (code, out) == (2, f"{tmp_path / 'one face.csv'}\n")
    sentence, *summary = err.splitlines()
    assert_one_sentence(sentence)
    assert "missing.mp4" in sentence
    assert summary[-1] == f"2 files: 1 whole, 1 failed. More is in {tmp_path / 'summary.csv'}."


def test_two_files_of_one_name_get_a_csv_each(capsys, tmp_path, tiny_model, picture):
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / picture.name
    twin.write_bytes(picture.read_bytes())
    code, out, _ = run(capsys, "analyze", picture, twin, "--out", tmp_path, "--model", tiny_model)
    assert code == 0
    assert len({Path(line) for line in out.splitlines() if Path(line).is_file()}) == 2


def broken_models(folder):
    """Return folders of models that are wrong, each in one way."""
    good = save_tiny_model(folder / "damaged")
    content = bytearray((good / "encoder.onnx").read_bytes())
    (good / "encoder.onnx").write_bytes(content[: len(content) // 2])
    save_tiny_model(folder / "half")
    (folder / "half" / "head.onnx").unlink()
    save_tiny_model(folder / "wrong size", outputs=5)
    save_tiny_model(folder / "unknown version", version=99)
    return ("damaged", "half", "wrong size", "unknown version", "missing")


def test_a_model_that_cannot_be_used_is_one_sentence_whatever_is_wrong(capsys, tmp_path, picture):
    for name in broken_models(tmp_path):
        code, out, err = run(capsys, "analyze", picture, picture, "--out", tmp_path / "out", "--model", tmp_path / name)
        assert (name, code, out) == (name, 2, "")
        assert_one_sentence(err)
        assert name in err


def test_an_output_folder_that_cannot_be_written(capsys, tmp_path, picture, tiny_model):
    taken = tmp_path / "taken"
    taken.touch()
    code, out, err = run(capsys, "analyze", picture, picture, "--out", taken, "--model", tiny_model)
    assert (code, out) == (2, "")
    assert_one_sentence(err)


def test_a_truncated_video_is_analysed_to_its_end_with_a_note(capsys, tmp_path, tiny_model):
    whole = tmp_path / "whole.avi"
    writer = cv2.VideoWriter(str(whole), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (64, 48))
    for _ in range(12):
        writer.write(np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8))
    writer.release()
    cut = tmp_path / "cut.avi"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    code, out, err = run(capsys, "analyze", cut, "--out", tmp_path, "--model", tiny_model)
    assert (code, out) == (0, f"{tmp_path / 'cut.csv'}\n")
    for line in err.splitlines(keepends=True):
        assert_one_sentence(line)
    assert "note: cut.avi shows no face" in err
    assert "note: cut.avi claims" in err
    assert "note: cut.avi is damaged: 1 of its frames are incomplete." in err


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("others", [(), ("missing.png",)])
def test_a_terminal_shows_one_progress_bar(monkeypatch, tmp_path, tiny_model, picture, others):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    files = [*(str(tmp_path / name) for name in others), str(picture)]
    code = cli.main(["analyze", *files, "--out", str(tmp_path), "--model", str(tiny_model)])
    assert code == (2 if others else 0)
    lines = [line.split("\r")[-1] for line in terminal.getvalue().split("\n")]
    bars = [line for line in lines if "%|" in line]
    assert bars[-1].startswith("2 of 2 files: 100%" if others else "one face.png: 100%")
    assert any(line.startswith("fer-live: ") and "missing.png" in line for line in lines) == bool(others)
