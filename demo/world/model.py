"""The words of the demo world: what a camera is, what a moment is like, what may stand in the foreground."""

from __future__ import annotations

from dataclasses import dataclass

TIMES_OF_DAY = ("night", "dawn", "alpenglow", "morning", "noon", "afternoon", "sunset", "dusk")
WEATHERS = ("clear", "clouds", "overcast", "fog", "snowfall")
OBJECTS = (
    "prayer_flags",
    "person",
    "group",
    "tent",
    "yak",
    "suspension_bridge",
    "river",
    "lake",
    "frozen_lake",
    "stupa",
    "village",
    "helicopter",
    "forest",
    "glacier",
)


@dataclass(frozen=True)
class View:
    """A camera: degrees, metres above the sea, true bearing; pitch > 0 looks up, roll > 0 turns the camera clockwise."""

    lat: float
    lon: float
    alt: float
    bearing: float
    pitch: float
    roll: float
    hfov_deg: float


@dataclass(frozen=True)
class Conditions:
    """A moment: one of TIMES_OF_DAY, one of WEATHERS, the snow line in metres, some of OBJECTS, 'autumn' or 'spring'."""

    time_of_day: str
    weather: str
    snow_line_m: float
    objects: tuple[str, ...]
    season: str
