from importlib import resources

import numpy as np
import pytest
from drawn import stills_of, tiny, votes_of

from fer_core._cv2 import cv2
from fer_core.detection import MediaPipeDetector
from fer_core.errors import DataError, SinkError
from fer_core.preprocess import TEMPLATE, align
from fer_core.sources import VideoFile
from fer_core.spec import CLASSES
from training.data.stills import Stills
from training.export.to_onnx import make_spec
from training.networks.classifier import Classifier
from training.studies.framing import Framing, judge_path, measure, scene_of
from training.studies.sheet import draw_sheet, live_crops


def spec_of(labels=CLASSES, outputs=("ferplus", "fer2013")):
    return make_spec(tiny(), "test", labels, Classifier(tiny().encoder, outputs, len(labels)), outputs)


class Brightness:
    """A recogniser that calls bright crops happy and dark ones sad, by both outputs."""

    spec = spec_of()

    def embed(self, crops):
        self.seen = crops
        return np.repeat(crops.mean(axis=(1, 2))[:, None], self.spec.embedding_size, axis=1).astype(np.float32)

    def read(self, windows, valid):
        answers = np.where(windows[:, 0, 0] > 60, CLASSES.index("happy"), CLASSES.index("sad"))
        return dict.fromkeys(self.spec.distributions, np.eye(7, dtype=np.float32)[answers])


@pytest.fixture(scope="module")
def frames():
    """Four frames of the demo clip."""
    with resources.as_file(resources.files("assets") / "WolfgangLanger_Pexels.mp4") as path:
        source = VideoFile(path)
        source.open()
        found = [source.read().image for _ in range(46)][::15]
        source.close()
    return found


@pytest.fixture(scope="module")
def crops(frames):
    """The face in each of them, cut out as the app does."""
    detector = MediaPipeDetector("full", video=False)
    faces = [detector.detect(image, float(t)) for t, image in enumerate(frames)]
    detector.close()
    return np.stack([align(image, face.landmarks_px, spec_of()) for image, (face,) in zip(frames, faces, strict=True)])


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


def labelled(images, happy):
    """Pictures of PublicTest, happy or sad; the annotators are sure of the first one only."""
    labels = np.where(happy, CLASSES.index("happy"), CLASSES.index("sad"))
    votes = votes_of(labels)
    votes[1:] = 0
    return Stills(images, labels, votes, np.full(len(images), "public_test"), CLASSES)


def test_a_scene_shows_the_picture_four_times_enlarged_on_grey(crops):
    scene = scene_of(crops[0])
    assert scene.shape == (480, 640, 3)
    inner = scene[144:336, 224:416, 0]
    reduced = cv2.resize(inner, (48, 48), interpolation=cv2.INTER_AREA)
    assert np.abs(reduced.astype(float) - crops[0]).mean() < 2
    scene[144:336, 224:416] = 128
    assert (scene == 128).all()


def test_both_ways_are_judged_on_the_pictures_whose_face_is_found(crops):
    grey = np.full((1, 48, 48), 10, np.uint8)
    dark = (crops[2:3] * 0.3).astype(np.uint8)
    # The last label is wrong, and of the picture without a face none is asked.
    stills = labelled(np.concatenate([crops[:2], grey, dark, crops[3:4]]), [True, True, True, False, False])
    found = judge_path(Brightness(), stills)
    assert found == {
        "found": 0.8, "pictures": 5,
        "direct": {"ferplus": 1.0, "fer2013": 0.75}, "end_to_end": {"ferplus": 1.0, "fer2013": 0.75},
    }  # fmt: skip


def test_what_is_lost_on_the_way_is_seen(crops, monkeypatch):
    monkeypatch.setattr("training.studies.framing.align", lambda _image, _points, _spec: np.zeros((48, 48), np.uint8))
    found = judge_path(Brightness(), labelled(crops, [True] * 4))
    assert (found["direct"]["fer2013"], found["end_to_end"]["fer2013"]) == (1.0, 0.0)


def test_crops_on_the_way_are_framed_as_the_pictures_are(crops):
    recogniser = Brightness()
    judge_path(recogniser, labelled(crops, [True] * 4))
    # Faces that are cut out a second time move by less than two pixels.
    moved = np.abs(np.roll(crops, 2, axis=2).astype(float) - crops).mean()
    assert np.abs(recogniser.seen.astype(float) - crops).mean() < 0.8 * moved


def test_pictures_of_other_classes_or_without_labels_are_refused(crops):
    with pytest.raises(DataError, match=r"The data has the classes a, b; the model has angry"):
        judge_path(Brightness(), stills_of({"public_test": 1}, votes=False, classes=("a", "b")))
    unknown = labelled(crops[1:], [True] * 3)
    unknown.labels[:] = -1
    unknown.votes[:] = 0
    with pytest.raises(DataError, match="has a label"):
        judge_path(Brightness(), unknown)


@pytest.fixture(scope="module")
def photos(tmp_path_factory, frames):
    """A folder with a film of four frames in two seconds, a mirrored photo of two faces, and what is neither."""
    folder = tmp_path_factory.mktemp("photos")
    film = cv2.VideoWriter(str(folder / "film.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 2, frames[0].shape[1::-1])
    for image in frames:
        film.write(image[:, :, ::-1])
    film.release()
    cv2.imwrite(str(folder / "two.png"), np.hstack([frames[3], frames[3]])[:, ::-1, ::-1])
    (folder / "boxes.csv").write_text("file, left, top\n")
    (folder / "folder").mkdir()
    return folder


def test_live_crops_are_of_every_file_in_turn(photos, crops, monkeypatch):
    found = live_crops([photos], spec_of())
    # One frame of each second, and two faces of the photo.
    assert (found.shape, found.dtype) == ((4, 48, 48), np.uint8)
    mirrored = crops[3][:, ::-1]
    expected = np.stack([crops[0], mirrored, crops[2], mirrored])
    assert (np.abs(found.astype(float) - expected).mean(axis=(1, 2)) < 16).all()
    assert np.abs(crops[2].astype(float) - mirrored).mean() > 25
    monkeypatch.setattr("training.studies.sheet.SHOWN", 3)
    assert np.array_equal(live_crops([photos, photos], spec_of()), found[[0, 1, 0]])


def test_folders_without_faces(photos, tmp_path):
    with pytest.raises(DataError, match=r"nowhere is no folder\. Give folders"):
        live_crops([photos, tmp_path / "nowhere"], spec_of())
    with pytest.raises(DataError, match="No face was found in"):
        live_crops([tmp_path], spec_of())


def test_the_sheet_shows_both_kinds_side_by_side(tmp_path):
    live, training = np.full((9, 48, 48), 40, np.uint8), np.full((32, 48, 48), 200, np.uint8)
    draw_sheet(live, training, tmp_path / "crops.png")
    sheet = cv2.imread(str(tmp_path / "crops.png"), cv2.IMREAD_GRAYSCALE)
    left, right = np.hsplit(sheet, 2)
    # The mean of each kind counts as one more.
    assert (left == 40).sum() == pytest.approx(10 * 144 * 144, rel=0.01)
    assert (right == 200).sum() == pytest.approx(33 * 144 * 144, rel=0.01)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SinkError, match=r"cannot be written \(.*\)\. Choose another folder"):
        draw_sheet(live, training, tmp_path / "file" / "crops.png")
