"""A peak's prototype, as the product makes it: the mean of its prompts' unit vectors, minus a quarter of the anti-concept."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

PROMPTS = ('a photo of {name}', '{name} mountain', '{name} peak', 'a photo of {name} in the Himalaya')
ANTI_CONCEPT = 'painting, illustration, poster, map, logo'
ANTI_WEIGHT = 0.25


def prototype(prompts: Tensor, anti: Tensor) -> Tensor:
    """prompts [peaks, prompts, dims] and anti [dims], unit vectors -> unit vectors [peaks, dims]."""
    mean = F.normalize(prompts.mean(dim=1), dim=1)
    return F.normalize(mean - ANTI_WEIGHT * anti, dim=1)
