"""The example in the README runs as it stands."""

import re
from pathlib import Path

import pytest

from fer_core._cv2 import cv2
from fer_core.sources import DEMO_CLIP, VideoFile

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.fixture
def clip(tmp_path):
    """Half a second of the demo clip."""
    source = VideoFile(DEMO_CLIP)
    source.open()
    path = tmp_path / "clip.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 24.0, (640, 360))
    for _ in range(12):
        writer.write(cv2.cvtColor(source.read().image, cv2.COLOR_RGB2BGR))
    writer.release()
    source.close()


@pytest.mark.usefixtures("clip")
def test_ten_lines_read_a_video(tmp_path, monkeypatch, capsys):
    section = README.read_text("utf-8").split("## Use it as a library", 1)[1].split("\n## ", 1)[0]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    assert set(re.findall(r"(?:from|import) (\w+)", code)) <= {"fer_core", "make_pipeline"}
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 12
    assert all(re.fullmatch(r"\d+\.\d\d s  face 1: \w+ \d+%", line) for line in lines)
