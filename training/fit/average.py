"""What is judged and exported: the mean of the weights over the last steps."""

import torch

from training.networks.classifier import Classifier


class Average:
    """Moving average of a model's weights, counted up from the start so that early epochs are not the initial ones."""

    def __init__(self, model: Classifier, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.weights = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: Classifier) -> None:
        """Take in the weights after one step."""
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        state = model.state_dict()
        floats = [name for name, value in state.items() if value.is_floating_point()]
        torch._foreach_lerp_([self.weights[n] for n in floats], [state[n] for n in floats], 1 - decay)
        for name, value in state.items():
            if not value.is_floating_point():
                self.weights[name].copy_(value)
