"""The two treks of the demo album: who walked where on which day, in what weather.

A day is (date, season, ((place, local hour), ...), weather by share of the photos, photos). Dates are plausible for the season,
stages and altitudes are those of the usual trek; nobody walked them.
"""

from __future__ import annotations

CLEAR = {"clear": 0.85, "clouds": 0.15}
FAIR = {"clear": 0.6, "clouds": 0.4}
MIXED = {"clear": 0.3, "clouds": 0.45, "overcast": 0.25}
FOGGY = {"fog": 0.5, "overcast": 0.35, "clouds": 0.15}
SNOWY = {"snowfall": 0.55, "overcast": 0.3, "fog": 0.15}

DAYS = [
    (
        "2023-10-26",
        "autumn",
        (("Lukla", 8.3), ("Cheplung", 9.6), ("Ghat", 11.2), ("Phakding", 13.0), ("Phakding", 17.2)),
        FAIR,
        15,
    ),
    (
        "2023-10-27",
        "autumn",
        (
            ("Phakding", 5.9),
            ("Benkar", 8.6),
            ("Monjo", 10.3),
            ("Jorsalle", 11.4),
            ("Hillary Bridge", 12.3),
            ("Namche Bazaar", 15.5),
            ("Namche Bazaar", 17.9),
        ),
        FAIR,
        19,
    ),
    (
        "2023-10-28",
        "autumn",
        (
            ("Namche Bazaar", 5.4),
            ("Syangboche", 7.6),
            ("Everest View", 8.9),
            ("Khumjung", 11.4),
            ("Namche Bazaar", 16.7),
            ("Namche Bazaar", 19.5),
        ),
        CLEAR,
        19,
    ),
    (
        "2023-10-29",
        "autumn",
        (("Namche Bazaar", 7.2), ("Kyangjuma", 9.5), ("Phunki Tenga", 11.6), ("Tengboche", 14.4), ("Tengboche", 17.3)),
        FAIR,
        18,
    ),
    (
        "2023-10-30",
        "autumn",
        (
            ("Tengboche", 5.3),
            ("Deboche", 7.8),
            ("Pangboche", 10.2),
            ("Somare", 12.0),
            ("Dingboche", 15.3),
            ("Dingboche", 17.5),
        ),
        CLEAR,
        20,
    ),
    (
        "2023-10-31",
        "autumn",
        (("Dingboche", 6.0), ("Nangkartshang path", 8.8), ("Dingboche", 12.4), ("Chukhung", 15.2), ("Dingboche", 19.8)),
        FAIR,
        18,
    ),
    (
        "2023-11-01",
        "autumn",
        (("Dingboche", 7.4), ("Dughla", 11.2), ("Thukla Pass", 12.6), ("Lobuche", 15.2), ("Lobuche", 17.1)),
        SNOWY,
        18,
    ),
    (
        "2023-11-02",
        "autumn",
        (
            ("Lobuche", 5.9),
            ("Lobuche Pass", 8.4),
            ("Gorak Shep", 10.3),
            ("Base Camp path", 12.2),
            ("Everest Base Camp", 13.8),
            ("Gorak Shep", 17.0),
        ),
        CLEAR,
        21,
    ),
    (
        "2023-11-03",
        "autumn",
        (
            ("Gorak Shep", 4.4),
            ("Kala Patthar path", 5.4),
            ("Kala Patthar", 6.1),
            ("Kala Patthar", 7.2),
            ("Gorak Shep", 9.6),
            ("Lobuche", 12.6),
            ("Pheriche", 16.9),
        ),
        CLEAR,
        23,
    ),
    (
        "2023-11-04",
        "autumn",
        (
            ("Pheriche", 7.0),
            ("Orsho", 8.8),
            ("Pangboche", 10.8),
            ("Tengboche", 13.4),
            ("Kyangjuma", 15.9),
            ("Namche Bazaar", 18.4),
        ),
        FOGGY,
        17,
    ),
    (
        "2023-11-05",
        "autumn",
        (("Namche Bazaar", 6.2), ("Hillary Bridge", 9.5), ("Monjo", 11.0), ("Phakding", 13.2), ("Lukla", 16.8)),
        MIXED,
        16,
    ),
    ("2024-05-08", "spring", (("Lukla", 7.8), ("Ghat", 10.4), ("Phakding", 12.8), ("Monjo", 16.4)), MIXED, 13),
    (
        "2024-05-09",
        "spring",
        (("Monjo", 7.4), ("Hillary Bridge", 9.2), ("Namche Bazaar", 13.2), ("Namche Bazaar", 18.3)),
        FAIR,
        13,
    ),
    (
        "2024-05-11",
        "spring",
        (("Namche Bazaar", 7.3), ("Kyangjuma", 9.4), ("Mong La", 11.2), ("Dole", 15.1), ("Dole", 17.9)),
        FOGGY,
        13,
    ),
    ("2024-05-12", "spring", (("Dole", 6.5), ("Machermo", 10.5), ("Gokyo", 15.0), ("Gokyo", 18.2)), FAIR, 15),
    (
        "2024-05-13",
        "spring",
        (
            ("Gokyo", 4.9),
            ("Gokyo Ri path", 6.2),
            ("Gokyo Ri path", 8.0),
            ("Gokyo", 11.0),
            ("Thangnak", 16.2),
            ("Thangnak", 20.3),
        ),
        CLEAR,
        19,
    ),
    ("2024-05-14", "spring", (("Thangnak", 5.0), ("Dzonglha", 12.2), ("Dughla", 15.6), ("Lobuche", 18.2)), SNOWY, 15),
    (
        "2024-05-15",
        "spring",
        (
            ("Lobuche", 6.2),
            ("Gorak Shep", 9.8),
            ("Everest Base Camp", 13.0),
            ("Kala Patthar", 18.0),
            ("Gorak Shep", 20.5),
        ),
        CLEAR,
        19,
    ),
    (
        "2024-05-16",
        "spring",
        (("Gorak Shep", 5.4), ("Thukla Pass", 10.0), ("Pheriche", 13.0), ("Pangboche", 16.6)),
        MIXED,
        14,
    ),
    (
        "2024-05-17",
        "spring",
        (("Pangboche", 7.2), ("Tengboche", 10.0), ("Phunki Tenga", 12.0), ("Namche Bazaar", 16.0), ("Lukla", 19.2)),
        FAIR,
        15,
    ),
]

# Local solar hours in Nepal time: (from, time of day), for autumn; in spring the sun rises 50 minutes earlier and sets 75 later.
HOURS = (
    (0.0, "night"),
    (5.1, "dawn"),
    (5.85, "alpenglow"),
    (6.5, "morning"),
    (10.6, "noon"),
    (13.4, "afternoon"),
    (16.3, "sunset"),
    (16.95, "alpenglow"),
    (17.35, "dusk"),
    (18.1, "night"),
)


def time_of_day(hour: float, season: str) -> str:
    """The name of a local clock hour's light."""
    if season == "spring":
        hour = hour + 0.8 if hour < 10 else hour - 1.2 if hour > 14.6 else hour
    return [name for start, name in HOURS if hour >= start][-1]


def objects_for(place: str, altitude: float) -> tuple[str, ...]:
    """What a walker may have before the lens at a place."""
    found = ["prayer_flags", "person", "group", "helicopter", "yak"]
    if altitude < 3950:
        found += ["forest", "stupa", "village", "suspension_bridge", "river"]
    elif altitude < 4500:
        found += ["stupa", "village", "river", "tent", "lake", "suspension_bridge"]
    else:
        found += ["tent", "tent", "lake", "frozen_lake", "frozen_lake", "village", "stupa"]
    if place in ("Gokyo", "Gokyo Ri path", "Thangnak", "Dzonglha", "Chukhung"):
        found += ["lake", "frozen_lake"]
    if place in ("Hillary Bridge", "Jorsalle", "Benkar", "Phunki Tenga", "Monjo"):
        found += ["suspension_bridge"] * 3 + ["river"] * 2
    return tuple(found)
