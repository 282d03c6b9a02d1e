"""Whole inputs of every kind, small ones, for those that damage them."""

import json
from pathlib import Path

import numpy as np
from films import jpeg, pillow_bytes, scene, write_film
from session_fakes import begun, happy
from tiny_model import save_tiny_model, tiny_spec

from fer_core._cv2 import cv2
from fer_core.session.folder import begin_session
from fer_core.sinks.table import SinkOptions

FRAMES = 16


def films(folder):
    """Write films of every container that people have; return their paths."""
    wide = scene(3, 160 + 2 * FRAMES, 120)
    pictures = [np.ascontiguousarray(wide[:, 2 * n : 2 * n + 160]) for n in range(FRAMES)]
    times_s = [n / 10 for n in range(FRAMES)]
    kinds = {
        "a.mp4": {},
        "b.mp4": {"codec": "mpeg4", "ticks": 1000},
        "a.mkv": {},
        "b.mkv": {"codec": "ffv1"},
        "a.webm": {"codec": "libvpx-vp9"},
        "b.webm": {"codec": "libvpx"},
        "a.ts": {"muxer": "mpegts"},
        "a.avi": {"codec": "mjpeg", "ticks": 10},
        "b.avi": {"codec": "mpeg4", "ticks": 10},
        "a.h264": {"muxer": "h264"},
    }
    paths = [write_film(folder / name, times_s, pictures, **options) for name, options in kinds.items()]
    for kind, name in (("GIF", "a.gif"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif")):
        paths.append(_file(folder / name, pillow_bytes(pictures, kind, duration=100)))
    return [*paths, _file(folder / "a.mjpg", b"".join(map(jpeg, pictures)))]


def pictures(folder):
    """Write pictures of every format; return their paths."""
    picture = scene(5, 160, 120) // 2 + np.random.default_rng(0).integers(0, 60, (120, 160, 3), np.uint8)
    kinds = {
        "JPEG": ("p.jpg", {}),
        "PNG": ("p.png", {}),
        "TIFF": ("p.tif", {"compression": "tiff_lzw"}),
        "BMP": ("p.bmp", {}),
        "GIF": ("p.gif", {}),
        "WEBP": ("p.webp", {}),
        "AVIF": ("p.avif", {}),
        "TGA": ("p.tga", {}),
        "PCX": ("p.pcx", {}),
        "PPM": ("p.ppm", {}),
        "JPEG2000": ("p.jp2", {}),
    }
    paths = [_file(folder / name, pillow_bytes([picture], kind, **more)) for kind, (name, more) in kinds.items()]
    paths.append(_file(folder / "q.jpg", pillow_bytes([picture], "JPEG", progressive=True)))
    paths.append(_file(folder / "q.tif", pillow_bytes([picture] * 3, "TIFF")))
    assert cv2.imwrite(str(folder / "p.hdr"), picture.astype(np.float32) / 255)
    return [*paths, folder / "p.hdr"]


def texts(folder):
    """Write settings, a manifest, a model's description and a session; return (kind, path) of each."""
    from app.settings import Settings

    Settings().save(folder / "settings.json")
    manifest = {"files": {"encoder.onnx": {"sha256": "ab" * 32, "bytes": 100}}}
    _file(folder / "manifest.json", json.dumps(manifest).encode())
    _file(folder / "model.json", tiny_spec().to_json().encode())
    session = begun()
    (folder / "talk").mkdir()
    _, sinks = begin_session(folder / "talk", session, ("csv",), SinkOptions())
    sinks[0].open(session)
    for index in range(5):
        sinks[0].write(happy(index))
    sinks[0].close()
    kinds = {"settings": "settings.json", "manifest": "manifest.json", "spec": "model.json"}
    found = [(kind, folder / name) for kind, name in kinds.items()]
    return [*found, *(("session", path) for path in sorted((folder / "talk").iterdir()))]


def model(folder):
    """Write an exported model; return its folder."""
    return save_tiny_model(folder / "model")


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
