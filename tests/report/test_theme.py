"""Colours that can be read and told apart, in light and in dark."""

from __future__ import annotations

import itertools

import pytest

from ebb.report import theme


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("token", theme.TEXT_TOKENS)
def test_words_can_be_read_on_their_ground(token: str, dark: bool) -> None:
    """WCAG 2 asks for 4.5 to 1 of text of ordinary size."""
    assert theme.contrast(theme.COLOURS[token][dark], theme.COLOURS["paper"][dark]) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the standard's own borderline grey


def test_lines_keep_apart_for_readers_without_red_or_green() -> None:
    """In the simulation of Vienot, Brettel and Mollon (1999) of missing green cones, no two line colours fall together."""
    drawn = ("blue", "vermillion", "green", "purple")
    for one, other in itertools.combinations(drawn, 2):
        for dark in (False, True):
            seen = [_deuteranope(theme.COLOURS[token][dark]) for token in (one, other)]
            assert sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5 > 25, (one, other, dark)


def test_literal_colours_replace_every_reference() -> None:
    spec = {"mark": {"color": theme.var("blue")}, "config": theme.config("en")}
    for dark in (False, True):
        assert "var(" not in str(theme.resolve(spec, dark=dark))
    assert theme.resolve(spec)["mark"]["color"] == theme.COLOURS["blue"][0]


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(KeyError):
        theme.var("mauve")


def _deuteranope(colour: str) -> tuple[float, float, float]:
    r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b
