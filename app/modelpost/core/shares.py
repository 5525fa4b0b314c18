"""Shares and scores as people read them, said in one way wherever they stand."""

import math


def percent_text(share: float, decimals: int = 1) -> str:
    """Return a share from 0 to 1 as `96.2 %`; what is nearly all or nearly nothing does not read as if it were."""
    text, finest = f"{share * 100:.{decimals}f}", 10**-decimals
    if share < 1 and float(text) >= 100:
        return f"> {100 - finest:.{decimals}f} %"
    if share > 0 and float(text) <= 0:
        return f"< {finest:.{decimals}f} %"
    return f"{text} %"


def score_text(score: float | None, decimals: int = 1, *, is_share: bool = True) -> str:
    """Return a score in percent, one that is no share as the number it is, `–` for none and `NaN` for that."""
    if score is None:
        return "–"
    if math.isnan(score):
        return "NaN"
    return percent_text(score, decimals) if is_share and 0 <= score <= 1 else f"{score:.6g}"
