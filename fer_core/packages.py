"""Which packages are installed, and in which version."""

from importlib import metadata

#: Packages that fill the folder ``cv2``, each with what fer-live needs of it. The first one is fer-live's own
#: dependency, since mediapipe names it; assets/slim.txt takes the smallest one.
OPENCV = ("opencv-contrib-python", "opencv-python-headless", "opencv-python", "opencv-contrib-python-headless")


def version_of(package: str) -> str | None:
    """Return the version of an installed package, None if it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
