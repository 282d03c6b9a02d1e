"""Checks that all files share, and the choice between a video and a picture."""

from pathlib import Path

from fer_core.errors import SourceError

#: How much of a file is looked at to tell a text from a video.
_HEAD_BYTES = 4096
#: Control characters that a text may hold: tab, line feed, form feed, carriage return, escape.
_TEXT_CONTROLS = frozenset((9, 10, 12, 13, 27))
#: How pictures begin; and, four bytes after the start, the ISO ones.
_IMAGE_STARTS = (
    *(b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"GIF8", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    *(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51", b"#?RADIANCE", b"#?RGBE", b"v/1\x01"),
    *(b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"P7", b"PF", b"Pf"),
)
_AVIF = (b"ftypavif", b"ftypavis")
_HEIC = (b"ftypheic", b"ftypheix", b"ftypheim", b"ftypheis", b"ftyphevc", b"ftyphevx", b"ftypmif1", b"ftypmsf1")
#: PCX: its mark, a version, and that it is packed.
_PCX = tuple(bytes((10, version, 1)) for version in (0, 2, 3, 4, 5))


def is_image(head: bytes, suffix: str = "") -> bool:
    """Whether a file that begins like this is a picture; one that moves counts as one.

    Parameters
    ----------
    head
        The first bytes.
    suffix
        Of its name: a TGA begins like nothing in particular.
    """
    if head.startswith(_IMAGE_STARTS) or is_heic(head) or is_for_pillow(head, suffix):
        return True
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def is_heic(head: bytes) -> bool:
    """Whether a file that begins like this is a HEIC picture; they share a mark with AVIF."""
    return head[4:12] in _HEIC and b"avif" not in head[12:64]


def is_for_pillow(head: bytes, suffix: str) -> bool:
    """Whether this is a picture that Pillow reads better than OpenCV, or alone."""
    avif = head[4:12] in _AVIF or (head[4:12] == b"ftypmif1" and b"avif" in head[12:64])
    return avif or head.startswith(_PCX) or suffix.lower() == ".tga"


def check_file(path: Path) -> bytes:
    """Return the first bytes of a file that may be a picture or a video.

    Raises
    ------
    SourceError
        If it is not there, is a folder, may not be read, is empty, or is a text; or if OpenCV cannot be given its name.
    """
    _check_name(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError as error:
        msg = f"{path} does not exist. Check the name, or choose another file."
        raise SourceError(msg) from error
    except IsADirectoryError as error:
        msg = f"{path} is a folder. Choose a video or a picture in it."
        raise SourceError(msg) from error
    except OSError as error:
        what = "is a folder" if path.is_dir() else f"cannot be read ({error.strerror or error})"
        msg = f"{path} {what}. Check its permissions, or choose another file."
        raise SourceError(msg) from error
    if not head:
        msg = f"{path.name} is empty (zero bytes). Copy or record it again."
        raise SourceError(msg)
    if _is_text(head):
        # FFmpeg would show a text as a video of a terminal.
        msg = f"{path.name} is a text, not a video or a picture. Choose another file."
        raise SourceError(msg)
    return head


def _check_name(path: Path) -> None:
    """Refuse what is no UTF-8, as old archives leave it behind: OpenCV ends the process over it."""
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError as error:
        shown = path.name.encode(errors="replace").decode()
        msg = f"{shown} cannot be opened: its name, or that of its folder, is not UTF-8. Rename it."
        raise SourceError(msg) from error


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"P1", b"P2", b"P3") and head[2:3].isspace():
        return False
    return all(byte >= 32 or byte in _TEXT_CONTROLS for byte in head) and _is_utf8(head)


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The last character may be cut.
        return error.start >= len(head) - 3
    return True
