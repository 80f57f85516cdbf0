"""Renders the demo album: `python demo/album.py` (from the repository's root; about ten minutes on two cores).

Photos of two treks, one folder a day, with EXIF as a phone writes it: place, height, compass with its error, lens, time. Some lack
place or direction, some are stored turned, some come in bursts, a few are screenshots or forwarded pictures without any EXIF.
Everything follows from SEED. What each photo shows goes into album/labels.jsonl. With `--seed` and `--out` it takes other
photos on the same treks, which nobody stores: constants are fitted on such albums, so that this one can judge them.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.itinerary import DAYS, objects_for, time_of_day  # noqa: E402
from demo.labels import label_of  # noqa: E402
from demo.phone import Shot, exif_of, hfov_of, screenshot  # noqa: E402
from demo.world import Conditions, View, geo, render  # noqa: E402
from demo.world.places import PLACES  # noqa: E402
from demo.world.sampling import aim, stand  # noqa: E402
from demo.world.terrain import world  # noqa: E402

SEED = 20231026  # training never uses it
OUT = Path(__file__).parent / "album"
LONG, SHORT = 1024, 768
LENSES = ((14, 0.06), (26, 0.50), (35, 0.12), (48, 0.17), (77, 0.12), (120, 0.03))
# People photograph the mountains they have heard of.
FAME = {
    "mount-everest": 8,
    "ama-dablam": 9,
    "lhotse": 4,
    "nuptse": 4,
    "pumori": 4,
    "cho-oyu": 4,
    "makalu": 4,
    "thamserku": 2,
    "cholatse": 2.5,
    "island-peak": 5,
    "kangtega": 2,
    "kwangde-ri": 2,
    "arakam-tse": 2,
    "phari-lapcha": 2,
    "kyajo-ri": 2,
}
# Hours of good light, which draw the camera out: dawn, first light, sunset, last light, dusk, stars.
GOLDEN = {"autumn": (4.7, 5.5, 6.1, 16.5, 17.1, 17.6, 19.3), "spring": (3.9, 4.6, 5.3, 17.9, 18.3, 18.9, 20.4)}


def _pick(rng, table):
    names, weights = zip(*table)
    w = np.array(weights, float)
    return names[int(rng.choice(len(names), p=w / w.sum()))]


def _where(stops, hour: float):
    """Place name and local metres at an hour, on the straight way between two stops."""
    for (a, ha), (b, hb) in zip(stops, stops[1:]):
        if hour <= hb:
            t = min(1.0, max(0.0, (hour - ha) / max(0.1, hb - ha)))
            (la, lo, _), (lb, lp, _) = PLACES[a], PLACES[b]
            return (a if t < 0.5 else b), geo.to_xy(la + (lb - la) * t, lo + (lp - lo) * t)
    return stops[-1][0], geo.to_xy(*PLACES[stops[-1][0]][:2])


def _objects(rng, place: str, altitude: float, time: str, weather: str, used: dict[str, int]) -> tuple[str, ...]:
    """Up to three things for the foreground; those photographed least so far come first."""
    options = objects_for(place, altitude)
    chosen: list[str] = []
    for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.30, 0.46, 0.20, 0.04]))):
        w = np.array([1.0 / (1 + used.get(o, 0)) ** 1.3 for o in options])
        o = options[int(rng.choice(len(options), p=w / w.sum()))]
        water = {"lake", "frozen_lake", "river"}
        if (
            o in chosen
            or (o in water and water & set(chosen))
            or (o == "helicopter" and weather in ("fog", "snowfall"))
        ):
            continue
        if (
            {"person", "group"} <= {o, *chosen}
            or {"suspension_bridge", "village"} <= {o, *chosen}
            or {"suspension_bridge", "tent"} <= {o, *chosen}
        ):
            continue
        chosen.append(o)
    for o in chosen:
        used[o] = used.get(o, 0) + 1
    return tuple(chosen)


def _compass_error(rng, bias: float) -> float:
    """A phone's compass: median size 3°, heavy tails, cut at 13°."""
    return float(np.clip(bias + 2.4 * rng.standard_t(3), -13, 13))


def plan(seed: int = SEED) -> list[Shot]:
    """All photos of the album, in the order of their taking."""
    rng = np.random.default_rng(seed)
    shots: list[Shot] = []
    used: dict[str, int] = {}
    number = 1000
    for date, season, stops, weathers, count in DAYS:
        bias = rng.normal(2.0, 0.8)
        snow_line = (
            rng.normal(5380 if season == "autumn" else 5300, 80)
            if weathers.get("snowfall", 0) == 0
            else rng.uniform(4000, 4500)
        )
        count = round(0.88 * count)  # 26 MB is what the album may weigh
        walked = rng.uniform(stops[0][1], stops[-1][1], count)
        golden = rng.choice(GOLDEN[season], count) + rng.uniform(-0.15, 0.15, count)
        hours = np.sort(np.where(rng.random(count) < 0.27, golden, walked))
        for hour in hours:
            place, (x, y) = _where(stops, hour)
            time, weather = time_of_day(hour, season), _pick(rng, weathers.items())
            portrait = rng.random() < 0.28
            z = world().ground(x, y) + 1.65
            objects = _objects(rng, place, z, time, weather, used)
            f35 = _pick(rng, LENSES)
            if objects and f35 > 50:
                f35 = 48
            bearing, pitch, _ = aim(rng, x, y, z, FAME)
            x, y, z = stand(rng, x, y, bearing, 180.0)
            if "suspension_bridge" in objects:
                z += 15.0
            hfov = hfov_of(f35, portrait)
            if f35 > 40:  # a long lens is pointed with care
                bearing += rng.normal(0, 0.06) * hfov
            lat, lon = geo.to_latlon(x, y)
            view = View(
                lat,
                lon,
                z,
                bearing % 360,
                float(np.clip(pitch, -10, 28)),
                float(np.clip(rng.standard_t(3) * 1.0, -9, 9)),
                hfov,
            )
            conditions = Conditions(time, weather, round(float(snow_line + rng.normal(0, 25))), objects, season)
            when = datetime.fromisoformat(date) + timedelta(
                seconds=int(hour * 3600), milliseconds=int(rng.integers(1000))
            )
            n = int(rng.integers(3, 6)) if rng.random() < 0.052 else 1
            picture_seed = int(rng.integers(2**31))
            first = number
            for k in range(n):
                v = (
                    view
                    if k == 0
                    else replace(
                        view,
                        bearing=(view.bearing + rng.normal(0, 0.012) * hfov) % 360,
                        pitch=view.pitch + rng.normal(0, 0.3),
                        roll=view.roll + rng.normal(0, 0.3),
                    )
                )
                shots.append(
                    _shot(
                        rng,
                        number,
                        date,
                        place,
                        v,
                        conditions,
                        when + timedelta(seconds=k * 1.6),
                        portrait,
                        f35,
                        picture_seed,
                        bias,
                        f"burst-{first}" if n > 1 else None,
                    )
                )
                number += int(rng.choice([1, 1, 1, 2, 3])) if k == n - 1 else 1
    return shots


def _shot(rng, number, date, place, view, conditions, when, portrait, f35, seed, bias, burst) -> Shot:
    kind, suffix, name = "phone", ".JPG", f"IMG_{number:04d}"
    r = rng.random()
    if burst is None and r < 0.022:
        kind, suffix, name = "screenshot", ".PNG", f"Screenshot_{when:%Y%m%d-%H%M%S}"
    elif burst is None and r < 0.045:
        kind, suffix, name = "forwarded", ".jpg", f"IMG-{when:%Y%m%d}-WA{number % 10000:04d}"
    elif burst is None and r < 0.085:
        suffix = ".webp"
    orientation = 1
    if kind == "phone" and suffix == ".JPG":
        if portrait:
            orientation = int(rng.choice([1, 6, 6, 8]))
        elif rng.random() < 0.06:
            orientation = 3
    noise = (*(rng.normal(0, 5.0, 2)), rng.normal(0, 6.0), float(np.clip(rng.lognormal(1.7, 0.5), 3, 60)))
    gps = kind == "phone" and rng.random() > 0.07
    return Shot(
        f"{date}/{name}{suffix}",
        place,
        view,
        conditions,
        when,
        portrait,
        orientation,
        f35,
        seed,
        kind,
        gps,
        gps and rng.random() > 0.08,
        _compass_error(rng, bias),
        burst,
        tuple(float(v) for v in noise),
    )


def take(shot: Shot, out: Path = OUT) -> dict:
    """Renders, stores and labels one photo; the label as labels.jsonl has it."""
    w, h = (SHORT, LONG) if shot.portrait else (LONG, SHORT)
    picture, truth = render(shot.view, shot.conditions, w, h, shot.seed)
    path = out / shot.file
    path.parent.mkdir(parents=True, exist_ok=True)
    scale, shift = 1.0, 0.0
    if shot.kind == "screenshot":
        screenshot(picture).save(path, optimize=True)
        scale, shift = 0.5, 40.0
    elif shot.kind == "forwarded":
        scale = 0.625
        Image.fromarray(picture).resize((int(w * scale), int(h * scale)), Image.LANCZOS).save(
            path, "JPEG", quality=72, optimize=True
        )
    else:
        turns = {1: 0, 3: 2, 6: 1, 8: 3}[shot.orientation]
        stored = Image.fromarray(np.ascontiguousarray(np.rot90(picture, turns)))
        exif = exif_of(shot, stored.width, stored.height)
        if path.suffix == ".webp":
            stored.save(path, "WEBP", quality=80, method=6, exif=exif)
        else:
            stored.save(path, "JPEG", quality=77, optimize=True, progressive=True, exif=exif)
    return label_of(shot, truth, w, h, scale, shift)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", type=int, default=0, help="render just the first N photos")
    arguments.add_argument("--every", type=int, default=1, help="render every Nth photo")
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=SEED, help="another one takes other photos; needs --out")
    arguments.add_argument("--out", type=Path, default=OUT, help="folder to render into")
    options = arguments.parse_args()
    if options.seed != SEED and options.out == OUT:
        arguments.error("the stored album has its own seed: name another folder with --out")
    world()  # built once, before the workers start
    shots = plan(options.seed)[:: options.every]
    shots = shots[: options.only] if options.only else shots
    labels = []
    with Pool(options.workers) as pool:
        for k, label in enumerate(pool.imap(partial(take, out=options.out), shots, chunksize=4), 1):
            labels.append(label)
            if k % 20 == 0 or k == len(shots):
                print(f"{k} of {len(shots)} photos", flush=True)
    (options.out / "labels.jsonl").write_text(
        "".join(json.dumps(label, ensure_ascii=False) + "\n" for label in labels), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
