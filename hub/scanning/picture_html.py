"""The map of a scan as one HTML file with an inline drawing; pointing at a place tells it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hub.scanning.picture import Drawing

WIDE, EDGE = 900.0, 40.0
LEVELS = ((0.5, "#4575b4"), (0.8, "#91bfdb"), (1.25, "#ffffbf"), (2.0, "#fc8d59"), (np.inf, "#d73027"))
STYLE = (
    "body{font:16px/1.5 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:2rem auto;max-width:60rem;"
    "padding:0 1rem;color:#1a1a1a;background:#fff}svg{width:100%;height:auto;border:1px solid #ccc}"
    "circle.place{stroke:#444;stroke-width:.5}circle.window{fill:none;stroke:#b2182b;stroke-width:2}"
    "text{fill:#b2182b;font-weight:700;paint-order:stroke;stroke:#fff;stroke-width:3px}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#16181c}text{stroke:#16181c}}"
)


def as_html(drawing: Drawing) -> str:
    """One page: the drawing, a key, and the clusters in words."""
    listed = "".join(f"<li>{escape(each.told)}</li>" for each in drawing.circles) or "<li>没有发现聚集。</li>"
    key = "　".join(f'<span style="color:{colour}">⬤</span> {_range(at)}' for at, (_, colour) in enumerate(LEVELS))
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>聚集扫描</title><style>{STYLE}</style><h1>聚集扫描</h1>{_svg(drawing)}"
        f"<p>观察 ÷ 期望：{key}。实线圈 p ≤ 0.05，虚线圈 p 更大。{escape(drawing.unit)}</p><ul>{listed}</ul></html>\n"
    )


def _range(at: int) -> str:
    low = "" if at == 0 else f"{LEVELS[at - 1][0]:g}"
    return f"{low}–{LEVELS[at][0]:g}" if at < len(LEVELS) - 1 else f"{low} 以上"


def _svg(drawing: Drawing) -> str:
    left, low = float(drawing.x.min()), float(drawing.y.min())
    span = max(float(np.ptp(drawing.x)), float(np.ptp(drawing.y)), 1e-9)
    scale = (WIDE - 2 * EDGE) / span
    high = float(np.ptp(drawing.y)) * scale + 2 * EDGE

    def at(x: float, y: float) -> tuple[float, float]:
        return EDGE + (x - left) * scale, high - EDGE - (y - low) * scale

    largest = max(float(drawing.expected.max()), 1e-12)
    parts = []
    for row, name in enumerate(drawing.ids):
        cx, cy = at(float(drawing.x[row]), float(drawing.y[row]))
        expected, cases = float(drawing.expected[row]), int(drawing.cases[row])
        radius, colour = 2 + 9 * np.sqrt(expected / largest), _colour(cases, expected)
        parts.append(
            f'<circle class="place" cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}" fill="{colour}">'
            f"<title>{escape(name)}：观察 {cases}，期望 {expected:.2f}</title></circle>"
        )
    for each in drawing.circles:
        cx, cy = at(each.x, each.y)
        dash = "" if each.sure else ' stroke-dasharray="6 4"'
        parts.append(
            f'<circle class="window" cx="{cx:.1f}" cy="{cy:.1f}" r="{each.radius * scale:.1f}"{dash}/>'
            f'<text x="{cx:.1f}" y="{cy:.1f}" text-anchor="middle" dominant-baseline="middle">{each.rank}</text>'
        )
    label = "地点与聚集窗口的地图"
    return f'<svg viewBox="0 0 {WIDE:g} {high:.0f}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _colour(cases: int, expected: float) -> str:
    ratio = cases / expected if expected > 0 else 0.0
    return next(colour for limit, colour in LEVELS if ratio <= limit)
