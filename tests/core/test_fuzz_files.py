"""Damaged films and pictures: nothing but a sentence may come of them, and that soon, and in little memory."""

import pytest
import samples

pytest.importorskip("resource", reason="needs a limit of memory")

import mutants

#: Of each film and picture; a long run is tests/bench/fuzz.py.
EACH = 20


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    return [*samples.films(folder), *samples.pictures(folder)]


@pytest.fixture
def reader():
    child = mutants.Reader(limit_s=15.0)
    yield child
    child.close()


def test_whole_files_are_read_without_a_note(whole, reader):
    for path in whole:
        verdict = reader.read("media", path)
        assert (path.name, verdict.crash, verdict.error) == (path.name, "", "")
        assert verdict.frames == (samples.FRAMES if path.name[0] in "ab" else 1)
        assert not [note for note in verdict.notes if "damaged" in note or "claims" in note or "breaks off" in note]


def test_damaged_files_end_in_a_sentence(whole, reader, tmp_path):
    found = []
    for number, path in enumerate(whole):
        data = path.read_bytes()
        for seed in range(EACH):
            bent = tmp_path / f"bent{path.suffix}"
            bent.write_bytes(mutants.mutated(data, 1000 * number + seed))
            verdict = reader.read("media", bent)
            if verdict.crash or verdict.grown_mb > mutants.MEMORY_BYTES / (1 << 20):
                found.append((path.name, seed, verdict))
            assert not verdict.error or verdict.error.endswith(".")
    assert found == []


def test_a_child_that_hangs_or_crashes_is_told(tmp_path):
    child = mutants.Reader(limit_s=0.0)
    path = tmp_path / "a.jpg"
    path.write_bytes(b"\xff\xd8\xff" + bytes(100))
    assert child.read("media", path).crash == "hang"
    child = mutants.Reader()
    assert child.read("no such kind", path).crash.startswith("KeyError")
    child.close()
