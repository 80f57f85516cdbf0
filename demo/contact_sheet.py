"""Draws contact sheets of the demo album: `python demo/contact_sheet.py`.

sheet-trek.webp: photos of the two treks in the order of the days; sheet-objects.webp: one column a subject.
"""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image, ImageOps

HERE = Path(__file__).parent
TILE = (240, 180)
SUBJECTS = (
    "prayer_flags",
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
    "snowfall",
    "fog",
    "night",
    "alpenglow",
    "sunset",
)
HOURS = ("night", "alpenglow", "sunset")


def _tile(label: dict) -> Image.Image:
    with Image.open(HERE / "album" / label["file"]) as image:
        return ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), TILE, Image.LANCZOS)


def _sheet(labels: list[dict], columns: int, path: Path) -> None:
    rows = -(-len(labels) // columns)
    sheet = Image.new("RGB", (columns * (TILE[0] + 4) + 4, rows * (TILE[1] + 4) + 4), (250, 250, 248))
    for k, label in enumerate(labels):
        sheet.paste(_tile(label), (4 + k % columns * (TILE[0] + 4), 4 + k // columns * (TILE[1] + 4)))
    for quality in range(82, 40, -6):
        sheet.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size < 390_000:
            return


def _first_of_bursts(labels: list[dict]) -> list[dict]:
    seen: set[str] = set()
    out = []
    for label in labels:
        burst = label.get("burst")
        if burst not in seen:
            out.append(label)
        if burst:
            seen.add(burst)
    return out


def _appeal(label: dict) -> float:
    """How well a photo stands for its day: clear summits, something in the foreground, light to see by."""
    summits = sum(p["visible"] for p in label["peaks"] if p["certainty"] == "high")
    foreground = sum(min(o["area"], 0.15) for o in label["objects"] if o["tag"] != "forest")
    light = {"night": 0.2, "dusk": 0.5, "dawn": 0.7}.get(label["time_of_day"], 1.0)
    return light * (min(summits, 3.0) + 6.0 * foreground)


def _best_of_days(labels: list[dict], count: int) -> list[dict]:
    """The most appealing photos, as many from each day as the count allows, in the order of their taking."""
    days: dict[str, list[dict]] = {}
    for label in labels:
        days.setdefault(label["file"].split("/")[0], []).append(label)
    ranked = [sorted(day, key=_appeal, reverse=True) for day in days.values()]
    rounds = [label for k in range(max(map(len, ranked))) for day in ranked for label in day[k : k + 1]]
    chosen = {label["file"] for label in rounds[:count]}
    return [label for label in labels if label["file"] in chosen]


def main() -> None:
    labels = [json.loads(line) for line in (HERE / "album" / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    phone = [x for x in _first_of_bursts(labels) if x["kind"] == "phone"]
    wide = [x for x in phone if x["width"] > x["height"]]
    _sheet(_best_of_days(wide, 36), 6, HERE / "sheet-trek.webp")
    chosen: list[dict] = []
    for tag in SUBJECTS:
        having = [x for x in wide if tag in x["tags"] and x not in chosen]
        if tag not in HOURS:
            having = [x for x in having if x["time_of_day"] not in ("night", "dusk")]
        area = {x["file"]: next((o["area"] for o in x["objects"] if o["tag"] == tag), 0.0) for x in having}
        chosen += sorted(having, key=lambda x: -6 * min(area[x["file"]], 0.25) - 0.4 * _appeal(x))[:2]
    _sheet(chosen, 6, HERE / "sheet-subjects.webp")


if __name__ == "__main__":
    main()
