"""Prose as LaTeX: what is mathematics in it is set as mathematics, and nothing else."""

from collections.abc import Callable

import pytest
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports.text.prose import tex


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the equation of the lecture (L2)", "the equation of the lecture (L2)"),
        ("bring a x to the left", "bring $a x$ to the left"),
        ("a > 0; f continuous on [0, ∞)", r"$a > 0$; $f$ continuous on $[0, \infty)$"),
        ("a decaying input, b ≠ a", r"a decaying input, $b \neq a$"),
        ("a mean of |x₀| and F/a, for any K", "a mean of $|x_{0}|$ and $F/a$, for any $K$"),
        ("x = y exp(−at) at t = 0 (REC-1)", r"$x = y \exp (-at)$ at $t = 0$ (REC-1)"),
        ("x̃ₙ₊₁ by ½ h² x″(ξₙ)", r"$\tilde{x}_{n+1}$ by $\tfrac{1}{2} h^{2} x''(\xi_{n})$"),
        ("λ = −u + iv, √β and β²ⁿ", r"$\lambda = -u + iv$, $\sqrt{\beta}$ and $\beta^{2n}$"),
        ("every β (0⁰ = 1)", r"every $\beta$ $(0^{0} = 1)$"),
        (
            "d's own, l'Hôpital's 50 % & `m = …`",
            r"d's own, l'H\^opital's $50$ \% \& \texttt{m = \dots{}}",
        ),
        ("", ""),
    ],
)
def test_prose_and_its_mathematics(words: str, expected: str) -> None:
    assert tex(words) == expected


@pytest.mark.parametrize("derive", register().values(), ids=register())
def test_all_of_the_prose_is_ascii_and_balanced(derive: Callable[[], Theorem]) -> None:
    theorem = derive()
    words = [theorem.title]
    for claim in theorem.parts:
        chains = (claim.proof, *claim.proof.premises)
        words += [claim.sentence, *(step.because for chain in chains for step in chain.steps)]
    for code in map(tex, words):
        assert code.isascii()
        assert code.replace(r"\$", "").count("$") % 2 == 0
        assert code.count("{") == code.count("}")


@pytest.mark.parametrize("letter", ["漢", "é", "⟿"])
def test_what_has_no_latex_is_named(letter: str) -> None:
    with pytest.raises(TypeError, match=letter):
        tex(f"a {letter} b")
