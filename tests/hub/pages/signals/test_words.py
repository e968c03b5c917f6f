"""Codes of detectors in words of the field."""

import pytest

from analytics.clusters.nightly import ADJUSTED_FOR, ALIKE
from hub.pages.signals import words
from hub.pages.texts import LANGUAGES, texts

# layer, where in its words, in Chinese, and in English where that differs
WHERE = [
    ("employer", "", "", ""),
    ("territory", "3701", "济南市", "济南市"),
    ("territory", "370102", "济南市 历下区", "济南市 历下区"),
    ("series", "37", "山东省", "山东省"),
    ("space", "370102,370202", "济南市 历下区、青岛市 市南区", "济南市 历下区, 青岛市 市南区"),
    ("onset", "territory 3702", "青岛市", "青岛市"),
    ("onset", "industry 0610", "烟煤和无烟煤开采洗选", "烟煤和无烟煤开采洗选"),
    ("onset", "ownership 01", "大型", "大型"),
    ("onset", "ownership 1", "内资企业", "内资企业"),
    ("onset", "employer 12", "单家单位", "One employer"),
    ("onset", "hazard 1", "粉尘", "粉尘"),
    ("subset", "city=3701;age_band=4", "市：济南市；年龄：40–49 岁", "city: 济南市; age: "),
    ("subset", "size=01,?;exposure_band=0", "单位规模：大型、未知；接害工龄：不满 5 年", ""),
]


@pytest.mark.parametrize(("layer", "told", "zh", "en"), WHERE)
def test_whom_an_alarm_is_about(layer: str, told: str, zh: str, en: str) -> None:
    alarm = {"layer": layer, "where": told}
    assert words.where(alarm, "zh") == zh
    assert not en or words.where(alarm, "en").startswith(en)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_layer_and_adjustment_has_its_words(lang: str) -> None:
    adjusted = {name for names in (ALIKE, *ADJUSTED_FOR.values()) for name in names}
    keys = {f"signals_{kind}_{layer}" for kind in ("layer", "method") for layer in words.LAYERS}
    keys |= {f"signals_method_{layer}_how" for layer in words.LAYERS} | {
        f"signals_adjusted_{name}" for name in adjusted
    }
    assert keys <= set(texts(lang))


def test_codes_that_nobody_knows_are_shown_as_they_are() -> None:
    assert words.named("industry", "99999") == "99999"
    assert words.place("990000") == ""
    assert words.hazard(None, "zh") == "多种危害因素"
    assert words.outcome("new_marker", "en").startswith("workers who worsened against their own baseline (new_marker)")
