"""What comes with fer-live is found by its place, whatever else is called so."""

import os
import subprocess
import sys

import pytest

from fer_core import places
from fer_core.manifest import MANIFEST_FILE
from fer_core.sources import DEMO_CLIP

SCRIPT = """
from fer_core import KINDS, SINKS, SourceRequest, make_pipeline, open_session
from fer_core.detection import ScriptedDetector
pipeline = make_pipeline()
print(*pipeline.labels)
pipeline.close()
print(*KINDS)
print(*SINKS)
source = KINDS["demo"].open(SourceRequest())
print(source.open().width)
source.close()
"""


def test_the_files_are_there():
    assert (places.MODELS / MANIFEST_FILE).is_file()
    assert DEMO_CLIP.is_file()
    assert DEMO_CLIP.parent == places.ASSETS


@pytest.mark.parametrize("own", [(), ("models", "app", "assets", "training", "tests")], ids=["nothing", "modules"])
def test_modules_of_a_user_s_own_that_have_these_names_are_no_matter(tmp_path, own):
    for name in own:
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('this is the user\\'s own')\n")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = dict(os.environ, PYTHONPATH=str(places.MODELS.parent))
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "angry disgust fear happy sad surprise neutral",
        "camera film picture stream demo",
        "csv film events",
        "640",
    ]
