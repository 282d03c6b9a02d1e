"""Call fer-live as a terminal does."""

from app import cli


def run(capsys, *argv):
    """Return exit code, stdout and stderr of the command line."""
    try:
        code = cli.main([str(argument) for argument in argv])
    except SystemExit as end:
        code = end.code
    return (code, *capsys.readouterr())


def assert_one_sentence(stderr):
    (line,) = stderr.splitlines()
    assert line.startswith("fer-live: ")
    assert line.endswith(".")
    assert "Traceback" not in line
