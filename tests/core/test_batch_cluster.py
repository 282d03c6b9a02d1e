"""A batch by dask.distributed: on the workers of a scheduler, or a sentence that says why not."""

import socket
import sys
import time

import pytest
from batches import Watch, a_small_face, read, tables, write_tiny_films

from fer_core.batch import cluster as module
from fer_core.batch.analyst import Recipe
from fer_core.batch.cluster import cluster
from fer_core.errors import FerError


@pytest.fixture
def films(tmp_path):
    return write_tiny_films(tmp_path / "films")


def test_without_the_extra_one_sentence_says_which_to_install(films, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(FerError, match=r"pip install 'fer-live\[cluster\]'"):
        read(films, tmp_path / "out", engine=cluster, address="127.0.0.1:1")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense", "tcp://nowhere.invalid:8786", "bad://x"])
def test_an_address_where_nobody_answers_is_told_within_seconds(films, tmp_path, monkeypatch, address, capfd):
    pytest.importorskip("distributed")
    monkeypatch.setattr(module, "_ANSWER_S", 1)
    start_t = time.monotonic()
    with pytest.raises(FerError) as told:
        read(films, tmp_path / "out", engine=cluster, address=address)
    assert time.monotonic() - start_t < 20
    assert f"No dask scheduler answers at {address}." in str(told.value)
    assert capfd.readouterr() == ("", "")


def test_somebody_else_who_answers_is_no_scheduler(films, tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(module, "_ANSWER_S", 1)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(FerError, match="No dask scheduler answers"):
        read(films, tmp_path / "out", engine=cluster, address=f"127.0.0.1:{server.getsockname()[1]}")


@pytest.fixture
def local():
    """A scheduler in this process."""
    distributed = pytest.importorskip("distributed")

    def started(workers):
        made.append(
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp"
            )
        )
        return made[0].scheduler_address

    made = []
    yield started
    for one in made:
        one.close()


def test_workers_write_what_one_process_does_and_failures_come_back(films, tmp_path, local):
    (films / "bad.mp4").write_bytes(b"This is a text.\n" * 20)
    here, there = tmp_path / "here", tmp_path / "there"
    expected = read(films, here)
    watch = Watch()
    found = read(films, there, engine=cluster, watch=watch, address=local(2))
    assert tables(there) == tables(here)
    assert {name: (report.status, report.error) for name, report in found.items()} == {
        name: (report.status, report.error) for name, report in expected.items()
    }
    assert {name: report.path for name, report in found.items()} == {name: films / name for name in found}


def test_a_scheduler_without_workers_is_told(films, tmp_path, monkeypatch, local):
    monkeypatch.setattr(module, "_WORKERS_S", 1)
    address = local(0)
    with pytest.raises(FerError, match=f"The dask scheduler at {address} has no workers"):
        read(films, tmp_path / "out", engine=cluster, address=address)


def test_who_stops_is_not_kept_waiting(films, tmp_path, local):
    watch = Watch(stops=lambda: True)
    with pytest.raises(KeyboardInterrupt):
        read(films, tmp_path / "out", Recipe(make=a_small_face), cluster, watch, address=local(1))
