from importlib import resources

import numpy as np
import pytest

from fer_core.detection import MediaPipeDetector
from fer_core.errors import DataError
from fer_core.preprocess import align
from fer_core.sources import VideoFile
from training.export import TEMPLATE, make_spec
from training.framing import Framing, measure


@pytest.fixture(scope="module")
def crops():
    """Faces of the demo clip, cut out as the app does."""
    from drawn import tiny

    from fer_core.spec import CLASSES
    from training.models import Classifier

    spec = make_spec(tiny(), "test", CLASSES, Classifier(tiny().encoder, ("fer2013",), 7), {"fer2013": 1.0})
    found, detector = [], MediaPipeDetector("full", video=False)
    with resources.as_file(resources.files("assets") / "WolfgangLanger_Pexels.mp4") as path:
        source = VideoFile(path)
        source.open()
        for index in range(46):
            frame = source.read()
            if index % 15 == 0:
                (face,) = detector.detect(frame.image, frame.t)
                found.append(align(frame.image, face.landmarks_px, spec))
        source.close()
    detector.close()
    return np.stack(found)


def test_faces_that_were_cut_out_on_the_template_are_found_on_it(crops):
    found = measure(crops)
    assert found.found == 1.0
    assert found.median.shape == (6, 2)
    # A crop of 48 pixels costs the detector about a pixel.
    np.testing.assert_allclose(found.median[[0, 1, 3]], TEMPLATE, atol=1.5)
    assert found.roll_deg < 5


def test_pictures_without_a_face(crops):
    grey = np.full((2, 48, 48), 100, np.uint8)
    assert measure(np.concatenate([crops[:2], grey])).found == 0.5
    with pytest.raises(DataError, match="found no face in 2 pictures"):
        measure(grey)


def test_the_report_names_the_landmarks():
    text = str(Framing(0.75, np.arange(12.0).reshape(6, 2), 9.87))
    assert "faces found: 75.0%" in text
    assert "right_eye      (0.0, 1.0)" in text
    assert "mouth_centre   (6.0, 7.0)" in text
    assert text.endswith("9.9 degrees")
