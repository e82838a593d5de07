"""What the assumptions of the theorems ask of numbers, beyond the range that each letter has.

The words are each theorem's own `assumptions`; here they are as relations, with the parts they
hold for (none: for all). An equation also gives its left letter from the others.
"""

from __future__ import annotations

from duhamel.analysis.derivation import Relation
from duhamel.analysis.letters import (
    E_13,
    E_22,
    X_4,
    K,
    a,
    alpha,
    alpha_lambda,
    b,
    beta,
    c,
    ell,
    eta,
    gamma,
    h,
    kappa,
    lam,
    m_0,
    mu,
    n,
    omega,
    r,
    share,
    sigma,
    step_ratio,
    t,
    tau,
    u,
    x_0,
    z,
    z_1,
    z_2,
)
from duhamel.analysis.logic import eq
from sympy import Abs, Ge, Gt, I, Le, Lt, Ne, Rational, pi, sqrt

Condition = tuple[tuple[int, ...], Relation]


def _of(*relations: Relation, parts: tuple[int, ...] = ()) -> tuple[Condition, ...]:
    return tuple((parts, relation) for relation in relations)


_EULER = _of(eq(beta, 1 - a * h), Ne(Abs(beta), 1))
_ROOTS = _of(
    Gt(alpha_lambda, 0), Le(alpha_lambda, (1 - r) ** 2), Le(r, step_ratio), Lt(step_ratio, 1),
    eq(alpha_lambda, (1 - step_ratio) * (step_ratio - share) / step_ratio),
    parts=(1, 2, 3, 4, 5, 6),
)  # fmt: skip

CONDITIONS: dict[str, tuple[Condition, ...]] = {
    "ODE-7": _of(Le(r, t), parts=(2,)),
    "ODE-9": (
        *_of(eq(tau, 1 / a), parts=(3,)),
        *_of(eq(tau, 2 / a), parts=(4,)),
        *_of(eq(omega, 2 * pi / tau), parts=(5, 6)),
    ),
    "ODE-10": _of(eq(x_0, 1 / (a + I * omega)), parts=(2,)),
    "ODE-11": _of(Ne(b, a), parts=(7,)),
    "FE-1": _of(eq(z, a * h)),
    "FE-3": _EULER,
    "FE-4": (*_EULER, *_of(eq(K, X_4 / 24 + E_13 / 6 + E_22 / 2))),
    "FE-5": _of(Gt(1 + kappa * h, 0), parts=(1, 2)),
    "FE-6": _of(Gt(u, 0), parts=(8, 9, 10)),
    "FE-7": _of(Le(a * h, 1), eq(step_ratio, a * h), eq(n, t / h)),
    "REC-1": _of(Ne(beta, 0), parts=(1,)),
    "REC-2": (
        *_of(eq(x_0, 0), parts=(1, 2, 3, 4, 5)),
        *_of(Ne(Abs(beta), 1), parts=(1,)),
        *_of(eq(beta, r), eq(r, beta), Ne(r, 1), parts=(2,)),
        *_of(eq(beta, -r), eq(r, -beta), Ne(r, 1), parts=(3,)),
        *_of(eq(beta, 1), parts=(4,)),
        *_of(eq(beta, -1), parts=(5,)),
    ),
    "REC-3": (
        *_of(Ne(beta, 1), parts=(1,)),
        *_of(Lt(Abs(beta), 1), parts=(2,)),
        *_of(eq(beta, 1), parts=(3,)),
    ),
    "REC-4": (
        *_of(Ne(beta, -1), parts=(1,)),
        *_of(eq(beta, -r), eq(r, -beta), Lt(r, 1), parts=(2, 3, 4, 5)),
        *_of(eq(x_0, 0), parts=(3, 5)),
        *_of(eq(beta, Rational(-9, 10)), parts=(4, 5)),
    ),
    "REC-6": (*_of(Ge(beta, 0), Lt(beta, 1)), *_of(Gt(beta, 0), parts=(5,))),
    "REC-7": _of(Lt(Abs(beta), 1), parts=(2,)),
    "REC-8": (*_of(Ne(beta, 1)), *_of(Gt(beta, 0), Lt(beta, 1), parts=(2, 3))),
    "REC-9": _of(Ne(Abs(beta), 1), parts=(4,)),
    "MOM-1": _of(eq(m_0, 0), parts=(2,)),
    "MOM-2": (
        *_of(Ne(beta, 1), parts=(1,)),
        *_of(Lt(Abs(beta), 1), parts=(2,)),
        *_of(eq(beta, Rational(9, 10)), parts=(3,)),
        *_of(eq(m_0, 0)),
    ),
    "MOM-3": _of(Lt(Abs(beta), 1), eq(m_0, 0)),
    "MOM-4": _of(Ne(beta, 1)),
    "MOM-6": _of(eq(m_0, 0)),
    "MOM-7": (
        *_of(eq(alpha_lambda, alpha * lam)),
        *_of(eq(beta, z_1 * z_2), eq(alpha_lambda, (1 - z_1) * (1 - z_2)), parts=(3, 4)),
        *_of(eq(beta, r**2), eq(alpha_lambda, 1 - 2 * sigma + r**2), parts=(5, 6)),
        *_of(eq(beta, r**2), parts=(7,)),
        *_of(Ge(beta, 0), eq(r, sqrt(beta)), parts=(5, 6, 7)),
    ),
    "MOM-8": (
        *_of(Lt(share, 1), eq(share, r**2), eq(r, sqrt(share))),
        *_ROOTS,
        *_of(eq(step_ratio, r), eq(alpha_lambda, (1 - r) ** 2), parts=(7, 8)),
        *_of(Le((1 - r) ** 2, alpha_lambda), Le(alpha_lambda, (1 + r) ** 2), parts=(9,)),
    ),
    "MOM-9": (
        *_of(Le(mu, ell), eq(kappa, ell / mu)),
        *_of(Ge(beta, 0), eq(beta, r**2), eq(r, sqrt(beta)), parts=(1, 2, 3)),
        *_of(eq(beta, 0), parts=(4, 5, 7)),
        *_of(Lt(r, 1), parts=(6, 7, 8)),
        *_of(Ge(c, 1), parts=(8,)),
    ),
    "MOM-10": _of(eq(beta, 1 - gamma * h), eq(alpha, h**2), parts=(1, 2)),
    "MOM-11": _of(eq(eta, beta), parts=(9,)),
    "NUM-2": _of(eq(ell, 2), parts=(3,)),
}

INPUTS: dict[str, tuple[str, ...]] = {  # what a reader may choose besides numbers
    "ODE-1": ("y",),
    **dict.fromkeys(("ODE-2", "ODE-3", "ODE-4", "ODE-6", "ODE-7", "ODE-8"), ("f",)),
    "ODE-11": ("f", "g"),
    **dict.fromkeys(("FE-1", "FE-2", "REC-1", "REC-2", "REC-7", "REC-8"), ("f",)),
    "REC-9": ("f", "delta", "epsilon", "eta"),
    **dict.fromkeys(("MOM-1", "MOM-3", "MOM-4", "MOM-5", "MOM-6"), ("g",)),
    "MOM-11": ("g", "alpha"),
    "NUM-1": ("d",),
    "NUM-2": ("h",),
}

SMOOTHNESS: dict[str, int] = {  # of a function of t: 0 is continuous, 1 differentiable besides
    **dict.fromkeys(("ODE-2", "ODE-3", "ODE-4", "ODE-7", "ODE-8"), 0),
    **dict.fromkeys(("ODE-1", "ODE-6", "FE-2"), 1),
}
