"""What is printed is what was proved: order, brackets and signs, in all three formats."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy
import typst as compiler
from duhamel.analysis import letters
from duhamel.analysis.logic import Iff, Solves, eq, for_all, le, smooth, tends, there_is
from duhamel.analysis.theorem import register
from duhamel.reports.text.typeset import (
    hypotheses,
    is_mathematics,
    latex,
    math,
    ranges,
    sides,
    text,
    typst,
)
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Add,
    And,
    Contains,
    Derivative,
    Dummy,
    Eq,
    Equivalent,
    Function,
    Heaviside,
    I,
    Implies,
    IndexedBase,
    Integer,
    Integral,
    Interval,
    Lambda,
    Le,
    Limit,
    Lt,
    Matrix,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    Or,
    Order,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    Tuple,
    atan,
    cos,
    exp,
    floor,
    log,
    oo,
    pi,
    sin,
    sqrt,
    symbols,
)

a, b, h = symbols("a b h", positive=True)
alpha, beta, c, t, s, tau, xi, z = symbols("alpha beta c t s tau xi z", real=True)
omega, eps, kappa, mu, ell, delta = symbols("omega epsilon kappa mu ell delta", positive=True)
n, k, N = symbols("n k N", integer=True, nonnegative=True)
x_0, xt_0, m_0, W_0, F, M, M_2, T = symbols("x_0 xtilde_0 m_0 W_0 F M M_2 T", real=True)
Dt = Symbol("Delta_t", positive=True)
x, xt, y, f, w, e_1, e_2, sup = map(Function, ("x", "xtilde", "y", "f", "w", "e_1", "e_2", "sup"))
xs, fs, ms, gs, Ws, grad = map(IndexedBase, ("x", "f", "m", "g", "W", "nabla_L"))

MEMORY = Integral(exp(-a * (t - s)) * f(s), (s, 0, t))

TABLE: list[tuple[Any, str, str, str]] = [
    # the lecture, L2 to L19
    (
        Eq(Derivative(x(t), t), -a * x(t) + f(t)),
        "x′(t) = −a x(t) + f(t)",
        "x'(t) = -a x(t) + f(t)",
        "x'(t) = -a x(t) + f(t)",
    ),
    (
        Derivative(x(t), t) + a * x(t),
        "x′(t) + a x(t)",
        "x'(t) + a x(t)",
        "x'(t) + a x(t)",
    ),
    (
        (Derivative(y(t), t) - a * y(t)) * exp(-a * t) + a * y(t) * exp(-a * t),
        "(y′(t) − a y(t)) e^{−a t} + a y(t) e^{−a t}",
        "(y'(t) - a y(t)) e^{-a t} + a y(t) e^{-a t}",
        "(y'(t) - a y(t)) e^(-a t) + a y(t) e^(-a t)",
    ),
    (
        Eq(y(t), Integral(exp(a * s) * f(s), s)),
        "y(t) = ∫ e^{a s} f(s) ds",
        r"y(t) = \int e^{a s} f(s) \,\mathrm{d} s",
        "y(t) = integral e^(a s) f(s) dif s",
    ),
    (
        Eq(x(t), x_0 * exp(-a * t) + MEMORY),
        "x(t) = x₀ e^{−a t} + ∫₀ᵗ e^{−a (t−s)} f(s) ds",
        r"x(t) = x_0 e^{-a t} + \int_0^t e^{-a (t - s)} f(s) \,\mathrm{d} s",
        "x(t) = x_0 e^(-a t) + integral_0^t e^(-a (t - s)) f(s) dif s",
    ),
    (
        Integral(f(s), (s, t - tau, t)),
        "∫_{t−τ}ᵗ f(s) ds",
        r"\int_{t - \tau}^t f(s) \,\mathrm{d} s",
        "integral_(t - tau)^t f(s) dif s",
    ),
    (
        (xs[n + 1] - xs[n]) / Dt,
        "(x_{n+1} − x_n)/Δt",
        r"\frac{x_{n + 1} - x_n}{\Delta t}",
        "frac(x_(n + 1) - x_n, Delta t)",
    ),
    (
        Eq(xs[n + 1], (1 - a * h) * xs[n] + h * fs[n]),
        "x_{n+1} = (1 − a h) x_n + h f_n",
        "x_{n + 1} = (1 - a h) x_n + h f_n",
        "x_(n + 1) = (1 - a h) x_n + h f_n",
    ),
    (
        And(beta > -1, beta < 1),
        "−1 < β < 1",
        r"-1 < \beta < 1",
        "-1 < beta < 1",
    ),
    (
        Eq(xs[n], x_0 * beta**n + Sum(beta**k * fs[n - 1 - k], (k, 0, n - 1))),
        "x_n = x₀ βⁿ + ∑_{k=0}^{n−1} βᵏ f_{n−1−k}",
        r"x_n = x_0 \beta^n + \sum_{k = 0}^{n - 1} \beta^k f_{n - 1 - k}",
        "x_n = x_0 beta^n + sum_(k = 0)^(n - 1) beta^k f_(n - 1 - k)",
    ),
    (
        Eq(ms[n], -alpha * Sum(beta ** (n - 1 - k) * grad[k], (k, 0, n - 1))),
        "m_n = −α ∑_{k=0}^{n−1} β^{n−1−k} ∇L_k",
        r"m_n = -\alpha \sum_{k = 0}^{n - 1} \beta^{n - 1 - k} \nabla L_k",
        "m_n = -alpha sum_(k = 0)^(n - 1) beta^(n - 1 - k) nabla L_k",
    ),
    (
        -alpha * grad[n] / (1 - beta),
        "−α ∇L_n/(1 − β)",
        r"-\frac{\alpha \nabla L_n}{1 - \beta}",
        "-frac(alpha nabla L_n, 1 - beta)",
    ),
    # the claims
    (
        Eq(x(t) - xt(t), (x_0 - xt_0) * exp(-a * t)),
        "x(t) − x̃(t) = (x₀ − x̃₀) e^{−a t}",
        r"x(t) - \tilde{x}(t) = (x_0 - \tilde{x}_0) e^{-a t}",
        "x(t) - tilde(x) (t) = (x_0 - tilde(x)_0) e^(-a t)",
    ),
    (
        log(1 / eps) / a,
        "ln(1/ε)/a",
        r"\frac{\ln(1/\varepsilon)}{a}",
        "frac(ln(1 slash epsilon), a)",
    ),
    (
        Eq(Derivative(w(t) * exp(a * t), t), 0),
        "d/dt (w(t) e^{a t}) = 0",
        r"\frac{\mathrm{d}}{\mathrm{d} t} (w(t) e^{a t}) = 0",
        "frac(dif, dif t) (w(t) e^(a t)) = 0",
    ),
    (
        Abs(a * x_0 - f(0)) * exp(-a * t) + M * (1 - exp(-a * t)) / a,
        "|a x₀ − f(0)| e^{−a t} + M (1 − e^{−a t})/a",
        r"\lvert a x_0 - f(0)\rvert e^{-a t} + \frac{M (1 - e^{-a t})}{a}",
        "abs(a x_0 - f(0)) e^(-a t) + frac(M (1 - e^(-a t)), a)",
    ),
    (
        a * t * (Abs(x_0) + Integral(Abs(f(s)), (s, 0, t))),
        "a t (|x₀| + ∫₀ᵗ |f(s)| ds)",
        r"a t \left(\lvert x_0\rvert + \int_0^t \lvert f(s)\rvert \,\mathrm{d} s\right)",
        "a t (abs(x_0) + integral_0^t abs(f(s)) dif s)",
    ),
    (
        a * (F + Max(F, a * Abs(x_0))),
        "a (F + max(a |x₀|, F))",
        r"a (F + \max(a \lvert x_0\rvert, F))",
        "a (F + max(a abs(x_0), F))",
    ),
    (1 / (a + I * omega), "1/(a + i ω)", r"\frac{1}{a + i \omega}", "frac(1, a + i omega)"),
    (
        1 / sqrt(1 - 2 * beta * cos(omega) + beta**2),
        "1/√(1 + β² − 2 β cos(ω))",
        r"\frac{1}{\sqrt{1 + \beta^2 - 2 \beta \cos(\omega)}}",
        "frac(1, sqrt(1 + beta^2 - 2 beta cos(omega)))",
    ),
    (
        h**2 * Derivative(x(xi), (xi, 2)) / 2,
        "(h²/2) x″(ξ)",
        r"\frac{h^2}{2} x''(\xi)",
        "frac(h^2, 2) x''(xi)",
    ),
    (
        Eq(xs[n] - x(n * h), h * e_1(t) + h**2 * e_2(t) + Order(h**3)),
        "x_n − x(n h) = h e₁(t) + h² e₂(t) + O(h³)",
        "x_n - x(n h) = h e_1(t) + h^2 e_2(t) + O(h^3)",
        "x_n - x(n h) = h e_1 (t) + h^2 e_2 (t) + O(h^3)",
    ),
    (
        -Integral(exp(-a * (t - s)) * Derivative(x(s), s, s), (s, 0, t)) / 2,
        "−(1/2) ∫₀ᵗ e^{−a (t−s)} x″(s) ds",
        r"-\frac{1}{2} \int_0^t e^{-a (t - s)} x''(s) \,\mathrm{d} s",
        "-frac(1, 2) integral_0^t e^(-a (t - s)) x''(s) dif s",
    ),
    (
        Eq((1 - a * h) ** (t / h), exp(-a * t) * (1 - a**2 * t * h / 2 + Order(h**2))),
        "(1 − a h)^{t/h} = (1 − a² t h/2 + O(h²)) e^{−a t}",
        r"(1 - a h)^{t/h} = \left(1 - \frac{a^2 t h}{2} + O(h^2)\right) e^{-a t}",
        "(1 - a h)^(t slash h) = (1 - frac(a^2 t h, 2) + O(h^2)) e^(-a t)",
    ),
    (
        Eq(xs[n] - c / (1 - beta), beta**n * (x_0 - c / (1 - beta))),
        "x_n − c/(1 − β) = (x₀ − c/(1 − β)) βⁿ",
        r"x_n - \frac{c}{1 - \beta} = \left(x_0 - \frac{c}{1 - \beta}\right) \beta^n",
        "x_n - frac(c, 1 - beta) = (x_0 - frac(c, 1 - beta)) beta^n",
    ),
    (
        Le(
            Abs(ms[n] + alpha * gs[n - 1] / (1 - beta), evaluate=False),
            alpha * delta * beta / (1 - beta) ** 2,
        ),
        "|m_n + α g_{n−1}/(1 − β)| ≤ α β δ/(1 − β)²",
        r"\left\lvert m_n + \frac{\alpha g_{n - 1}}{1 - \beta}\right\rvert"
        r" \le \frac{\alpha \beta \delta}{(1 - \beta)^2}",
        "abs(m_n + frac(alpha g_(n - 1), 1 - beta)) <= frac(alpha beta delta, (1 - beta)^2)",
    ),
    (
        ((sqrt(ell) - sqrt(mu)) / (sqrt(ell) + sqrt(mu))) ** 2,
        "(√ℓ − √μ)²/(√ℓ + √μ)²",
        r"\frac{(\sqrt{\ell} - \sqrt{\mu})^2}{(\sqrt{\ell} + \sqrt{\mu})^2}",
        "frac((sqrt(ell) - sqrt(mu))^2, (sqrt(ell) + sqrt(mu))^2)",
    ),
    (
        Equivalent(Abs(z) < 1, And(z > -1, z < 1)),
        "|z| < 1 ⟺ −1 < z < 1",
        r"\lvert z\rvert < 1 \iff -1 < z < 1",
        "abs(z) < 1 <==> -1 < z < 1",
    ),
    # how each node looks
    (Rational(-3, 2) * x(t), "−(3/2) x(t)", r"-\frac{3}{2} x(t)", "-frac(3, 2) x(t)"),
    (beta ** (-n) * xs[n], "x_n/βⁿ", r"\frac{x_n}{\beta^n}", "frac(x_n, beta^n)"),
    (sup(Abs(f(t))), "sup(|f(t)|)", r"\sup(\lvert f(t)\rvert)", "sup(abs(f(t)))"),
    (Heaviside(t - 1), "θ(t − 1)", r"\theta(t - 1)", "theta(t - 1)"),
    (Heaviside(t - tau, 1), "𝟏_{t≥τ}", r"\mathbf{1}_{t \ge \tau}", "bold(1)_(t >= tau)"),
    (
        Piecewise((c, t < 1), (0, True)),
        "{c if t < 1; 0 otherwise}",
        r"\begin{cases} c & \text{if } t < 1 \\ 0 & \text{otherwise} \end{cases}",
        'cases(c & quad "if" t < 1, 0 & quad "otherwise")',
    ),
    (
        (-1) ** floor(t / tau),
        "(−1)^{⌊t/τ⌋}",
        r"(-1)^{\lfloor t/\tau\rfloor}",
        "(-1)^(floor(t slash tau))",
    ),
    (
        Limit(xs[n], n, oo),
        "lim_{n→∞} x_n",
        r"\lim_{n \to \infty} x_n",
        "lim_(n arrow.r infinity) x_n",
    ),
    (Limit(f(t), t, 0), "lim_{t→0⁺} f(t)", r"\lim_{t \to 0^+} f(t)", "lim_(t arrow.r 0^(+)) f(t)"),
    (Lambda(t, a * t), "t ↦ a t", r"t \mapsto a t", "t arrow.r.bar a t"),
    (
        Contains(t, Interval.Ropen(0, T)),
        "t ∈ [0, T)",
        "t \\in [0, T)",
        "t in bracket.l 0 comma T paren.r",
    ),
    (
        Matrix([[1 - a * h, h], [0, beta]]),
        "(1 − a h, h; 0, β)",
        r"\begin{pmatrix} 1 - a h & h \\ 0 & \beta \end{pmatrix}",
        "mat(1 - a h, h; 0, beta)",
    ),
    (
        Implies(Lt(a, b), Or(Ne(b, 1), Not(Contains(a, Interval(0, 1))))),
        "a < b ⟹ b ≠ 1 or not (a ∈ [0, 1])",
        r"a < b \implies b \ne 1 \text{ or } \text{not } (a \in [0, 1])",
        'a < b ==> b != 1 "or" "not" (a in bracket.l 0 comma 1 bracket.r)',
    ),
    (
        Tuple(sympy.re(x(t)), sympy.conjugate(z * I), -oo, sympy.true),
        "(Re(x(t)), −i z, −∞, true)",
        r"(\operatorname{Re}(x(t)), -i z, -\infty, \mathrm{true})",
        '(op("Re") (x(t)), -i z, -infinity, "true")',
    ),
    (
        sympy.conjugate(Function("u")(t)) * Min(1, a) * atan(b) * 2 * pi * sin(omega * t) ** 2,
        "2 π u(t)^∗ arctan(b) min(1, a) sin²(ω t)",
        r"2 \pi u(t)^{\ast} \arctan(b) \min(1, a) \sin^2(\omega t)",
        "2 pi u(t)^ast arctan(b) min(1, a) sin^2 (omega t)",
    ),
    (
        Derivative(e_1(t), (t, 4)) + Derivative(e_1(t), t).subs(t, 0),
        "e₁^{(4)}(t) + e₁′(0)",
        "e_1^{(4)}(t) + e_1'(0)",
        "e_1^((4)) (t) + e'_1 (0)",
    ),
    (
        Sum(Derivative(a * x(t), t, t), (k, 1, oo)),
        "∑_{k=1}^∞ d²/dt² (a x(t))",
        r"\sum_{k = 1}^{\infty} \frac{\mathrm{d}^2}{\mathrm{d} t^2} (a x(t))",
        "sum_(k = 1)^infinity frac(dif^2, dif t^2) (a x(t))",
    ),
    (
        Dt**2 * Symbol("rho_m") ** Rational(3, 2) * Symbol("x0") * Dummy("x_tilde_0"),
        "(Δt)² ρ_m^{3/2} x̃₀ x₀",
        r"(\Delta t)^2 \rho_m^{3/2} \tilde{x}_0 x_0",
        "(Delta t)^2 rho_m^(3 slash 2) tilde(x)_0 x_0",
    ),
    (IndexedBase("x''")[n, k], "x_{n,k}″", "x_{n,k}''", "x''_(n,k)"),
]


@pytest.mark.parametrize(("expr", "as_text", "as_latex", "as_typst"), TABLE)
def test_lines_of_the_lecture(expr: Any, as_text: str, as_latex: str, as_typst: str) -> None:
    assert math(expr) == {"text": as_text, "latex": as_latex, "typst": as_typst}


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Add(n, -1, -k, evaluate=False), "n − 1 − k"),
        (Add(-1, -k, n, evaluate=False), "−1 − k + n"),
        (Mul(beta**n, x_0, evaluate=False), "βⁿ x₀"),
        (Mul(2, 3, evaluate=False), "2 · 3"),
        (Mul(-1, a + b, evaluate=False), "−(a + b)"),
        (Mul(c, -a, evaluate=False), "c (−a)"),
        (x_0 + Mul(-1, b - a, evaluate=False), "x₀ − (b − a)"),
    ],
)
def test_a_form_arranged_by_hand_is_kept(expr: Any, expected: str) -> None:
    assert text(expr) == expected


@pytest.mark.parametrize(
    ("expr", "named"),
    [
        (a + sympy.erf(a), "`erf`"),
        (Integral(sympy.Float(0.5) * t, t), "`Float`"),
        (Eq(a, sympy.zoo, evaluate=False), "`ComplexInfinity`"),
        (sympy.nan, "`NaN`"),
        (sympy.MatrixSymbol("A", 2, 2) * a, "`MatMul`"),
        (Symbol("A", commutative=False) * Symbol("B", commutative=False), "do not commute"),
        (sympy.Subs(f(t) * t, t, 0), "`Subs`"),
        (Symbol("two words"), "`two words`"),
        (sympy.GoldenRatio, "`GoldenRatio`"),
        ("a", "`str`"),
    ],
)
@pytest.mark.parametrize("printer", [text, latex, typst])
def test_what_has_no_notation_is_named_never_guessed(
    printer: Callable[[Any], str], expr: Any, named: str
) -> None:
    with pytest.raises(TypeError, match=named) as caught:
        printer(expr)
    assert "\n" not in str(caught.value)


def test_typst_compiles_every_line_without_a_warning() -> None:
    source = "\n".join(f"$ {typst(expr)} $" for expr, *_ in TABLE).encode()
    for kind in ("pdf", "html"):
        _, warnings = compiler.compile_with_warnings(source, format=kind, ignore_system_fonts=True)
        assert [w.message for w in warnings if "under active development" not in w.message] == []


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_order_does_not_hang_on_the_hash_seed(seed: str) -> None:
    program = (
        "from test_typeset import TABLE; from duhamel.reports.text.typeset import text;"
        "import sys; sys.stdout.buffer.write('\\n'.join(text(e) for e, *_ in TABLE).encode())"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode() == "\n".join(line for _, line, *_ in TABLE)


# ---- read back: brackets and signs stand where they must ----------------------------------------
# exp, sin, f and roots become rational stand-ins, so that equal means equal and not nearly so.

VALUES = {
    "a": Fraction(3, 2), "h": Fraction(1, 7), "beta": Fraction(-2, 5), "t": Fraction(11, 3),
    "x_0": Fraction(-5), "n": Fraction(2), "i": Fraction(13),
}  # fmt: skip
STAND_INS: dict[str, Callable[[Fraction], Fraction]] = {
    "exp": lambda u: 17 * u + 3,
    "sin": lambda u: u * u - 19 * u,
    "f": lambda u: 23 - 5 * u,
    "sqrt": lambda u: 29 * u * u + 1,
    "abs": abs,
}


def power(base: Fraction, exponent: Fraction) -> Fraction:
    assume(abs(exponent) < 20 and max(base.denominator, abs(base.numerator)) < 10**30)
    if exponent < 0:
        return 1 / power(base, -exponent)
    if exponent.denominator == 1:
        return base ** int(exponent)
    root = STAND_INS["sqrt"](base)
    return power(root, 2 * exponent) if exponent.denominator == 2 else 31 * base + exponent


def value(expr: Any) -> Fraction:
    """The expression's own value."""
    if expr.is_Rational:
        return Fraction(int(expr.p), int(expr.q))
    if expr is sympy.I or expr.is_Symbol:
        return VALUES["i" if expr is sympy.I else expr.name]
    args = [value(arg) for arg in expr.args]
    if expr.is_Add:
        return sum(args, Fraction(0))
    if expr.is_Mul:
        product = Fraction(1)
        for arg in args:
            product *= arg
        return product
    if expr.is_Pow:
        return power(*args)
    return STAND_INS[type(expr).__name__.lower()](*args)


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵗⁱ", "0123456789nti")
SPELLING: dict[Callable[[Any], str], list[tuple[str, Any]]] = {
    text: [
        ("−", "-"), ("·", "*"), ("β", "beta"), ("₀", "_0"), (r"√(\w+)", r"sqrt(\1)"), ("√", "sqrt"),
        *[(r"(^|[ ({√/-])\|(?=\S)", r"\1abs(")] * 9, (r"\|", ")"),  # outer bars first
        ("[⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵗⁱ]+", lambda m: f"^({m[0].translate(RAISED)})"),
    ],
    latex: [
        (r"\\lvert", "abs("), (r"\\rvert", ")"), (r"\\cdot", "*"), (r"\\(left|right)", ""),
        (r"\\", ""),
    ],
    typst: [("dot.op", "*"), ("slash", "/")],
}  # fmt: skip


class Reader:
    """The arithmetic that a reader sees: juxtaposition is a product, a/b ends one."""

    def __init__(self, code: str, spelling: list[tuple[str, Any]]) -> None:
        for pattern, replacement in spelling:
            code = re.sub(pattern, replacement, code)
        code = code.replace("{", "(").replace("}", ")")
        self.tokens: list[str] = [*re.findall(r"[a-z]+(?:_0)?|\d+|[^\s\w]", code), ""]

    def take(self, expected: str = "") -> str:
        token = self.tokens.pop(0)
        assert expected in ("", token), (expected, token, self.tokens)
        return token

    def whole(self) -> Fraction:
        result = self.total()
        assert self.tokens == [""], self.tokens
        return result

    def total(self) -> Fraction:
        sign = -1 if self.tokens[0] == "-" and self.take() else 1
        result = sign * self.product()
        while self.tokens[0] in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            result += sign * self.product()
        return result

    def product(self) -> Fraction:
        result = self.factor()
        while self.tokens[0] not in ("", "+", "-", ")", ",", "/"):
            if self.tokens[0] == "*":
                self.take()
            else:
                assert not self.tokens[0].isdigit(), "a number would fuse with what precedes it"
            result *= self.factor()
        if self.tokens[0] == "/":
            self.take()
            result /= self.factor()
            assert self.tokens[0] in ("", "+", "-", ")", ","), "what follows a/b is ambiguous"
        return result

    def factor(self) -> Fraction:
        token = self.tokens[0]
        if token == "(":
            base = self.group()
        elif self.take().isdigit():
            base = Fraction(int(token))
        elif token == "e":
            base = STAND_INS["exp"](self.script())
        elif token == "frac":
            self.take("(")
            top = self.total()
            if self.take() == ")":
                self.take("(")
            base = top / self.total()
            self.take(")")
        elif token in STAND_INS:
            raised = self.script() if self.tokens[0] == "^" else Fraction(1)  # sin²(t)
            base = power(STAND_INS[token](self.group()), raised)
        else:
            base = VALUES[token]
        return power(base, self.script()) if self.tokens[0] == "^" else base

    def group(self) -> Fraction:
        self.take("(")
        result = self.total()
        self.take(")")
        return result

    def script(self) -> Fraction:
        self.take("^")
        if self.tokens[0] == "(":
            return self.group()
        token = self.take()
        return Fraction(int(token)) if token.isdigit() else VALUES[token]


def trees() -> st.SearchStrategy[Any]:
    """Algebraic expressions, evaluated by SymPy or left as they were put together."""
    letters = [a, h, beta, t, x_0, n]
    numbers = st.integers(-12, 12).map(Integer) | st.fractions(-3, 3, max_denominator=9).map(
        Rational
    )
    leaves = st.sampled_from([*letters, I]) | numbers
    keep = st.booleans()
    exponents = st.sampled_from(
        [Integer(2), Integer(3), Integer(-1), Integer(-2), Rational(1, 2), Rational(-1, 2),
         Rational(3, 2), n, -n, 1 - n, -n - 1]
    )  # fmt: skip

    def grow(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=2, max_size=4)
        return st.one_of(
            st.builds(lambda args, e: Add(*args, evaluate=e), several, keep),
            st.builds(lambda args, e: Mul(*args, evaluate=e), several, keep),
            st.builds(lambda base, p, e: Pow(base, p, evaluate=e), inner, exponents, keep),
            st.builds(lambda u, g: g(u, evaluate=False), inner, st.sampled_from([exp, sin, Abs])),
            inner.map(f),
        )

    return st.recursive(leaves, grow, max_leaves=9)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Integer(10) ** 300 * t, "10³⁰⁰ t"),
        (-3 * Integer(10) ** 25 * t / 10**30, "−3 t/100000"),
        (1 / (4 * Integer(10) ** 299) - t, "1/(4 · 10²⁹⁹) − t"),
        ((Integer(10) ** 30) ** n, "(10³⁰)ⁿ"),
    ],
)
def test_a_number_with_many_zeros_is_a_power_of_ten(expr: Any, expected: str) -> None:
    assert text(expr) == expected
    assert is_mathematics(typst(expr))


@pytest.mark.parametrize("printer", [text, latex, typst])
@settings(max_examples=300, deadline=None)
@given(expr=trees())
@example(expr=-a * (t - h))
@example(expr=exp((a + h) / t - a / (h * t)))
@example(expr=exp(Mul(-1, a + h, evaluate=False)) - Mul(-1, a - h, evaluate=False))
@example(expr=(a / h) ** n * beta ** (1 - n) / (a + exp(t) ** 2))
@example(expr=Mul(a, Pow(h, -1), Pow(t, -1), evaluate=False) * Abs(Abs(a) - h))
def test_read_back_it_has_the_same_value(printer: Callable[[Any], str], expr: Any) -> None:
    assume(not expr.has(sympy.zoo, sympy.nan, sympy.oo, sympy.E))
    try:
        expected = value(expr)
    except ZeroDivisionError:
        assume(False)
    assert Reader(printer(expr), SPELLING[printer]).whole() == expected


STATEMENTS = [
    (
        for_all(n, that=eq(xs[n + 1], beta * xs[n])),
        "x_{n+1} = β x_n for all n ≥ 0",
        r"x_{n + 1} = \beta x_n \text{ for all } n \ge 0",
        'x_(n + 1) = beta x_n "for all" n >= 0',
    ),
    (
        for_all(letters.t, where=Lt(0, letters.t, evaluate=False), that=le(Abs(x(letters.t)), F)),
        "|x(t)| ≤ F for all t > 0",
        r"\lvert x(t)\rvert \le F \text{ for all } t > 0",
        'abs(x(t)) <= F "for all" t > 0',
    ),
    (
        there_is(tau, where=And(Lt(c, tau), Lt(tau, z)), that=eq(x(tau), 0)),
        "x(τ) = 0 for some τ with c < τ < z",
        r"x(\tau) = 0 \text{ for some } \tau \text{ with } c < \tau < z",
        'x(tau) = 0 "for some" tau "with" c < tau < z',
    ),
    (
        for_all(xs, where=for_all(n, that=eq(xs[n], 0)), that=tends(xs[n], 0, n)),
        "x_n → 0 as n → ∞ for all sequences x with x_n = 0 for all n ≥ 0",
        r"x_n \to 0 \text{ as } n \to \infty \text{ for all } \text{sequences } x"
        r" \text{ with } x_n = 0 \text{ for all } n \ge 0",
        'x_n arrow.r 0 "as" n arrow.r infinity "for all" "sequences" x "with" x_n = 0 "for all"'
        " n >= 0",
    ),
    (
        there_is(letters.F, that=for_all(n, that=le(xs[n], letters.F))),
        "there is F ≥ 0 such that x_n ≤ F for all n ≥ 0",
        r"\text{there is } F \ge 0 \text{ such that } x_n \le F \text{ for all } n \ge 0",
        '"there is" F >= 0 "such that" x_n <= F "for all" n >= 0',
    ),
    (
        And(Iff(Lt(c, z), Lt(0, z)), smooth(f, 0, letters.t)),
        "(c < z ⟺ z > 0) and f is continuous for t ≥ 0",
        r"(c < z \iff z > 0) \text{ and } f \text{ is continuous for } t \ge 0",
        '(c < z <==> z > 0) "and" f "is continuous for" t >= 0',
    ),
    (
        Solves(eq(Derivative(x(letters.t), letters.t), -x(letters.t)), x(letters.t), letters.t),
        "x′(t) = −x(t) for t > 0 and x is continuous for t ≥ 0",
        r"x'(t) = -x(t) \text{ for } t > 0 \text{ and } x \text{ is continuous for } t \ge 0",
        'x\'(t) = -x(t) "for" t > 0 "and" x "is continuous for" t >= 0',
    ),
    (Iff(for_all(n, that=eq(xs[n], 0)), Or(eq(c, 0), Lt(c, 0))),
        "(x_n = 0 for all n ≥ 0) ⟺ c = 0 or c < 0",
        r"(x_n = 0 \text{ for all } n \ge 0) \iff c = 0 \text{ or } c < 0",
        '(x_n = 0 "for all" n >= 0) <==> c = 0 "or" c < 0',
    ),
    (smooth(f, 3, letters.t), "f is three times continuously differentiable for t ≥ 0",
        r"f \text{ is three times continuously differentiable for } t \ge 0",
        'f "is three times continuously differentiable for" t >= 0',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "plain", "tex", "typ"), STATEMENTS)
def test_a_statement_is_said_as_a_textbook_says_it(
    expr: Any, plain: str, tex: str, typ: str
) -> None:
    assert (text(expr), latex(expr), typst(expr)) == (plain, tex, typ)
    assert is_mathematics(typ)


def test_hypotheses_that_chain_are_one_and_a_start_that_names_itself_is_none() -> None:
    told = hypotheses([Lt(0, c), eq(xs[0], x_0), Lt(c, 1), Ne(c, z)])
    assert [text(one) for one in told] == ["0 < c < 1", "c ≠ z"]


def test_letters_are_told_with_their_ranges() -> None:
    told = ranges(a * c * h * letters.F + xs[n] + Symbol("w"))
    assert [text(one) for one in told] == ["a, h > 0", "F ≥ 0", "n = 0, 1, 2, …", "w ∈ ℂ"]
    assert all(is_mathematics(typst(one)) for one in told)


def test_all_that_is_printed_is_mathematics() -> None:
    """And a formula that is cut where a line may break is whole again when it is joined."""
    for derive in register().values():
        for claim in derive().parts:
            chains = (claim.proof, *claim.proof.premises)
            steps = {step.relation for chain in chains for step in chain.steps}
            for relation in {*claim.hypotheses, claim.statement, *steps}:
                assert is_mathematics(typst(relation))
                assert "".join(map("".join, sides(relation))) == latex(relation)


@given(st.text(st.sampled_from('abxyz.#()[]{}$"\\;:@ std raw link eval'), max_size=40))
def test_what_names_a_module_or_holds_code_is_none(words: str) -> None:
    if any(sign in words for sign in "#[]{}$\\;:@") or re.search(
        r"[a-z]{2,}\.|[a-z]\.[a-z]", words
    ):
        assert not is_mathematics(words)
