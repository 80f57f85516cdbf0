"""Renders the demo album: `python demo/album.py` (from the repository's root; about ten minutes on two cores).

Photos of two treks, one folder a day, with EXIF as a phone writes it: place, height, compass with its error, lens, time. Some lack
place or direction, some are stored turned, some come in bursts, a few are screenshots or forwarded pictures without any EXIF.
Everything follows from SEED. What each photo shows goes into album/labels.jsonl.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import piexif
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.itinerary import DAYS, objects_for, time_of_day  # noqa: E402
from demo.world import Conditions, View, render  # noqa: E402
from demo.world import geo  # noqa: E402
from demo.world.places import PLACES  # noqa: E402
from demo.world.sampling import aim, stand  # noqa: E402
from demo.world.terrain import world  # noqa: E402

SEED = 20231026  # training never uses it
OUT = Path(__file__).parent / "album"
LONG, SHORT = 1024, 768
# Half the long side of a 4:3 picture in millimetres of the 35 mm format (diagonal 43.27 mm), as CIPA DCG-001 defines the equivalence.
HALF_LONG_MM = 0.5 * 43.27 * 0.8
LENSES = ((14, 0.06), (26, 0.50), (35, 0.12), (48, 0.17), (77, 0.12), (120, 0.03))
OFFSET = "+05:45"
# People photograph the mountains they have heard of.
FAME = {"mount-everest": 8, "ama-dablam": 9, "lhotse": 4, "nuptse": 4, "pumori": 4, "cho-oyu": 4, "makalu": 4, "thamserku": 2, "cholatse": 2.5, "island-peak": 5, "kangtega": 2,
        "kwangde-ri": 2, "arakam-tse": 2, "phari-lapcha": 2, "kyajo-ri": 2}
# Hours of good light, which draw the camera out: dawn, first light, sunset, last light, dusk, stars.
GOLDEN = {"autumn": (4.7, 5.5, 6.1, 16.5, 17.1, 17.6, 19.3), "spring": (3.9, 4.6, 5.3, 17.9, 18.3, 18.9, 20.4)}


@dataclass(frozen=True)
class Shot:
    """One photo to be taken: everything that is decided before rendering."""

    file: str
    place: str
    view: View
    conditions: Conditions
    when: datetime
    portrait: bool
    orientation: int
    f35: int
    seed: int
    kind: str = "phone"  # phone, screenshot, forwarded
    gps: bool = True
    direction: bool = True
    compass_error: float = 0.0
    burst: str | None = None
    noise: tuple[float, float, float, float] = field(default=(0.0, 0.0, 0.0, 5.0))  # east, north, up, stated error: metres


def hfov_of(f35: int, portrait: bool) -> float:
    """Horizontal field of view in degrees of an upright picture through a lens."""
    return 2 * math.degrees(math.atan(HALF_LONG_MM * (0.75 if portrait else 1.0) / f35))


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
        if o in chosen or (o in water and water & set(chosen)) or (o == "helicopter" and weather in ("fog", "snowfall")):
            continue
        if {"person", "group"} <= {o, *chosen} or {"suspension_bridge", "village"} <= {o, *chosen} or {"suspension_bridge", "tent"} <= {o, *chosen}:
            continue
        chosen.append(o)
    for o in chosen:
        used[o] = used.get(o, 0) + 1
    return tuple(chosen)


def _compass_error(rng, bias: float) -> float:
    """A phone's compass: median size 3°, heavy tails, cut at 13°."""
    return float(np.clip(bias + 2.4 * rng.standard_t(3), -13, 13))


def plan() -> list[Shot]:
    """All photos of the album, in the order of their taking."""
    rng = np.random.default_rng(SEED)
    shots: list[Shot] = []
    used: dict[str, int] = {}
    number = 1000
    for date, season, stops, weathers, count in DAYS:
        bias = rng.normal(2.0, 0.8)
        snow_line = rng.normal(5380 if season == "autumn" else 5300, 80) if weathers.get("snowfall", 0) == 0 else rng.uniform(4000, 4500)
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
            view = View(lat, lon, z, bearing % 360, float(np.clip(pitch, -10, 28)), float(np.clip(rng.standard_t(3) * 1.0, -9, 9)), hfov)
            conditions = Conditions(time, weather, round(float(snow_line + rng.normal(0, 25))), objects, season)
            when = datetime.fromisoformat(date) + timedelta(seconds=int(hour * 3600), milliseconds=int(rng.integers(1000)))
            n = int(rng.integers(3, 6)) if rng.random() < 0.052 else 1
            seed = int(rng.integers(2**31))
            first = number
            for k in range(n):
                v = view if k == 0 else replace(view, bearing=(view.bearing + rng.normal(0, 0.012) * hfov) % 360, pitch=view.pitch + rng.normal(0, 0.3), roll=view.roll + rng.normal(0, 0.3))
                shots.append(_shot(rng, number, date, place, v, conditions, when + timedelta(seconds=k * 1.6), portrait, f35, seed, bias, f"burst-{first}" if n > 1 else None))
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
    return Shot(f"{date}/{name}{suffix}", place, view, conditions, when, portrait, orientation, f35, seed, kind, gps, gps and rng.random() > 0.08, _compass_error(rng, bias), burst, tuple(float(v) for v in noise))


def _degrees(value: float):
    """Degrees as EXIF's three rationals."""
    value = abs(value)
    d, rest = int(value), (value - int(value)) * 60
    return ((d, 1), (int(rest), 1), (int(round((rest - int(rest)) * 60 * 10000)), 10000))


def gps_of(shot: Shot) -> dict | None:
    """What the phone believed: lat, lon, alt, direction (None without), stated error in metres."""
    if not shot.gps:
        return None
    x, y = geo.to_xy(shot.view.lat, shot.view.lon)
    lat, lon = geo.to_latlon(x + shot.noise[0], y + shot.noise[1])
    direction = round((shot.view.bearing + shot.compass_error) % 360, 2) if shot.direction else None
    return {"lat": round(lat, 6), "lon": round(lon, 6), "alt": round(shot.view.alt + shot.noise[2], 1), "direction": direction, "hpos_err": round(shot.noise[3], 2)}


def exif_of(shot: Shot, width: int, height: int) -> bytes:
    """The EXIF block of a phone's photo; width and height as stored."""
    zeroth = {piexif.ImageIFD.Make: "Demo World", piexif.ImageIFD.Model: "Renderer", piexif.ImageIFD.Software: "demo/album.py", piexif.ImageIFD.Orientation: shot.orientation,
              piexif.ImageIFD.DateTime: f"{shot.when:%Y:%m:%d %H:%M:%S}"}
    stamp = f"{shot.when:%Y:%m:%d %H:%M:%S}"
    ex = {piexif.ExifIFD.DateTimeOriginal: stamp, piexif.ExifIFD.DateTimeDigitized: stamp, piexif.ExifIFD.SubSecTimeOriginal: f"{shot.when.microsecond // 1000:03d}",
          piexif.ExifIFD.OffsetTime: OFFSET, piexif.ExifIFD.OffsetTimeOriginal: OFFSET, piexif.ExifIFD.FocalLengthIn35mmFilm: shot.f35,
          piexif.ExifIFD.PixelXDimension: width, piexif.ExifIFD.PixelYDimension: height}
    g: dict = {}
    believed = gps_of(shot)
    if believed:
        utc = shot.when - timedelta(hours=5, minutes=45)
        g = {piexif.GPSIFD.GPSVersionID: (2, 3, 0, 0), piexif.GPSIFD.GPSLatitudeRef: "N", piexif.GPSIFD.GPSLatitude: _degrees(believed["lat"]), piexif.GPSIFD.GPSLongitudeRef: "E",
             piexif.GPSIFD.GPSLongitude: _degrees(believed["lon"]), piexif.GPSIFD.GPSAltitudeRef: 0, piexif.GPSIFD.GPSAltitude: (int(believed["alt"] * 10), 10),
             piexif.GPSIFD.GPSHPositioningError: (int(believed["hpos_err"] * 100), 100), piexif.GPSIFD.GPSDateStamp: f"{utc:%Y:%m:%d}",
             piexif.GPSIFD.GPSTimeStamp: ((utc.hour, 1), (utc.minute, 1), (utc.second, 1))}
        if believed["direction"] is not None:
            g |= {piexif.GPSIFD.GPSImgDirectionRef: "T", piexif.GPSIFD.GPSImgDirection: (int(round(believed["direction"] * 100)), 100)}
    return piexif.dump({"0th": zeroth, "Exif": ex, "GPS": g, "1st": {}, "thumbnail": None})


def _screenshot(picture: np.ndarray) -> Image.Image:
    """A phone's screen with the photo open in it: status line above, a strip of buttons below."""
    image = Image.fromarray(picture).resize((picture.shape[1] // 2, picture.shape[0] // 2), Image.LANCZOS)
    screen = Image.new("RGB", (image.width, image.height + 96), (14, 14, 16))
    screen.paste(image, (0, 40))
    d = ImageDraw.Draw(screen)
    d.text((14, 12), "9:41", fill=(230, 230, 230))
    d.rounded_rectangle([screen.width - 44, 13, screen.width - 16, 25], 3, outline=(230, 230, 230))
    for k in range(5):
        cx = int((k + 0.5) * screen.width / 5)
        d.ellipse([cx - 8, screen.height - 36, cx + 8, screen.height - 20], outline=(200, 200, 200), width=2)
    return screen.quantize(200, dither=Image.Dither.FLOYDSTEINBERG)


def take(shot: Shot) -> dict:
    """Renders, stores and labels one photo; the label as labels.jsonl has it."""
    w, h = (SHORT, LONG) if shot.portrait else (LONG, SHORT)
    picture, truth = render(shot.view, shot.conditions, w, h, shot.seed)
    path = OUT / shot.file
    path.parent.mkdir(parents=True, exist_ok=True)
    scale, shift = 1.0, 0.0
    if shot.kind == "screenshot":
        _screenshot(picture).save(path, optimize=True)
        scale, shift = 0.5, 40.0
    elif shot.kind == "forwarded":
        scale = 0.625
        Image.fromarray(picture).resize((int(w * scale), int(h * scale)), Image.LANCZOS).save(path, "JPEG", quality=72, optimize=True)
    else:
        turns = {1: 0, 3: 2, 6: 1, 8: 3}[shot.orientation]
        stored = Image.fromarray(np.ascontiguousarray(np.rot90(picture, turns)))
        exif = exif_of(shot, stored.width, stored.height)
        if path.suffix == ".webp":
            stored.save(path, "WEBP", quality=80, method=6, exif=exif)
        else:
            stored.save(path, "JPEG", quality=77, optimize=True, progressive=True, exif=exif)
    return _label(shot, truth, w, h, scale, shift)


def _certainty(peak: dict, width: int) -> str:
    size = peak["width_px"] / width
    if peak["visible"] >= 0.55 and size > 0.03:
        return "high"
    return "medium" if peak["visible"] >= 0.3 and size > 0.018 else "low"


NICE = {"prayer_flags": "prayer flags", "person": "a trekker", "group": "a group of trekkers", "tent": "tents", "yak": "yaks", "suspension_bridge": "a suspension bridge", "river": "a river",
        "lake": "a lake", "frozen_lake": "a frozen lake", "stupa": "a stupa", "village": "village houses", "helicopter": "a helicopter", "forest": "forest", "glacier": "a glacier"}


def _caption(shot: Shot, objects: list[str], peaks: list[dict]) -> str:
    c = shot.conditions
    sight = [geo.CATALOG[p["id"]].name for p in peaks if p["certainty"] != "low"][:2]
    first = " and ".join(NICE[o] for o in objects[:2]) if objects else ("a view of " + " and ".join(sight) if sight else "the trail")
    behind = f", {' and '.join(sight)} behind" if objects and sight else ""
    weather = {"clear": "", "clouds": ", clouds about", "overcast": ", overcast", "fog": ", in fog", "snowfall": ", in falling snow"}[c.weather]
    time = "at night" if c.time_of_day == "night" else f"at {c.time_of_day}" if c.time_of_day in ("dawn", "noon", "sunset", "dusk") else "in alpenglow" if c.time_of_day == "alpenglow" else f"in the {c.time_of_day}"
    text = f"{first} near {shot.place} {time}{behind}{weather}"
    return text[0].upper() + text[1:]


def _label(shot: Shot, truth: dict, w: int, h: int, scale: float, shift: float) -> dict:
    peaks = []
    for p in truth["peaks"]:
        if 0 <= p["x"] < w and 0 <= p["y"] < h:
            peaks.append({"id": p["id"], "certainty": _certainty(p, w), "x": round(p["x"] * scale, 1), "y": round(p["y"] * scale + shift, 1), "bearing": p["bearing"], "dist_km": p["dist_km"],
                          "height_deg": p["height_deg"], "visible": p["visible"]})
    objects = [o["tag"] for o in truth["objects"]]
    c = shot.conditions
    v = truth["view"]
    label = {"file": shot.file, "caption": _caption(shot, objects, peaks), "tags": [*objects, c.weather, c.time_of_day], "peaks_status": "labelled" if peaks else "none", "peaks": peaks,
             "weather": c.weather, "time_of_day": c.time_of_day, "season": c.season, "snow_line_m": c.snow_line_m, "objects": truth["objects"], "place": shot.place, "kind": shot.kind,
             "width": int(w * scale), "height": int(h * scale) + (96 if shot.kind == "screenshot" else 0), "orientation": shot.orientation,
             "camera": {"lat": round(v["lat"], 6), "lon": round(v["lon"], 6), "alt": round(v["alt"], 1), "bearing": round(v["bearing"], 2), "hfov_deg": round(v["hfov_deg"], 2)}}
    if shot.burst:
        label["burst"] = shot.burst
    if gps_of(shot):
        label["gps"] = gps_of(shot)
    if shot.kind == "phone":
        label |= {"time_local": f"{shot.when:%Y-%m-%dT%H:%M:%S}.{shot.when.microsecond // 1000:03d}{OFFSET}", "f35": shot.f35}
    return label


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", type=int, default=0, help="render just the first N photos")
    arguments.add_argument("--every", type=int, default=1, help="render every Nth photo")
    arguments.add_argument("--workers", type=int, default=2)
    options = arguments.parse_args()
    world()  # built once, before the workers start
    shots = plan()[:: options.every]
    shots = shots[: options.only] if options.only else shots
    labels = []
    with Pool(options.workers) as pool:
        for k, label in enumerate(pool.imap(take, shots, chunksize=4), 1):
            labels.append(label)
            if k % 20 == 0 or k == len(shots):
                print(f"{k} of {len(shots)} photos", flush=True)
    (OUT / "labels.jsonl").write_text("".join(json.dumps(label, ensure_ascii=False) + "\n" for label in labels), encoding="utf-8")


if __name__ == "__main__":
    main()
