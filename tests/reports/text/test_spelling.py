"""What a narrow stream lacks is spelt out: nothing raises, and no two signs become one."""

import json

import pytest
from duhamel.analysis.tags import recorded
from duhamel.reports.text.spelling import spelt
from hypothesis import given
from hypothesis import strategies as st

NARROW = ("ascii", "cp1252", "cp437", "latin-1")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("x′ = −a x + f(t)", "x' = -a x + f(t)"),
        ("xₙ₊₁ = βxₙ", "x_(n+1) = beta x_n"),
        ("m ← βm − α∇L", "m <- beta m - alpha grad L"),
        ("αλ ≤ 2(1 + β)", "alpha lambda <= 2(1 + beta)"),
        ("½ e⁻ᵃᵗx²y", "(1/2) e^(-at)x^2 y"),
        ("x̂ₙ ≠ x̃ₙ", "x_hat_n != x_tilde_n"),
        ("x₀ > 0 ⟺ β ∈ ℝ", "x_0 > 0 <=> beta in R"),
        ("✓ ✗ ?", "ok NOT ?"),
        ("1 ▐██▌ 2", "1 #### 2"),
        ("١", "\\u0661"),
    ],
)
def test_signs_are_written_as_one_types_them(text: str, plain: str) -> None:
    assert spelt(text, "ascii") == plain
    assert spelt(text, "utf-8") == text


@given(st.text(), st.sampled_from([*NARROW, "utf-8"]))
def test_any_text_can_be_written_and_what_can_be_stays(text: str, encoding: str) -> None:
    written = spelt(text, encoding)
    assert spelt(written, encoding) == written.encode(encoding).decode(encoding) == written
    kept = iter(written)
    assert all(character in kept for character in text if character.isascii())  # in their order


@given(st.text(), st.sampled_from(NARROW))
def test_no_question_is_put_where_none_was(text: str, encoding: str) -> None:
    """`?` says inconclusive, and what is lost is not told apart."""
    assert spelt(text, encoding).count("?") == text.count("?")


@pytest.mark.parametrize("encoding", NARROW)
def test_different_formulas_of_the_register_stay_different(encoding: str) -> None:
    claims = [claim for entry in recorded().values() for claim in entry["claims"]]
    texts = {claim["statement"]["text"] for claim in claims}
    assert any(not text.isascii() for text in texts)
    assert len({spelt(text, encoding) for text in texts}) == len(texts)


@given(st.text())
def test_json_stays_json(text: str) -> None:
    assert json.loads(spelt(json.dumps([text], ensure_ascii=False), "ascii"))
