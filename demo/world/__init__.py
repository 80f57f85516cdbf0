"""The demo world: a Khumbu modelled by code, and a camera to photograph it.

`sample(rng)` draws a random plausible photo, `render(view, conditions, width, height, seed)` takes it.
"""

from . import geo
from .model import OBJECTS, TIMES_OF_DAY, WEATHERS, Conditions, View
from .renderer import Truth, render
from .sampling import sample

__all__ = ["OBJECTS", "TIMES_OF_DAY", "WEATHERS", "Conditions", "Truth", "View", "geo", "render", "sample"]
