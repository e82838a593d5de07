"""The letters of the lecture.

a is the decay rate, any real number (a claim that needs 0 < a supposes it), h = Δt the step,
β = 1 − a h the factor of the recurrence, f the input,
α the learning rate and g_n = ∇L_n the gradient. Sequences are indexed (`f[n]`), functions applied
(`f(t)`).
"""

from __future__ import annotations

from sympy import Function, IndexedBase, Symbol

# continuous
a = Symbol("a", real=True)
t = Symbol("t", nonnegative=True)
s = Symbol("s", nonnegative=True)
tau = Symbol("tau", positive=True)
x_0 = Symbol("x_0", real=True)
xt_0 = Symbol("xtilde_0", real=True)
w_0 = Symbol("w_0", real=True)
omega = Symbol("omega", positive=True)
eps = Symbol("epsilon", positive=True)
b = Symbol("b", real=True)
c = Symbol("c", real=True)
x, xt, y, w, f, g = (Function(name, real=True) for name in ("x", "xtilde", "y", "w", "f", "g"))
d = Function("d", real=True)
e_1, e_2 = (Function(name, real=True) for name in ("e_1", "e_2"))

p, rho = (Function(name, real=True) for name in ("p", "rho"))
xi = Symbol("xi", nonnegative=True)
kappa = Symbol("kappa", real=True)

# discrete
h = Symbol("h", positive=True)
beta = Symbol("beta", real=True)
n = Symbol("n", integer=True, nonnegative=True)
k = Symbol("k", integer=True, nonnegative=True)
j = Symbol("j", integer=True, nonnegative=True)
z = Symbol("z", real=True)
r = Symbol("r", nonnegative=True)
xs, ys, fs, es, rs, rhos = (
    IndexedBase(name, real=True) for name in ("x", "y", "f", "e", "r", "rho")
)
d2 = IndexedBase("x''", real=True)  # x″ at the points ξ_n

# momentum
alpha = Symbol("alpha", positive=True)
m_0 = Symbol("m_0", real=True)
g_0 = Symbol("g", real=True)
ms, gs, ws, vs = (IndexedBase(name, real=True) for name in ("m", "g", "W", "v"))
lr = Symbol("lr", positive=True)
B = Symbol("B", positive=True)
Gs = IndexedBase("G", real=True)

# suprema
F = Symbol("F", nonnegative=True)
D = Symbol("D", nonnegative=True)
M = Symbol("M", nonnegative=True)
M_2, X_4, E_13, E_22, K = (
    Symbol(name, nonnegative=True) for name in ("M_2", "X_4", "E_13", "E_22", "K")
)

# memory and windows
T = Symbol("T", nonnegative=True)
u = Symbol("u", nonnegative=True)
q = Function("q", real=True)
ell = Symbol("ell", positive=True)
hs = IndexedBase("h", real=True)

# the recurrence under rounding, slow and fast; complex rates −u + iv
v = Symbol("v", real=True)
z_0 = Symbol("z_0", real=True)
nu = Symbol("nu", positive=True)
N = Symbol("N", nonnegative=True)
delta, eta, B_n, X, Z = (
    Symbol(name, nonnegative=True) for name in ("delta", "eta", "B_n", "X", "Z")
)
share = Symbol("beta", positive=True)  # β where it weighs an average: 0 < β < 1
xc, xc_0 = IndexedBase("x"), Symbol("x_0")  # complex
zs, cs, qs, xhs, deltas, etas, epss = (
    IndexedBase(name, real=True) for name in ("z", "c", "q", "xhat", "delta", "eta", "epsilon")
)
A_1, A_2, R_1, R_2 = (Symbol(name, nonnegative=True) for name in ("A_1", "A_2", "R_1", "R_2"))
q_1, q_2 = (Symbol(name, real=True) for name in ("q_1", "q_2"))
step_ratio = Symbol("z", positive=True)  # z = a h

# momentum on a quadratic, and its conventions
lam, mu, gamma = (Symbol(name, positive=True) for name in ("lambda", "mu", "gamma"))
alpha_lambda = Symbol("q", real=True)  # αλ
z_1, z_2, sigma, theta = (Symbol(name, real=True) for name in ("z_1", "z_2", "sigma", "theta"))
A, C = (Symbol(name, nonnegative=True) for name in ("A", "C"))
S_f, V, W, G = (Function(name, real=True) for name in ("S", "V", "W", "G"))
ps, ds, alphas, shifted, changes = (
    IndexedBase(name, real=True) for name in ("p", "d", "alpha", "Wtilde", "Delta_g")
)
gain = Symbol("G", positive=True)  # the size of a frequency response
alpha_0 = Symbol("alpha_0", positive=True)  # the rate before a change
