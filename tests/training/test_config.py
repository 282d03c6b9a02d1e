import json

import pytest

from fer_core.errors import DataError
from training.config import BEST, CONFIGS, FitConfig


@pytest.mark.parametrize("config", CONFIGS.values(), ids=str)
def test_recipes_survive_a_file(config):
    assert FitConfig.from_dict(json.loads(json.dumps(config.as_dict()))) == config


@pytest.mark.parametrize(
    "spoil", [lambda v: v.pop("lr"), lambda v: v.update(new=1), lambda v: v["encoder"].pop("kind")]
)
def test_a_recipe_of_another_version_is_refused(spoil):
    values = BEST.as_dict()
    spoil(values)
    with pytest.raises(DataError, match="recipe of this run is of another version"):
        FitConfig.from_dict(values)
