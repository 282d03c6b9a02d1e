"""Files that are whole or not there, names that nobody has taken, and locks."""

import errno
import io
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fer_core import files
from fer_core.files import free_names, is_locked, lock, new_file, new_folder, replace_file


class NoRoom(io.BytesIO):
    """A file on a full disk."""

    def write(self, _data):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_is_replaced_in_one_piece(tmp_path):
    path = tmp_path / "session.json"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert [left.name for left in tmp_path.iterdir()] == ["session.json"]


def test_the_disk_keeps_it_before_it_takes_the_place_of_the_former_one(tmp_path, monkeypatch):
    path, steps = tmp_path / "session.json", []
    replace_file(path, b"one")
    monkeypatch.setattr(files.os, "fsync", lambda _: steps.append(path.read_bytes()))
    replace_file(path, b"two")
    assert steps == [b"one"]


def test_a_file_that_finds_no_room_leaves_the_former_one(tmp_path, monkeypatch):
    path = tmp_path / "session.json"
    replace_file(path, b"one")

    def full(_number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(path, b"two")
    assert path.read_bytes() == b"one"
    assert [left.name for left in tmp_path.iterdir()] == ["session.json"]


@pytest.mark.parametrize(
    ("path", "suffix", "names"),
    [
        ("a.csv", True, ["a.csv", "a-2.csv", "a-3.csv"]),
        ("a.b", False, ["a.b", "a.b-2", "a.b-3"]),
        ("a.tar.gz", True, ["a.tar.gz", "a.tar-2.gz", "a.tar-3.gz"]),
        ("a", True, ["a", "a-2", "a-3"]),
    ],
)
def test_free_names_have_a_number(path, suffix, names):
    found = itertools.islice(free_names(Path("x") / path, suffix=suffix), 3)
    assert list(found) == [Path("x") / name for name in names]


def test_a_new_file_takes_the_first_free_name(tmp_path):
    (tmp_path / "shot.png").write_text("precious")
    (tmp_path / "shot-2.png").mkdir()
    assert new_file(tmp_path / "shot.png", b"new") == tmp_path / "shot-3.png"
    assert (tmp_path / "shot-3.png").read_bytes() == b"new"
    assert (tmp_path / "shot.png").read_text() == "precious"


def test_a_new_file_that_finds_no_room_is_not_there(tmp_path, monkeypatch):
    def opened(path, _mode):
        path.touch()
        return NoRoom()

    monkeypatch.setattr(files.Path, "open", opened)
    with pytest.raises(OSError, match="No space left"):
        new_file(tmp_path / "shot.png", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_new_folder_takes_the_first_free_name_and_makes_those_that_it_lies_in(tmp_path):
    assert new_folder(tmp_path / "a" / "v1.5") == tmp_path / "a" / "v1.5"
    assert new_folder(tmp_path / "a" / "v1.5") == tmp_path / "a" / "v1.5-2"
    (tmp_path / "a" / "v1.5-3").touch()
    assert new_folder(tmp_path / "a" / "v1.5") == tmp_path / "a" / "v1.5-4"


def test_a_folder_in_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"file"):
        new_folder(tmp_path / "file" / "talk")


# Locks


def test_a_file_is_locked_until_it_is_closed(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("xb") as file:
        assert not is_locked(path)
        assert lock(file)
        assert is_locked(path)
        with path.open("r+b") as other:
            assert not lock(other)
    assert not is_locked(path)


def test_what_is_locked_can_be_read_and_goes_on_being_written(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("xb", buffering=0) as file:
        file.write(b"one,")
        lock(file)
        file.write(b"two")
        assert path.read_bytes() == b"one,two"


def test_another_program_s_lock_ends_with_it(tmp_path):
    path = tmp_path / "a.csv"
    code = """
import sys
from pathlib import Path
from fer_core.files import lock
file = Path(sys.argv[1]).open("xb")
print(lock(file), flush=True)
sys.stdin.read()
"""
    environment = dict(os.environ, PYTHONPATH=str(Path(files.__file__).parents[1]))
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "True\n"
        assert is_locked(path)
        other.kill()
        other.wait()
    assert not is_locked(path)


def test_what_is_not_there_is_not_locked(tmp_path):
    assert not is_locked(tmp_path / "nothing.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="other locks there")
def test_where_the_file_system_knows_no_locks_nothing_is_locked(tmp_path, monkeypatch):
    import fcntl

    def unknown(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with (tmp_path / "a.csv").open("xb") as file:
        assert lock(file)
        assert not is_locked(tmp_path / "a.csv")
