"""Still pictures: every depth, transparent, turned, tiny and huge."""

import struct
import zlib

import numpy as np
import pytest
from films import BLUE, GREEN, RED, WHITE, corners, near, pillow_bytes, quarters, read_all

from fer_core._cv2 import cv2
from fer_core.errors import SourceError
from fer_core.sources import open_path, read_image
from fer_core.sources.image import exif_orientation


def png(path, image):
    assert cv2.imwrite(str(path), image)
    return path


def test_a_picture_is_one_frame(tmp_path):
    source = open_path(png(tmp_path / "a.png", quarters()[..., ::-1]))
    info, frames = read_all(source)
    assert (source.kind, source.live) == ("picture", False)
    assert (info.width, info.height, info.frame_count) == (64, 48, 1)
    assert len(frames) == 1
    assert (frames[0].index, frames[0].t, frames[0].source_t_s) == (0, 0.0, 0.0)
    assert np.array_equal(frames[0].image, quarters())


def test_grey_pictures(tmp_path):
    assert read_image(png(tmp_path / "a.png", np.full((5, 7), 90, np.uint8))).tolist() == [[[90] * 3] * 7] * 5


def test_sixteen_bits_are_scaled_to_eight(tmp_path):
    ramp = np.array([[0, 257, 128 * 257, 65535]], np.uint16)
    grey = read_image(png(tmp_path / "grey.png", ramp))
    assert grey[0, :, 0].tolist() == [0, 1, 128, 255]
    colour = read_image(png(tmp_path / "colour.tiff", np.dstack([ramp, ramp * 0, ramp * 0])))
    assert colour[0, 2].tolist() == [0, 0, 128]


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0])
def test_floating_point_pictures_go_up_to_what_programs_write(tmp_path, white):
    ramp = np.linspace(0, white, 256, dtype=np.float32).reshape(16, 16)
    shown = read_image(png(tmp_path / "a.tiff", ramp))
    assert shown[..., 0].ravel().tolist() == pytest.approx(range(256), abs=1)


def test_a_few_pixels_that_dazzle_do_not_darken_the_rest(tmp_path):
    ramp = np.full((20, 20), 0.5, np.float32)
    ramp[0, :3] = 7.0, np.inf, np.nan
    shown = read_image(png(tmp_path / "a.tiff", ramp))[..., 0]
    assert shown[0, :3].tolist() == [255, 255, 0]
    assert set(shown[1:].ravel()) == {128}


def test_floating_point_pictures_of_an_unknown_range_are_refused(tmp_path):
    path = png(tmp_path / "a.tiff", np.full((20, 20), 3e7, np.float32))
    with pytest.raises(SourceError, match=r"a\.tiff holds floating point numbers up to 3e\+07: its range is not known"):
        read_image(path)


def test_samples_of_twelve_bits_are_scaled_by_what_their_tag_says(tmp_path):
    from PIL import Image

    ramp = np.array([[0, 2048, 4095]], np.uint16)
    path = tmp_path / "camera.tif"
    Image.fromarray(ramp).save(path, tiffinfo={281: 4095})
    assert read_image(path)[0, :, 0].tolist() == [0, 128, 255]


def test_whole_numbers_of_32_bits_are_refused(tmp_path):
    path = png(tmp_path / "a.tiff", np.full((4, 4), 70000, np.int32))
    with pytest.raises(SourceError, match=r"a\.tiff has int32 samples, which are not read\. Save it with 8 or 16 bits"):
        read_image(path)


@pytest.mark.parametrize("scale", [1, 257])
def test_transparency_shows_white(tmp_path, scale):
    rgba = np.zeros((1, 3, 4), np.uint8 if scale == 1 else np.uint16)
    rgba[0, :, 0] = 255 * scale
    rgba[0, :, 3] = np.array([255, 51, 0]) * scale
    shown = read_image(png(tmp_path / "a.png", rgba))
    assert shown[0].tolist() == [[0, 0, 255], [204, 204, 255], [255, 255, 255]]


def exif(orientation, order="<"):
    mark = b"II" if order == "<" else b"MM"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return mark + struct.pack(order + "HIH", 42, 8, 1) + entry + bytes(4)


#: What a camera that was held so stored, so that the turned picture is ``upright``.
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: np.rot90,
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),
    8: lambda upright: np.rot90(upright, -1),
}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_avif_is_turned_and_mirrored_as_its_boxes_say(tmp_path, orientation):
    # Pillow writes the orientation as irot and imir, whose turn comes first.
    path = tmp_path / "photo.avif"
    stored = np.ascontiguousarray(STORED[orientation](quarters()))
    path.write_bytes(pillow_bytes([stored], "AVIF", quality=95, exif=b"Exif\0\0" + exif(orientation)))
    assert (b"irot" in path.read_bytes()) == (orientation in (3, 5, 6, 7, 8))
    shown = read_image(path)
    assert shown.shape == quarters().shape
    assert corners(shown) == "RGBW"


@pytest.mark.parametrize(("kind", "name"), [("TGA", "a.tga"), ("PCX", "a.pcx")])
def test_tga_and_pcx_are_pictures(tmp_path, kind, name):
    path = tmp_path / name
    path.write_bytes(pillow_bytes([quarters()], kind))
    source = open_path(path)
    assert source.kind == "picture"
    assert np.array_equal(read_all(source)[1][0].image, quarters())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_pictures_are_turned_as_their_exif_data_says(tmp_path, orientation, suffix):
    stored = np.ascontiguousarray(STORED[orientation](quarters())[..., ::-1])
    data = cv2.imencode(suffix, stored)[1].tobytes()
    payload = exif(orientation)
    if suffix == ".jpg":
        segment = b"Exif\0\0" + payload
        data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]
    else:
        body = b"eXIf" + payload
        chunk = struct.pack(">I", len(payload)) + body + struct.pack(">I", zlib.crc32(body))
        data = data[:33] + chunk + data[33:]
    path = tmp_path / f"photo{suffix}"
    path.write_bytes(data)
    shown = read_image(path)
    assert shown.shape == quarters().shape
    for row, column, colour in ((5, 5, RED), (5, -5, GREEN), (-5, 5, BLUE), (-5, -5, WHITE)):
        assert near(shown[row, column], colour, 30)


@pytest.mark.parametrize("data", [b"", b"II", b"no exif at all", exif(6)[:12], exif(6)[:-8]])
def test_damaged_exif_data_turns_nothing(data):
    assert exif_orientation(data) == 1


def test_exif_data_of_either_byte_order():
    assert exif_orientation(exif(6, ">")) == exif_orientation(b"Exif\0\0" + exif(6)) == 6


@pytest.mark.parametrize("shape", [(1, 1), (20_000, 3), (3, 20_000)])
def test_tiny_and_huge_pictures(tmp_path, shape):
    image = read_image(png(tmp_path / "a.png", np.full((*shape, 3), 7, np.uint8)))
    assert image.shape == (*shape, 3)


def test_names_that_are_not_ascii(tmp_path):
    path = tmp_path / "Übung %03d 表情.png"
    cv2.imencode(".png", quarters())[1].tofile(path)
    assert len(read_all(open_path(path))[1]) == 1
