"""The shipped model files and their checksums."""

import hashlib
import json
from collections.abc import Mapping

from fer_core.errors import FerError, ModelError
from fer_core.places import MODELS

MANIFEST_FILE = "manifest.json"


def checksums() -> Mapping[str, str]:
    """Return the sha256 (hexadecimal) of every shipped model file, by name.

    Raises
    ------
    ModelError
        If the manifest is missing or damaged.
    """
    try:
        text = (MODELS / MANIFEST_FILE).read_text("utf-8")
        return {str(name): str(entry["sha256"]) for name, entry in json.loads(text)["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        msg = f"The list of fer-live's model files ({MANIFEST_FILE}) is missing or damaged. Install fer-live again."
        raise ModelError(msg) from error


def read_checked(name: str, error_type: type[FerError] = ModelError) -> bytes:
    """Return a shipped model file after comparing it with its checksum.

    Parameters
    ----------
    name
        File name in the folder of models.
    error_type
        What to raise about the file itself.

    Raises
    ------
    FerError
        Of type ``error_type`` if the file is missing, not listed, or not the one that was shipped.
    """
    expected = checksums().get(name)
    try:
        content = (MODELS / name).read_bytes()
    except OSError as error:
        msg = f"fer-live's model file {name} is missing or cannot be read. Install fer-live again."
        raise error_type(msg) from error
    if hashlib.sha256(content).hexdigest() != expected:
        msg = f"fer-live's model file {name} is damaged: its checksum is not the shipped one. Install fer-live again."
        raise error_type(msg)
    return content
