"""Labels of the demo album: the truth of a rendering, put as people speak of photos."""

from __future__ import annotations

from demo.phone import OFFSET, Shot, gps_of
from demo.world import geo


def _certainty(peak: dict, width: int) -> str:
    size = peak["width_px"] / width
    if peak["visible"] >= 0.55 and size > 0.03:
        return "high"
    return "medium" if peak["visible"] >= 0.3 and size > 0.018 else "low"


NICE = {
    "prayer_flags": "prayer flags",
    "person": "a trekker",
    "group": "a group of trekkers",
    "tent": "tents",
    "yak": "yaks",
    "suspension_bridge": "a suspension bridge",
    "river": "a river",
    "lake": "a lake",
    "frozen_lake": "a frozen lake",
    "stupa": "a stupa",
    "village": "village houses",
    "helicopter": "a helicopter",
    "forest": "forest",
    "glacier": "a glacier",
}


def _caption(shot: Shot, objects: list[str], peaks: list[dict]) -> str:
    c = shot.conditions
    sight = [geo.CATALOG[p["id"]].name for p in peaks if p["certainty"] != "low"][:2]
    first = (
        " and ".join(NICE[o] for o in objects[:2])
        if objects
        else ("a view of " + " and ".join(sight) if sight else "the trail")
    )
    behind = f", {' and '.join(sight)} behind" if objects and sight else ""
    weather = {
        "clear": "",
        "clouds": ", clouds about",
        "overcast": ", overcast",
        "fog": ", in fog",
        "snowfall": ", in falling snow",
    }[c.weather]
    time = (
        "at night"
        if c.time_of_day == "night"
        else f"at {c.time_of_day}"
        if c.time_of_day in ("dawn", "noon", "sunset", "dusk")
        else "in alpenglow"
        if c.time_of_day == "alpenglow"
        else f"in the {c.time_of_day}"
    )
    text = f"{first} near {shot.place} {time}{behind}{weather}"
    return text[0].upper() + text[1:]


def label_of(shot: Shot, truth: dict, w: int, h: int, scale: float, shift: float) -> dict:
    peaks = []
    for p in truth["peaks"]:
        if 0 <= p["x"] < w and 0 <= p["y"] < h:
            peaks.append(
                {
                    "id": p["id"],
                    "certainty": _certainty(p, w),
                    "x": round(p["x"] * scale, 1),
                    "y": round(p["y"] * scale + shift, 1),
                    "bearing": p["bearing"],
                    "dist_km": p["dist_km"],
                    "height_deg": p["height_deg"],
                    "visible": p["visible"],
                }
            )
    objects = [o["tag"] for o in truth["objects"]]
    c = shot.conditions
    v = truth["view"]
    label = {
        "file": shot.file,
        "caption": _caption(shot, objects, peaks),
        "tags": [*objects, c.weather, c.time_of_day],
        "peaks_status": "labelled" if peaks else "none",
        "peaks": peaks,
        "weather": c.weather,
        "time_of_day": c.time_of_day,
        "season": c.season,
        "snow_line_m": c.snow_line_m,
        "objects": truth["objects"],
        "place": shot.place,
        "kind": shot.kind,
        "width": int(w * scale),
        "height": int(h * scale) + (96 if shot.kind == "screenshot" else 0),
        "orientation": shot.orientation,
        "camera": {
            "lat": round(v["lat"], 6),
            "lon": round(v["lon"], 6),
            "alt": round(v["alt"], 1),
            "bearing": round(v["bearing"], 2),
            "hfov_deg": round(v["hfov_deg"], 2),
        },
    }
    if shot.burst:
        label["burst"] = shot.burst
    if gps_of(shot):
        label["gps"] = gps_of(shot)
    if shot.kind == "phone":
        label |= {
            "time_local": f"{shot.when:%Y-%m-%dT%H:%M:%S}.{shot.when.microsecond // 1000:03d}{OFFSET}",
            "f35": shot.f35,
        }
    return label
