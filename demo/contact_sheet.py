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


def main() -> None:
    labels = [json.loads(line) for line in (HERE / "album" / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    phone = [
        x for x in labels if x["kind"] == "phone" and x["weather"] in ("clear", "clouds") and x["width"] > x["height"]
    ]
    scenic = [
        x for x in phone if sum(p["certainty"] == "high" for p in x["peaks"]) > 1 or (x["objects"] and x["peaks"])
    ]
    _sheet(scenic[:: max(1, len(scenic) // 30)][:30], 6, HERE / "sheet-trek.webp")
    chosen = []
    for tag in SUBJECTS:
        having = [
            x
            for x in labels
            if x["kind"] == "phone"
            and tag in x["tags"]
            and x not in chosen
            and (tag in x["time_of_day"] or x["time_of_day"] not in ("night", "dusk"))
        ]
        area = {x["file"]: next((o["area"] for o in x["objects"] if o["tag"] == tag), 0.0) for x in having}
        chosen += sorted(having, key=lambda x: -min(area[x["file"]], 0.25) - 0.1 * (x["weather"] == "clear"))[:2]
    _sheet(chosen, 6, HERE / "sheet-subjects.webp")


if __name__ == "__main__":
    main()
