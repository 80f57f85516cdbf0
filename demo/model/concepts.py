"""What a caption can speak of, as predicates over a render's truth, and the words for it.

A *clause* is a statement about one photo with three values: 1 true, 0 false, 0.5 undecided (the loss leaves such
pairs out). It is the maximum over its strict atoms and half of its loose ones; a caption is the minimum over its clauses.
An atom is an object's tag, a weather, a time of day, or `peak:<id>`.

Words are lower case, because the tokenizer lower-cases. They live in `words.py`; this file holds the logic.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

TIMES_OF_DAY = ('night', 'dawn', 'alpenglow', 'morning', 'noon', 'afternoon', 'sunset', 'dusk')
WEATHERS = ('clear', 'clouds', 'overcast', 'fog', 'snowfall')
OBJECTS = (
    'prayer_flags', 'person', 'group', 'tent', 'yak', 'suspension_bridge', 'river', 'lake', 'frozen_lake', 'stupa',
    'village', 'helicopter', 'forest', 'glacier',
)  # fmt: skip

# A peak counts as shown when this share of its upper part is to be seen and its top 900 m fill this share of the picture's
# width (the album's labels call such a peak at least "medium"); below PEAK_HIDDEN it is not shown. Between the two nobody
# could say, so neither the loss nor the evaluation asks.
PEAK_SHOWN, PEAK_WIDE, PEAK_HIDDEN = 0.30, 0.018, 0.08
# An object smaller than this share of the frame is less than 8 x 8 pixels of a 224 x 224 input: too small to insist on.
OBJECT_SHOWN = 0.0012


@dataclass(frozen=True)
class Clause:
    """strict: any of these atoms makes it true. loose: any of these makes it undecided."""

    strict: tuple[str, ...]
    loose: tuple[str, ...] = ()


CLAUSES: dict[str, Clause] = {
    **{tag: Clause((tag,)) for tag in OBJECTS + WEATHERS + TIMES_OF_DAY},
    'person': Clause(('person',), ('group',)),
    'people': Clause(('person', 'group')),
    'lake': Clause(('lake', 'frozen_lake')),
    'open_lake': Clause(('lake',)),
    'water': Clause(('river', 'lake'), ('frozen_lake',)),
    'ice': Clause(('glacier', 'frozen_lake')),
    'clouds': Clause(('clouds',), ('overcast', 'fog')),
    'overcast': Clause(('overcast',), ('clouds', 'fog', 'snowfall')),
    'clear': Clause(('clear',)),
    'fair': Clause(('clear',), ('clouds',)),
    'bad_weather': Clause(('overcast', 'fog', 'snowfall')),
    # The hours run into each other: neighbours in the sky's colour are undecided, not false.
    'dawn': Clause(('dawn',), ('dusk',)),
    'dusk': Clause(('dusk',), ('dawn',)),
    'sunset': Clause(('sunset',), ('alpenglow',)),
    'alpenglow': Clause(('alpenglow',), ('sunset',)),
    'morning': Clause(('morning',), ('noon', 'afternoon')),
    'noon': Clause(('noon',), ('morning', 'afternoon')),
    'afternoon': Clause(('afternoon',), ('noon', 'morning')),
    'daytime': Clause(('morning', 'noon', 'afternoon')),
    'twilight': Clause(('dawn', 'dusk')),
    'warm_light': Clause(('alpenglow', 'sunset')),
    'always': Clause(('always',)),
    'never': Clause(()),
    'any_peak': Clause(('any_peak',), ('always',)),
}

HIGH_FOUR = ('mount-everest', 'lhotse', 'makalu', 'cho-oyu')


class TruthTable:
    """The value of every clause for every photo: `values[clause, photo]` in {0, 0.5, 1}, float32.

    `peak_ids` are the peaks of the world; a clause for a peak outside it is `never`.
    """

    def __init__(self, truths: list[dict], peak_ids: list[str]):
        self.peak_ids = list(peak_ids)
        clauses = dict(CLAUSES)
        for peak in peak_ids:
            clauses[f'peak:{peak}'] = Clause((f'peak:{peak}',))
        clauses['high_four'] = Clause(tuple(f'peak:{peak}' for peak in HIGH_FOUR if peak in peak_ids))
        self.index = {name: row for row, name in enumerate(clauses)}
        self.values = np.zeros((len(clauses), len(truths)), np.float32)
        atoms = [atoms_of(truth) for truth in truths]
        for name, row in self.index.items():
            clause = clauses[name]
            for column, atom in enumerate(atoms):
                strict = max((atom.get(key, 0.0) for key in clause.strict), default=0.0)
                loose = max((atom.get(key, 0.0) for key in clause.loose), default=0.0)
                self.values[row, column] = max(strict, 0.5 if loose > 0 else 0.0)

    def caption(self, clause_ids: np.ndarray, photos: np.ndarray) -> np.ndarray:
        """clause_ids [captions, clauses] (padded with `always`), photos [n] -> values [captions, n]."""
        return self.values[clause_ids][:, :, photos].min(axis=1)


def atoms_of(truth: dict) -> dict[str, float]:
    """The atoms of one render's truth with their value, 1 or 0.5; an atom that is not named is false."""
    atoms: dict[str, float] = {'always': 1.0, truth['weather']: 1.0, truth['time_of_day']: 1.0}
    for thing in truth['objects']:
        value = 1.0 if thing['area'] >= OBJECT_SHOWN else 0.5
        atoms[thing['tag']] = max(value, atoms.get(thing['tag'], 0.0))
    for peak in truth['peaks']:
        if peak['visible'] < PEAK_HIDDEN:
            continue
        value = 1.0 if is_shown(peak, truth['view']) else 0.5
        atoms[f"peak:{peak['id']}"] = value
        if value == 1.0:
            atoms['any_peak'] = 1.0
    return atoms


def is_shown(peak: dict, view: dict) -> bool:
    """Whether a peak of a render's truth is seen well enough and large enough to be named."""
    width = 0.9 / peak['dist_km'] / (2 * math.tan(math.radians(view['hfov_deg']) / 2))
    return peak['visible'] >= PEAK_SHOWN and width > PEAK_WIDE
