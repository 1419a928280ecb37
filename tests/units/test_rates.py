"""The reader of rates and basis points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebb.errors import AmountError
from ebb.units import parse_rate

READ = [
    ("4.5%", 4.5, "percent"),
    ("４．５％", 4.5, "percent"),
    ("4.5 percent", 4.5, "percent"),
    ("five per cent", 5.0, "percent"),
    ("百分之四點五", 4.5, "percent"),
    ("百分之百", 100.0, "percent"),
    ("千分之五", 0.5, "percent"),
    ("三成五", 35.0, "percent"),
    ("占GDP的34%", 34.0, "percent"),
    ("34% of GDP", 34.0, "percent"),
    ("0.5個百分點", 0.5, "points"),
    ("兩個百分點", 2.0, "points"),
    ("-0.25 percentage points", -0.25, "points"),
    ("25 bp", 0.25, "bp"),
    ("50bps", 0.5, "bp"),
    ("25-basis-point", 0.25, "bp"),
    ("25個基點", 0.25, "bp"),
    ("負25個基點", -0.25, "bp"),
    ("1碼", 0.25, "bp"),
    ("半碼", 0.125, "bp"),
]


@pytest.mark.parametrize(("text", "value", "kind"), READ)
def test_reads(text, value, kind):
    rate = parse_rate(text)
    assert rate.value_percent == pytest.approx(value, rel=1e-15)
    assert rate.kind == kind


@pytest.mark.parametrize("text", ["", "%", "34", "占GDP的", "4.25%至4.5%", "4.5 trillion", "百分之", "4.5‰"])
def test_refuses(text):
    with pytest.raises(AmountError, match="is no rate"):
        parse_rate(text)


@given(st.integers(-99_999, 99_999))
def test_basis_points_and_percent_agree(bp):
    assert parse_rate(f"{bp} bp").value_percent == pytest.approx(parse_rate(f"{bp / 100:.2f}%").value_percent)
    assert parse_rate(f"{bp}個基點").value_percent == parse_rate(f"{bp} bp").value_percent


@given(st.text(max_size=60) | st.text("百分之點一二三十個基成碼半%bp0123456789.-+ 的of", max_size=16))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        rate = parse_rate(text)
    except AmountError:
        return
    assert rate.step_percent > 0
