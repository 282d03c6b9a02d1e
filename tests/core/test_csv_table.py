"""The CSV itself: its cells, and a file that ends with a whole row at any time."""

import csv
import errno
import io
import locale

import pytest

from fer_core.files import is_locked
from fer_core.sinks.csv_table import RowFile, cell_text, csv_bytes, one_line, plain_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (17, "17"),
        (0.0, "0.0000"),
        (-1.23456, "-1.2346"),
        (float("nan"), "nan"),
        ("", ""),
        ("happy", "happy"),
        ("Gespräch 表情", "Gespräch 表情"),
    ],
)
def test_a_cell_of_each_kind(value, text):
    assert cell_text(value, 4) == text


def test_decimals_are_as_many_as_are_wanted():
    assert cell_text(12.25, 1) == "12.2"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_formula_is_shown_and_not_computed(start):
    assert cell_text(f"{start}1+1", 4) == f"'{start}1+1"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\v", "\x00", "\x1b", "\x85", "\u2028", "\u2029"])
def test_a_text_stays_on_one_line(end):
    assert cell_text(f"two{end}lines", 4) == "two lines".replace(" ", " " * len(end))
    assert cell_text(f"{end}=1", 4) == f"{' ' * len(end)}=1"
    assert one_line(f"two{end}lines", "-") == "two" + "-" * len(end) + "lines"


def test_half_a_character_is_no_text():
    assert cell_text("a\ud83d b", 4) == "a  b"
    assert csv_bytes([["\ud83d"]]) == b"?\n"


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "happy", "", "'", "'quoted'", "a=b", "'=1", "''-"])
def test_a_text_comes_back_as_it_was(text):
    assert plain_text(cell_text(text, 4)) == text


def test_commas_and_quotes_survive():
    data = csv_bytes([['a,"b"', "ü"]])
    assert data == '"a,""b""",ü\n'.encode()
    assert list(csv.reader(io.StringIO(data.decode()))) == [['a,"b"', "ü"]]


def test_numbers_have_a_point_whatever_the_locale():
    names = [name for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "German") if _locale_exists(name)]
    if not names:
        pytest.skip("needs a locale with a decimal comma")
    try:
        locale.setlocale(locale.LC_ALL, names[0])
        assert cell_text(2.5, 4) == "2.5000"
    finally:
        locale.setlocale(locale.LC_ALL, "C")


def _locale_exists(name):
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_ALL, "C")
    return True


# The file


class FullDisk(io.FileIO):
    """Takes so many bytes more, and then half of what it is given."""

    room = 0

    def write(self, data):
        taken = min(len(data), self.room)
        self.room -= taken
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(bytes(data[:taken]))


@pytest.fixture
def full(tmp_path):
    """Return a row file whose disk has room for so many bytes."""

    def make(room):
        file = RowFile(tmp_path / "talk.csv")
        file._file.close()
        file._file = FullDisk(tmp_path / "talk.csv", "r+b")
        file._file.room = room
        return file

    return make


def test_rows_are_there_as_soon_as_they_are_written(tmp_path):
    file = RowFile(tmp_path / "talk.csv")
    file.append([["a", "b"]])
    file.append([["1", "2"], ["3", "4"]])
    assert (tmp_path / "talk.csv").read_bytes() == b"a,b\n1,2\n3,4\n"
    file.sync()
    assert not file.closed
    file.close()
    file.close()
    assert file.closed


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "talk.csv").write_text("precious")
    with pytest.raises(FileExistsError):
        RowFile(tmp_path / "talk.csv")
    assert (tmp_path / "talk.csv").read_text() == "precious"


def test_it_is_locked_until_it_is_closed(tmp_path):
    file = RowFile(tmp_path / "talk.csv")
    assert is_locked(tmp_path / "talk.csv")
    file.close()
    assert not is_locked(tmp_path / "talk.csv")


def test_half_a_row_is_taken_back_when_the_disk_is_full(full, tmp_path):
    file = full(16)
    file.append([["1", "2"]])
    with pytest.raises(OSError, match="No space left"):
        file.append([["3", "4"], ["5", "6"], ["7", "8"], ["9", "10"]])
    assert (tmp_path / "talk.csv").read_bytes() == b"1,2\n"
    # Where there is room again, the next row follows the last whole one.
    file._file.room = 100
    file.append([["11", "12"]])
    assert (tmp_path / "talk.csv").read_bytes() == b"1,2\n11,12\n"
    file.close()


def test_a_disk_that_takes_a_little_at_a_time_gets_everything(tmp_path):
    class Slow(io.FileIO):
        def write(self, data):
            return super().write(bytes(data[:3]))

    file = RowFile(tmp_path / "talk.csv")
    file._file.close()
    file._file = Slow(tmp_path / "talk.csv", "r+b")
    file.append([["123456789", "ü"]])
    file.close()
    assert (tmp_path / "talk.csv").read_bytes() == "123456789,ü\n".encode()
