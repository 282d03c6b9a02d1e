"""What says raw things of faces: networks that read expressions, and whatever else is read from a face."""
