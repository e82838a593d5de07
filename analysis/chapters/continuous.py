"""stand-in until conv1's."""

from duhamel.analysis.derivation import Derivation
from duhamel.analysis.letters import a, f, s, t, x, x_0
from duhamel.analysis.logic import Solves, eq, smooth
from duhamel.analysis.theorem import Claim, Theorem, theorem
from sympy import Derivative, Integral, S, exp, expand

ODE = eq(Derivative(x(t), t), -a * x(t) + f(t))
SOLUTION = Solves(ODE, x(t), t)
INPUT = smooth(f, 0, t)
START = eq(x(S.Zero), x_0)
MEMORY = Integral(exp(-a * (t - s)) * f(s), (s, 0, t))
DUHAMEL = x_0 * exp(-a * t) + MEMORY


@theorem("ODE-2")
def duhamel() -> Theorem:
    d = (
        Derivation()
        .given(SOLUTION, "x")
        .suppose(INPUT)
        .on_both_sides(lambda side: (side + a * x(t)) * exp(a * t), "", expand)
        .rewrite("the product rule", lhs=lambda _: Derivative(x(t) * exp(a * t), t))
        .integrate(t, s, "from 0 to t")
        .by(START, "the start", lhs=True)
        .isolate(x(t), "solve for x(t)")
        .rewrite("take exp(−at) under the integral", rhs=lambda _: DUHAMEL)
    )
    return Theorem(
        "ODE-2", "", (INPUT, SOLUTION, START), (Claim((), eq(x(t), DUHAMEL), "", d),), ()
    )
