"""Pipelines for analyses that find what a test says."""

from fake_faces import SPEC, FakeRecogniser, face, pipeline_of

from fer_core.session.columns import table_of

FRAMES = 12
HEADER = [cells.column.name for cells in table_of(pipeline_of([]).description)]


def scripted(script, spec=SPEC):
    """Return a factory whose pipeline finds what the script says."""

    def make(model=None, *, still=False):
        return pipeline_of(script, FakeRecogniser(spec), still=still)

    return make


def always_a_face(model=None, *, still=False):
    return scripted([[face(200, 100)]] * 1000)(model, still=still)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())
