"""SymPy objects as one line of text, as LaTeX (amsmath) and as Typst mathematics.

One traversal, `_Layout`, decides everything a reader could misread: order, signs, what goes into
a fraction, where brackets stand. A format only says how a letter, a script or a fence is written.

A sum or product whose arguments are not in SymPy's canonical order was arranged by hand
(`evaluate=False`) and keeps its order. Any other is sorted:

- a product: numbers; π, i, (−1)ⁿ; letters as in `_LETTERS`, then the alphabet; brackets and
  absolute values; states (x, m, …); βⁿ and exponentials; sin, ln, …; inputs (f, g, ∇); integrals,
  sums, limits. Negative powers go under a fraction bar, all but the last class above it; a merely
  numerical fraction, as in (h²/2) x″(ξ), ends before the states if it can.
- a sum: plain terms and states, then terms with an input, with an integral or a sum, and O(…).
  Within each, positive before negative; then initial values (x₀), index and time letters, numbers,
  letters, functions, imaginary terms; then the lower degree in letters before the higher. Among
  negative terms numbers come first: n − 1 − k.
"""
# ruff: noqa: N802, N815 - SymPy's `Printer` finds its methods by the names of the classes

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import sympy
from duhamel.analysis.logic import Exists, ForAll, InOrder, Smooth, Solves, free
from sympy import Add, Basic, Derivative, Indexed, Integer, Mul, Pow, S, Symbol, default_sort_key
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.printing.printer import Printer

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "nabla": "∇",
}  # fmt: skip
_NAMES = {glyph: name for name, glyph in _GREEK.items()} | {"lamda": "lambda"}
_VARIANTS = {"epsilon": "varepsilon", "phi": "varphi"}  # LaTeX's names for ε and φ
_LETTERS = [
    "a", "alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "ell", "mu", "omega",
    "b", "c", "n", "k", "j", "N", "t", "s", "tau", "xi", "h", "Delta", "F", "M",
]  # fmt: skip
_RUNNING = {"n", "k", "j", "N", "t", "s", "tau"}  # index and time letters
_STATES = {"x", "xtilde", "y", "z", "v", "w", "W", "m"}
_INPUTS = {"f", "g", "G", "nabla"}
_FUNCTIONS = {  # SymPy's class: the name in print
    "sin": "sin", "cos": "cos", "tan": "tan", "asin": "arcsin", "acos": "arccos", "atan": "arctan",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "log": "ln", "re": "Re", "im": "Im",
    "arg": "arg", "sign": "sgn", "Max": "max", "Min": "min", "Square": "sq",
}  # fmt: skip
_OPERATORS = {*_FUNCTIONS.values(), "sup", "inf"} - {"Re", "Im", "sgn", "sq"}  # known to TeX, Typst
_SIGNS = {  # SymPy's relation, connective or constant: the sign
    "==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "Implies": "⟹",
    "Equivalent": "⟺", "Iff": "⟺", "Pi": "π", "Exp1": "e", "ImaginaryUnit": "i", "Infinity": "∞",
    "Reals": "ℝ", "BooleanTrue": "true", "BooleanFalse": "false",
}  # fmt: skip
_TOKENS = {  # a sign that stands for itself in text: LaTeX, Typst
    "−": ("-", "-"), "·": (r"\cdot", "dot.op"), "≠": (r"\ne", "!="), "≤": (r"\le", "<="),
    "≥": (r"\ge", ">="), "∞": (r"\infty", "infinity"), "∫": (r"\int", "integral"),
    "∑": (r"\sum", "sum"), "lim": (r"\lim", "lim"), "∈": (r"\in", "in"), "ℝ": (r"\mathbb{R}", "RR"),
    "ℂ": (r"\mathbb{C}", "CC"), "0, 1, 2, …": (r"0, 1, 2, \dots", "0, 1, 2, …"),
    "→": (r"\to", "arrow.r"), "↦": (r"\mapsto", "arrow.r.bar"), "∗": (r"\ast", "ast"),
    "π": (r"\pi", "pi"),
    "⟺": (r"\iff", "<==>"), "⟹": (r"\implies", "==>"), "𝟏": (r"\mathbf{1}", "bold(1)"),
    "true": (r"\mathrm{true}", '"true"'), "false": (r"\mathrm{false}", '"false"'),
    "d": (r"\mathrm{d}", "dif"), "/": ("/", " slash "), ",": (",", " comma"),
    "[": ("[", "bracket.l "), "]": ("]", " bracket.r"), "(": ("(", "paren.l "),
    ")": (")", " paren.r"),
}  # fmt: skip
_FENCES = {  # SymPy's class: the pair of signs, LaTeX's pair, Typst's function
    "Abs": ("||", (r"\lvert ", r"\rvert"), "abs"),
    "floor": ("⌊⌋", (r"\lfloor ", r"\rfloor"), "floor"),
    "ceiling": ("⌈⌉", (r"\lceil ", r"\rceil"), "ceil"),
    "": ("()", ("(", ")"), ""),
}
_ACCENTS = {  # text, LaTeX, Typst
    "tilde": ("{}\u0303", r"\tilde{{{}}}", "tilde({})"),
    "hat": ("{}\u0302", r"\hat{{{}}}", "hat({})"),
    "bar": ("{}\u0304", r"\bar{{{}}}", "macron({})"),
}
_RAISED = "0123456789nkmjitsNT+−"
_SUPER = str.maketrans(_RAISED, "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵏᵐʲⁱᵗˢᴺᵀ⁺⁻")
_SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

_RANGES = {">": "0", "≥": "0", "=": "0, 1, 2, …", "∈": "ℂ"}  # of letters that are not just real
# How tightly a printed piece holds together; an operand that holds less tightly gets brackets.
# _OPEN reaches as far to the right as it can (∑ a_k); _QUOT is a fraction on the line, a/b.
# _SAID is a statement in words: x_n ≤ 1 for all n ≥ 0.
_SAID, _LOGIC, _REL, _ADD, _OPEN, _QUOT, _MUL, _POW, _ATOM = range(9)
LONG = 10**12
_DERIVATIVES = ["", "", "twice ", "three times ", "four times ", "five times ", "six times "]


class _Piece(NamedTuple):
    code: str
    hold: int = _ATOM


_IN_WORDS = (ForAll, Exists, Smooth, Solves)


class Letters(Basic):  # type: ignore[misc]  # SymPy carries no types
    """Letters with one range, which is printed with them: a, h > 0."""


def _range(letter: Any) -> str:
    """The sign in `_RANGES` with which the range of a letter begins; none if it is real."""
    if letter.is_integer and letter.is_nonnegative:
        return "="
    sign = ">" if letter.is_positive else "≥" if letter.is_nonnegative else ""
    return sign or ("" if letter.is_real else "∈")


def ranges(*exprs: Any) -> list[Letters]:
    """What the letters that stand free in ``exprs`` range over, where it is not all reals."""
    letters = sorted(set().union(*(free(expr) for expr in exprs), set()), key=str)
    found: dict[str, list[Symbol]] = {}
    for letter in letters:
        if isinstance(letter, Symbol) and letter.name.isidentifier() and _range(letter):
            found.setdefault(_range(letter), []).append(letter)
    return [Letters(*found[kind]) for kind in _RANGES if kind in found]


def text(expr: Any) -> str:
    """``expr`` in one line of unicode; a node without notation is named in a `TypeError`.

    >>> from duhamel.analysis.letters import beta, n
    >>> text((1 - beta**n) / (1 - beta))
    '(1 − βⁿ)/(1 − β)'
    """
    return _Text().doprint(expr)


def latex(expr: Any) -> str:
    r"""``expr`` as LaTeX for amsmath's math mode; `TypeError` as in `text`.

    >>> from duhamel.analysis.letters import beta, n
    >>> print(latex((1 - beta**n) / (1 - beta)))
    \frac{1 - \beta^n}{1 - \beta}
    """
    return _Latex().doprint(expr)


def sides(expr: Any) -> list[list[str]]:
    """What `latex` gives, cut where a line may break: into sides, and each into its terms."""
    return _Latex().sides(expr)


def typst(expr: Any) -> str:
    """``expr`` as Typst markup to stand between dollar signs; `TypeError` as in `text`."""
    return _Typst().doprint(expr)


_WORDS = {
    *("abs", "and", "arctan", "arrow.r", "cos", "dif", "dot.op", "frac", "hat", "infinity"),
    *("integral", "arcsin", "arccos", "cases", "cosh", "lim", "CC", "ln", "log", "lr", "max"),
    *("min", "op", "or"),
    *("sin", "sinh", "slash", "sqrt", "sum", "tan", "tanh", "tilde"),
    *("floor", "exp", "square", "upright", "italic", "bold", "dot", "prime", "not", "in"),
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "ell"),
    *("Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Psi", "Omega"),
}
_TOKEN = re.compile(
    r"""([A-Za-z]+(?:\.[a-z]+)?)|"[A-Za-z ′-]{1,60}"|[0-9]+(?:\.[0-9]+)?|[-+=<>^_(),!&|'/ …·]"""
)
_DEEPEST = 60  # brackets in brackets


def is_mathematics(text: str) -> bool:
    """Whether Typst would read nothing in it but the letters, signs and functions printed here.

    A word of several letters must be one of those, a dot in a word is that of `arrow.r` or
    `dot.op`: so no module is named, no code is called, and what is evaluated can only be drawn.
    """
    place = depth = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            return False
        word = token[1]
        if word and (len(word) > 1 and word not in _WORDS):
            return False
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if not 0 <= depth <= _DEEPEST:
            return False
        place = token.end()
    return depth == 0 and bool(text.strip())


def math(expr: Any) -> dict[str, str]:
    """``expr`` under "text", "latex" and "typst"; `TypeError` as in `text`."""
    return {"text": text(expr), "latex": latex(expr), "typst": typst(expr)}


def terms(relation: Any) -> list[str]:
    """What `text` gives, cut where a line may break: before a sign."""
    return [term for side in _Text().sides(relation) for term in side]


def halves(relation: Any) -> tuple[dict[str, str] | None, dict[str, str]]:
    """What stands before the sign of a relation, None if it has none, and the rest, as `math`."""
    cut = {
        "text": _Text().sides(relation),
        "latex": sides(relation),
        "typst": _Typst().sides(relation),
    }
    whole = isinstance(relation, Relational)
    left = {form: "".join(found[0]).strip() for form, found in cut.items()} if whole else None
    right = {
        form: "".join(map("".join, found[1:] if whole else found)).strip()
        for form, found in cut.items()
    }
    return left, right


def hypotheses(relations: Iterable[Any]) -> list[Any]:
    """Hypotheses as they are printed: 0 ≤ β and β < 1 in one, and none that only names a start."""
    told: list[Any] = []
    for one in relations:
        if isinstance(one, sympy.Eq) and text(one.lhs) == text(one.rhs):
            continue
        joined = [
            sympy.And(other, one, evaluate=False)
            for other in told
            if len(_chains((other, one))) == 1
        ]
        told = [other for other in told if not joined or other not in joined[0].args]
        told.append(joined[0] if joined else one)
    return told


# ---- what stands where ------------------------------------------------------------------------


def _head(expr: Any) -> str:
    """The letter that a symbol, an application, an indexed or a derived letter begins with."""
    while isinstance(expr, (Derivative, sympy.Subs)):
        expr = expr.args[0]
    if isinstance(expr, AppliedUndef):
        name = type(expr).__name__
    else:
        name = expr.base.name if isinstance(expr, Indexed) else getattr(expr, "name", "")
    return re.split(r"[_\d]", name)[0]


def _kind(expr: Any) -> int:
    """The class of a factor, in the order of the module's docstring."""
    if isinstance(expr, (AppliedUndef, Indexed)) or _primed(expr):
        return 7 if _head(expr) in _INPUTS else 4
    if expr.is_Atom:
        return 0 if expr.is_Number else 1 if expr.is_number else 4 if _head(expr) in _STATES else 2
    if expr.is_Pow and expr.exp.is_Rational:
        return max(1, _kind(expr.base))
    if expr.is_Pow or isinstance(expr, sympy.exp):
        return 1 if expr.args[0].is_Number and expr.is_Pow else 5
    if isinstance(expr, Derivative):
        return 8
    if isinstance(expr, (sympy.Integral, sympy.Sum, sympy.Limit, sympy.Piecewise)):
        return 9
    return 3 if isinstance(expr, (Add, Mul, sympy.Abs)) else 6


@lru_cache(maxsize=4096)
def _factor_key(expr: Any) -> tuple[Any, ...]:
    """Where a factor stands in a product."""
    kind = _kind(expr)
    base, power = expr.args if expr.is_Pow else (expr, S.One)
    head = _head(base) if kind in (2, 4, 7) else "i" * (expr is S.ImaginaryUnit)
    place = _LETTERS.index(head) if head in _LETTERS else len(_LETTERS)
    degree = float(power) if power.is_Rational else 0.0
    return kind, place, head, degree, default_sort_key(expr)


@lru_cache(maxsize=4096)
def _term_key(term: Any) -> tuple[Any, ...]:
    """Where a term stands in a sum."""
    factors = [arg for arg in Mul.make_args(term) if not arg.is_Rational]
    keys = sorted(map(_factor_key, factors))
    kinds = {key[0] for key in keys}
    block = 3 if term.is_Order else 2 if 9 in kinds else 1 if 7 in kinds else 0
    degree = sum(key[3] for key in keys if key[0] == 2)
    known = (arg for arg in factors if isinstance(arg, (Symbol, Add, sympy.Abs)))
    if S.ImaginaryUnit in factors:
        rank = 5
    elif any(letter.name.endswith("0") for arg in known for letter in arg.free_symbols):
        rank = 0
    elif not factors:
        rank = -1 if _negative(term) else 2
    elif all(arg.is_Symbol and arg.name in _RUNNING for arg in factors):
        rank = 1
    else:
        rank = 4 if max(kinds) > 3 or term.has(AppliedUndef, Indexed) else 3
    return block, _negative(term), rank, degree, keys, default_sort_key(term)


def _kernel_key(expr: Any) -> tuple[Any, ...]:
    """Where a factor stands under an integral or a sum: states after the weight."""
    kind, *rest = _factor_key(expr)
    return 7 if kind == 4 else kind, *rest


def _arranged(expr: Any, key: Callable[[Any], Any]) -> list[Any]:
    """The arguments of a sum or product in the order in which they are printed."""
    args = list(expr.args)
    if isinstance(expr, InOrder):
        return args
    rest = args[1:] if args[0].is_Number else args
    if any(arg.is_Number for arg in rest) or any(Basic.compare(*two) > 0 for two in pairwise(rest)):
        return args
    return sorted(args, key=key)


def _negative(expr: Any) -> bool:
    """Whether ``expr`` is printed with a minus in front."""
    first = expr.args[0] if expr.is_Mul else expr
    return bool(first is S.NegativeInfinity or (first.is_Rational and first < 0))


def _inverse(expr: Any) -> Any:
    """1/expr if ``expr`` is a power whose exponent is negative, else None."""
    if not expr.is_Pow or not all(map(_negative, Add.make_args(expr.exp))):
        return None
    return expr.base if expr.exp is S.NegativeOne else Pow(expr.base, -expr.exp, evaluate=False)


def _primed(expr: Any) -> tuple[Any, Any, Any] | None:
    """(x(t), 2, t) if ``expr`` is x″(t), (x(s), 2, 0) if it is x″(0), None without primes."""
    point = None
    if isinstance(expr, sympy.Subs) and isinstance(expr.expr, Derivative):
        point, within, expr = expr.point, expr.variables, expr.expr
        if within != expr.expr.args:
            return None
    if not isinstance(expr, Derivative) or len(expr.variable_count) != 1:
        return None
    letter, order = expr.variable_count[0]
    if not isinstance(expr.expr, AppliedUndef) or expr.expr.args != (letter,):
        return None
    return expr.expr, order, point[0] if point else letter


def _link(relation: Any) -> list[Any]:
    """[a, "<", b] for an inequality a < b or b > a; nothing for any other condition."""
    sign = {"<": "<", ">": "<", "<=": "≤", ">=": "≤"}.get(getattr(relation, "rel_op", ""))
    return [relation.lts, sign, relation.gts] if sign else []


def _chains(conditions: Iterable[Any]) -> list[Any]:
    """The conditions; of a < b and b < c there becomes one, [a, "<", b, "<", c]."""
    found: list[Any] = []
    for condition in conditions:
        link = _link(condition)
        for i, other in enumerate(found):
            chain = other if isinstance(other, list) else _link(other)
            if link and chain and link[-1] == chain[0]:
                link, chain = chain, link
            if link and chain and chain[-1] == link[0]:
                found[i] = chain + link[1:]
                break
        else:
            found.append(condition)
    return found


# ---- the one traversal ------------------------------------------------------------------------


class _Layout(Printer, ABC):  # type: ignore[misc]  # SymPy carries no types
    """One method for each node; a format fills in what stands first."""

    column: int  # of `_ACCENTS`; `_TOKENS` has no column for text
    bar = ""  # how a fraction with a bar is written, where there is one
    roots: tuple[str, str]
    gap = " "  # between ∇ and L, d and t
    thin = " "  # before dt
    rows: tuple[str, str, str, str, str]  # of cases: start, value if, value otherwise, break, end
    grid: tuple[str, str, str, str]  # of a matrix: start, column break, row break, end
    depth = 0  # of scripts, where the text format leaves no room around signs
    flat = 0  # inside scripts and arguments, where fractions have no bar

    @abstractmethod
    def letter(self, name: str) -> str:
        """A letter or number, a Greek letter by its name, or a word set upright."""

    @abstractmethod
    def script(self, base: str, sub: str, sup: str, primes: int = 0) -> str:
        """A base with what hangs on it; the empty string for nothing."""

    @abstractmethod
    def fence(self, body: str, kind: str = "") -> str:
        """A body between the signs that `_FENCES` has for ``kind``."""

    def token(self, sign: str) -> str:
        return _TOKENS[sign][self.column - 1] if self.column and sign in _TOKENS else sign

    def infix(self, sign: str) -> str:
        return f" {self.token(sign)} "

    @abstractmethod
    def word(self, words: str, first: bool = False) -> str:
        """Words between formulas, with a space behind, and one before unless they come first."""

    def apply(self, head: str, arguments: str) -> str:
        return head + arguments

    def doprint(self, expr: Any) -> str:
        return self._piece(expr).code

    def emptyPrinter(self, expr: Any) -> Any:
        raise TypeError(f"no notation for the node `{type(expr).__name__}`")

    _print_MatrixExpr = emptyPrinter

    def _piece(self, expr: Any) -> _Piece:
        piece: _Piece = self._print(expr)
        return piece

    def _held(self, piece: _Piece, hold: int) -> str:
        """The piece, in brackets if it holds less tightly than ``hold``."""
        return piece.code if piece.hold >= hold else self.fence(piece.code)

    def _at(self, expr: Any, hold: int) -> str:
        return self._held(self._piece(expr), hold)

    def _list(self, exprs: Iterable[Any], depth: int = 0) -> str:
        """The expressions with commas between; ``depth`` is 1 for a script."""
        self.depth, self.flat = self.depth + depth, self.flat + 1
        code = ("," if self.depth else ", ").join(self._piece(expr).code for expr in exprs)
        self.depth, self.flat = self.depth - depth, self.flat - 1
        return code

    def _small(self, *exprs: Any) -> str:
        return self._list(exprs, 1)

    def _call(self, head: str, args: Iterable[Any], hold: int = _ATOM) -> _Piece:
        return _Piece(self.apply(head, self.fence(self._list(args))), hold)

    # letters and numbers

    def _name(self, name: str, subs: str = "", primes: Any = 0) -> _Piece:
        """x_0, x0, e_1, x'', xtilde_0, x_tilde_0, Delta_t, nabla_L, rho_m, sup, …"""
        head, *rest = name.split("_")
        if head in ("Delta", "nabla") and rest and rest[0].isalpha():
            tail = self._name("_".join(rest), subs, primes)
            return _Piece(self.letter(head) + self.gap + tail.code, _POW)
        match = re.fullmatch(r"([^\W\d]+?)(tilde|hat|bar)?(\d*)('*)", head)
        if match is None or not all(part.isalnum() for part in rest):
            raise TypeError(f"no notation for the name `{name}`")
        base, accent, digits, marks = match.groups()
        if accent is None and rest and rest[0] in _ACCENTS:
            accent = rest.pop(0)
        code = self.letter(base)
        if accent is not None:
            code = _ACCENTS[accent][self.column].format(code)
        sub = ", ".join(filter(None, [*map(self.letter, [digits, *rest]), subs]))
        count = primes + len(marks)
        if count in (0, 1, 2, 3):
            return _Piece(self.script(code, sub, "", int(count)))
        return _Piece(self.script(code, sub, self.fence(self._small(count))))

    def _print_Symbol(self, expr: Any) -> _Piece:
        return self._name(expr.name)

    def _print_IndexedBase(self, expr: Any) -> _Piece:
        return self._name(expr.name)

    def _print_Indexed(self, expr: Any) -> _Piece:
        return self._name(expr.base.name, self._small(*expr.indices))

    def _constant(self, expr: Any) -> _Piece:
        return _Piece(self.token(_SIGNS[type(expr).__name__]))

    _print_Pi = _print_Exp1 = _print_ImaginaryUnit = _print_Infinity = _print_Reals = _constant
    _print_BooleanTrue = _print_BooleanFalse = _constant

    def _print_NegativeInfinity(self, expr: Any) -> _Piece:
        return _Piece(self.token("−") + self._piece(-expr).code, _ADD)

    def _print_Rational(self, expr: Any) -> _Piece:
        size = self._whole(abs(expr.p))
        if expr.q != 1:
            size = self._quotient(size, self._whole(expr.q))
        return _Piece(self.token("−") + size.code, _ADD) if expr < 0 else size

    def _whole(self, number: int) -> _Piece:
        """A whole number; many zeros are a power of ten, a long power is one: 2⁵³."""
        factor = str(number).rstrip("0")
        zeros = len(str(number)) - len(factor)
        if zeros >= 15:
            power = self.script("10", "", str(zeros))
            whole = factor + self.infix("·") + power
            return _Piece(power, _POW) if factor == "1" else _Piece(whole, _MUL)
        found: Any = number > LONG and sympy.perfect_power(number)
        if found:
            base, exponent = found
            return _Piece(self.script(str(base), "", self._small(Integer(exponent))), _POW)
        return _Piece(str(number))

    # sums, products, powers

    def _signed(self, expr: Any, key: Any = _factor_key) -> tuple[bool, _Piece]:
        """Whether ``expr`` has a minus in front, and what stands behind it."""
        negative = _negative(expr)
        if expr.is_Mul:
            return negative, self._product(_arranged(expr, key))
        return negative, self._piece(-expr if negative else expr)

    def _terms(self, expr: Any) -> list[str]:
        """The terms of a sum, each behind its sign."""
        codes: list[str] = []
        for term in _arranged(expr, _term_key):
            negative, piece = self._signed(term)
            sign = "−" if negative else "+"
            before = self.infix(sign) if codes else self.token(sign) if negative else ""
            codes.append(before + self._held(piece, _OPEN))
        return codes

    def _print_Add(self, expr: Any) -> _Piece:
        return _Piece("".join(self._terms(expr)), _ADD)

    def _print_Mul(self, expr: Any, key: Any = _factor_key) -> _Piece:
        if not expr.is_commutative:
            raise TypeError("no notation for the node `Mul` of factors that do not commute")
        negative, piece = self._signed(expr, key)
        return _Piece(self.token("−") + self._held(piece, _OPEN), _ADD) if negative else piece

    def _product(self, args: Sequence[Any]) -> _Piece:
        """The product of ``args``, its sign left out."""
        above, below = [], []
        for i, arg in enumerate(args):
            if (inverse := _inverse(arg)) is not None:
                below.append(inverse)
            elif i == 0 and arg.is_Rational:
                above += [Integer(abs(arg.p))] * (abs(arg.p) != 1)
                below += [Integer(arg.q)] * (arg.q != 1)
            else:
                above.append(arg)
        if not below:
            return self._row(above)
        last = 4 if all(arg.is_Number for arg in below) else 8
        if not any(_kind(arg) < last for arg in above):
            last = 8
        fraction = self._quotient(
            self._row([arg for arg in above if _kind(arg) < last]), self._row(below)
        )
        return self._row([fraction, *(arg for arg in above if _kind(arg) >= last)])

    def _row(self, factors: Iterable[Any]) -> _Piece:
        """Factors side by side; a dot before a digit, which would fuse with what precedes it."""
        pieces = [x if isinstance(x, _Piece) else self._piece(x) for x in factors] or [_Piece("1")]
        if len(pieces) == 1:
            return pieces[0]
        *front, last = pieces
        codes = [self._held(piece, _MUL) for piece in front]
        codes.append(last.code if last.hold == _OPEN else self._held(last, _MUL))
        code = codes[0]
        for part in codes[1:]:
            code += (self.infix("·") if re.match(r"(\\frac{|frac\()?\d", part) else " ") + part
        return _Piece(code, min(last.hold, _MUL) if last.hold == _OPEN else _MUL)

    def _quotient(self, top: _Piece, bottom: _Piece) -> _Piece:
        if self.bar and not self.flat:
            return _Piece(self.bar.format(top.code, bottom.code), _POW)
        return _Piece(self._held(top, _MUL) + self.token("/") + self._held(bottom, _POW), _QUOT)

    def _print_Pow(self, expr: Any) -> _Piece:
        base, power = expr.args
        if (inverse := _inverse(expr)) is not None:
            return self._quotient(_Piece("1"), self._piece(inverse))
        if power in (S.Half, sympy.Rational(1, 3)):
            body = self._piece(base)
            if not self.bar and not (base.is_Atom and body.hold == _ATOM):
                body = _Piece(self.fence(body.code))
            return _Piece(self.roots[power.q - 2].format(body.code), _POW)
        if power.is_Integer and isinstance(base, sympy.Function) and self._known(base):
            return self._call(self.script(self._known(base), "", self._small(power)), base.args)
        return _Piece(self.script(self._at(base, _ATOM), "", self._small(power)), _POW)

    def _print_exp(self, expr: Any) -> _Piece:
        return _Piece(self.script("e", "", self._small(*expr.args)), _POW)

    # functions

    def _known(self, expr: Any) -> str:
        """The printed name of a function that has one, such as sin."""
        name = "" if isinstance(expr, AppliedUndef) else _FUNCTIONS.get(type(expr).__name__, "")
        return self.letter(name)

    def _print_Function(self, expr: Any) -> _Piece:
        return self._call(self._known(expr) or self.emptyPrinter(expr), expr.args)

    def _print_Max(self, expr: Any) -> _Piece:
        return self._call(self._known(expr), sorted(expr.args, key=_term_key))

    _print_Min = _print_Max

    def _print_AppliedUndef(self, expr: Any, primes: Any = 0, point: Any = None) -> _Piece:
        head = self._name(type(expr).__name__, "", primes)
        return self._call(head.code, expr.args if point is None else [point], head.hold)

    def _fenced(self, expr: Any) -> _Piece:
        code = ", ".join(self._piece(arg).code for arg in expr.args)
        return _Piece(self.fence(code, type(expr).__name__))

    _print_Abs = _print_floor = _print_ceiling = _fenced

    def _print_conjugate(self, expr: Any) -> _Piece:
        return _Piece(self.script(self._at(expr.args[0], _ATOM), "", self.token("∗")), _POW)

    def _print_Heaviside(self, expr: Any) -> _Piece:
        """θ(t − 1), or the indicator 1_{t ≥ 1} where the value at the jump is 1 (t > 1 if 0)."""
        argument, jump = expr.args
        if jump not in (0, 1):
            return self._call(self.letter("theta"), [argument])
        terms = Add.make_args(argument)
        high = Add(*(term for term in terms if not _negative(term)))
        low = Add(*(-term for term in terms if _negative(term)))
        where = sympy.Ge(high, low, evaluate=False) if jump else sympy.Gt(high, low, evaluate=False)
        return _Piece(self.script(self.token("𝟏"), self._small(where), ""))

    def _print_Order(self, expr: Any) -> _Piece:
        return self._call("O", [expr.expr])

    # calculus

    def _print_Derivative(self, expr: Any) -> _Piece:
        if primed := _primed(expr):
            return self._print_AppliedUndef(*primed)
        code, d = "", self.token("d")
        for letter, count in reversed(expr.variable_count):
            order = "" if count == 1 else self._small(count)
            top = self.script(d, "", order)
            bottom = d + self.gap + self.script(self._at(letter, _ATOM), "", order)
            code += self._quotient(_Piece(top), _Piece(bottom)).code + " "
        return _Piece(code + self._at(expr.expr, _ATOM), _OPEN)

    def _print_Subs(self, expr: Any) -> _Piece:
        primed = _primed(expr) or self.emptyPrinter(expr)
        return self._print_AppliedUndef(*primed)

    def _big(self, sign: str, low: Iterable[Any], high: Iterable[Any]) -> str:
        return self.script(self.token(sign), self._small(*low), self._small(*high)) + " "

    def _body(self, expr: Any) -> str:
        piece = self._print_Mul(expr, _kernel_key) if expr.is_Mul else self._piece(expr)
        return self._held(piece, _OPEN)

    def _print_Integral(self, expr: Any) -> _Piece:
        code = ""
        for limit in reversed(expr.limits):
            code += self._big("∫", limit[1:-1], limit[1:][-1:])
        code += self._body(expr.function)
        for limit in expr.limits:
            code += self.thin + self.token("d") + self.gap + self._piece(limit[0]).code
        return _Piece(code, _MUL)

    def _print_Sum(self, expr: Any) -> _Piece:
        code = ""
        for letter, low, high in reversed(expr.limits):
            code += self._big("∑", [sympy.Eq(letter, low, evaluate=False)], [high])
        return _Piece(code + self._body(expr.function), _OPEN)

    def _print_Limit(self, expr: Any) -> _Piece:
        self.depth += 1
        where = self._approach(expr)
        self.depth -= 1
        code = self.script(self.token("lim"), where, "")
        return _Piece(f"{code} {self._at(expr.args[0], _OPEN)}", _OPEN)

    def _approach(self, expr: Any) -> str:
        """n → ∞, or r → 1⁻."""
        _, letter, point, side = expr.args
        where = self._small(letter) + self.infix("→")
        if point.is_infinite or str(side) == "+-":
            where += self._small(point)
        else:
            side_sign = self.token("+" if str(side) == "+" else "−")
            where += self.script(self._at(point, _ATOM), "", side_sign)
        return where

    def _print_Piecewise(self, expr: Any) -> _Piece:
        start, value_if, otherwise, line_break, end = self.rows
        lines = []
        for value, condition in expr.args:
            row = otherwise if condition is S.true else value_if
            lines.append(row.format(self._piece(value).code, self._piece(condition).code))
        return _Piece(start + line_break.join(lines) + end, _OPEN)

    # relations, logic, sets

    def _chain(self, links: Sequence[Any]) -> _Piece:
        """Expressions and the signs between them: a < b ≤ c."""
        parts = [self.infix(x) if isinstance(x, str) else self._at(x, _ADD) for x in links]
        return _Piece("".join(parts), _REL)

    def sides(self, expr: Any) -> list[list[str]]:
        """What `doprint` gives, in parts: each side begins with its sign, and so does each term."""
        return self._said(expr)[0]

    def _said(self, expr: Any) -> tuple[list[list[str]], int]:
        """A relation or a statement in sides, and how tightly it holds together."""
        match expr:
            case Relational():
                return self._related(expr), _REL
            case ForAll() | Exists():
                return self._quantified(expr), _SAID
            case Smooth():
                return self._smooth(*expr.args), _SAID
            case Solves():
                equation, head, letter = expr.args
                after, on = sympy.Gt(letter, 0), Smooth(head, letter, S.Zero, S.Zero)
                tail = [self.word("for") + self.doprint(after)]
                smooth = self._before(self.word("and"), self._smooth(*on.args))
                return [*self._related(equation), tail, *smooth], _SAID
            case sympy.And() | sympy.Or():
                return self._joined(expr)
            case sympy.Not():
                held = self._held_said(expr.args[0], _ATOM)
                return self._before(self.word("not", first=True), held), _REL
        if type(expr).__name__ in ("Iff", "Equivalent", "Implies"):
            sign = self.infix(_SIGNS[type(expr).__name__])
            first, *others = (self._held_said(arg, _LOGIC) for arg in expr.args)
            return [
                *first,
                *(side for other in others for side in self._before(sign, other)),
            ], _SAID
        piece = self._piece(expr)
        return [[piece.code]], piece.hold

    def _before(self, code: str, sides: list[list[str]]) -> list[list[str]]:
        (first, *rest), *others = sides
        return [[code + first, *rest], *others]

    def _held_said(self, expr: Any, hold: int) -> list[list[str]]:
        """The sides of a statement, in brackets if it holds less tightly than ``hold``."""
        found, own = self._said(expr)
        if own >= hold:
            return found
        found = self._before("(", found)
        found[-1][-1] = found[-1][-1].rstrip() + ")"
        return found

    def _related(self, expr: Any) -> list[list[str]]:
        if isinstance(expr.lhs, sympy.Limit) and expr.rel_op == "==":
            body, *_ = expr.lhs.args
            as_ = self.word("as") + self._approach(expr.lhs)
            return [self._side(body), [self.infix("→") + self._at(expr.rhs, _ADD)], [as_]]
        if expr.lhs.is_Number and not expr.rhs.is_Number and expr.rel_op in ("<", "<="):
            expr = expr.reversed  # n > 43
        sign = self.infix(_SIGNS[expr.rel_op])
        return [self._side(expr.lhs), *self._before(sign, [self._side(expr.rhs)])]

    def _side(self, expr: Any) -> list[str]:
        return self._terms(expr) if expr.is_Add else [self._at(expr, _ADD)]

    def _joined(self, expr: Any) -> tuple[list[list[str]], int]:
        """Statements with "and" or "or" between: what is said in words comes last."""
        both = isinstance(expr, sympy.And)
        args = sorted(expr.args, key=lambda arg: isinstance(arg, Exists))  # which has no end
        parts = [
            ([[self._chain(x).code]], _REL) if isinstance(x, list) else self._operand(x, both)
            for x in (_chains(args) if both else args)
        ]
        (first, hold), *others = sorted(parts, key=lambda part: part[1], reverse=True)
        word = self.word("and" if both else "or")
        sides = [*first, *(side for other, _ in others for side in self._before(word, other))]
        return sides, min(_LOGIC if others else hold, *(own for _, own in parts))

    def _operand(self, expr: Any, both: bool) -> tuple[list[list[str]], int]:
        found, own = self._said(expr)
        if both and isinstance(expr, ForAll | Smooth | Solves | Exists):
            return found, own  # "for all n" speaks of the last statement before it alone
        return self._held_said(expr, _REL), max(own, _REL)

    def _quantified(self, expr: Any) -> list[list[str]]:
        """S for all n ≥ 0; but for all x such that W, S, where S or all of W is said in words."""
        letters, where, that = expr.args
        every = isinstance(expr, ForAll)
        named, found = self._where(letters, where, every), self._said(that)[0]
        several = isinstance(where, sympy.And) and where.has(*_IN_WORDS)
        if not that.has(*_IN_WORDS) and not several:
            word = self.word("for all" if every else "for some")
            return [*self._held_said(that, _REL), *self._before(word, named)]
        there = "there are" if len(letters) > 1 else "there is"
        word = self.word("for all" if every else there, first=True)
        middle = ", " if every else self.word("such that")
        return [*self._before(word, named), *self._before(middle, found)]

    def _where(self, letters: Any, where: Any, every: bool) -> list[list[str]]:
        """n ≥ 0; sequences x, f such that …; ξ with t < ξ < t + h."""
        if len(letters) == 1 and isinstance(where, Relational) and letters[0] in where.args:
            return [[self.doprint(where if where.lhs == letters[0] else where.reversed)]]
        names = ", ".join(self._name(letter.name).code for letter in letters)
        if not isinstance(letters[0], Symbol):
            kind = "sequence" if isinstance(letters[0], sympy.IndexedBase) else "function"
            names = self.word(kind + "s" * (every or len(letters) > 1), first=True) + names
        elif where == S.true and (sign := _range(letters[0])):
            shown = "≥" if sign == "=" else sign
            return [[names + self.infix(shown) + self.token(_RANGES[shown])]]
        if where == S.true:
            return [[names]]
        word = self.word("such that" if where.has(Exists) else "with")
        return [[names], *self._before(word, self._said(where)[0])]

    def _smooth(self, expr: Any, letter: Any, times: Any, start: Any) -> list[list[str]]:
        own = isinstance(expr, AppliedUndef) and expr.args == (letter,)
        subject = self._name(type(expr).__name__).code if own else self.doprint(expr)
        kind = f"{_DERIVATIVES[int(times)]}continuously differentiable" if times else "continuous"
        where = self.doprint(sympy.Ge(letter, start, evaluate=False))
        return [[subject], [self.word(f"is {kind} for") + where]]

    def _print_Letters(self, expr: Any) -> _Piece:
        names, sign = ", ".join(map(self.doprint, expr.args)), _range(expr.args[0])
        return _Piece(names + self.infix(sign) + self.token(_RANGES[sign]), _REL)

    def _statement(self, expr: Any) -> _Piece:
        found, hold = self._said(expr)
        return _Piece("".join("".join(side) for side in found), hold)

    _print_Relational = _print_And = _print_Or = _print_Not = _print_Implies = _statement
    _print_Equivalent = _print_Iff = _print_ForAll = _print_Exists = _statement
    _print_Smooth = _print_Solves = _statement

    def _print_Contains(self, expr: Any) -> _Piece:
        return self._chain([expr.args[0], "∈", expr.args[1]])

    def _print_Lambda(self, expr: Any) -> _Piece:
        inputs = expr.signature[0] if len(expr.signature) == 1 else expr.signature
        return self._chain([inputs, "↦", expr.expr])

    def _print_Interval(self, expr: Any) -> _Piece:
        low, high = (self._piece(end).code for end in expr.args[:2])
        left, right = "[("[bool(expr.left_open)], "])"[bool(expr.right_open)]
        return _Piece(f"{self.token(left)}{low}{self.token(',')} {high}{self.token(right)}")

    def _print_Tuple(self, expr: Any) -> _Piece:
        return _Piece(self.fence(self._list(expr.args)))

    def _print_MatrixBase(self, expr: Any) -> _Piece:
        start, column_break, row_break, end = self.grid
        rows = (column_break.join(self._piece(x).code for x in row) for row in expr.tolist())
        return _Piece(start + row_break.join(rows) + end)


# ---- the three formats ------------------------------------------------------------------------


def _braced(mark: str, script: str) -> str:
    """_n, _{n−1}, or nothing for an empty script."""
    return script and mark + (script if len(script) == 1 else f"{{{script}}}")


class _Text(_Layout):
    column = 0
    roots = ("√{}", "∛{}")
    gap = ""
    rows = ("{", "{} if {}", "{} otherwise", "; ", "}")
    grid = ("(", ", ", "; ", ")")

    def infix(self, sign: str) -> str:
        return sign if self.depth else f" {sign} "

    def word(self, words: str, first: bool = False) -> str:
        return f"{'' if first else ' '}{words} "

    def letter(self, name: str) -> str:
        return _GREEK.get(_NAMES.get(name, name), name)

    def script(self, base: str, sub: str, sup: str, primes: int = 0) -> str:
        low = sub.translate(_SUB) if sub.isdecimal() else _braced("_", sub)
        raised = sup.isdecimal() or (len(sup) == 1 and sup in _RAISED)
        return (
            base
            + low
            + "′″‴"[primes - 1 : primes]
            + (sup.translate(_SUPER) if raised else _braced("^", sup))
        )

    def fence(self, body: str, kind: str = "") -> str:
        signs = _FENCES[kind][0]
        return signs[0] + body + signs[1]


class _Latex(_Layout):
    column = 1
    bar = r"\frac{{{}}}{{{}}}"
    roots = (r"\sqrt{{{}}}", r"\sqrt[3]{{{}}}")
    thin = r" \,"
    rows = (
        r"\begin{cases} ", r"{} & \text{{if }} {}", r"{} & \text{{otherwise}}", r" \\ ",
        r" \end{cases}",
    )  # fmt: skip
    grid = (r"\begin{pmatrix} ", " & ", r" \\ ", r" \end{pmatrix}")

    def word(self, words: str, first: bool = False) -> str:
        return rf"\text{{{words} }} " if first else rf" \text{{ {words} }} "

    def letter(self, name: str) -> str:
        name = _NAMES.get(name, name)
        if name in _GREEK or name in _OPERATORS:
            return "\\" + _VARIANTS.get(name, name)
        return name if len(name) < 2 or name.isdecimal() else rf"\operatorname{{{name}}}"

    def script(self, base: str, sub: str, sup: str, primes: int = 0) -> str:
        return base + _braced("_", sub) + "'" * primes + _braced("^", sup)

    def fence(self, body: str, kind: str = "") -> str:
        left, right = _FENCES[kind][1]
        if re.search(r"\\(frac|sum|int|begin)", body):
            left, right = rf"\left{left}", rf"\right{right}"
        return left + body + right


class _Typst(_Layout):
    column = 2
    bar = "frac({}, {})"
    roots = ("sqrt({})", "root(3, {})")
    rows = ("cases(", '{} & quad "if" {}', '{} & quad "otherwise"', ", ", ")")
    grid = ("mat(", ", ", "; ", ")")

    def apply(self, head: str, arguments: str) -> str:
        # without the space, brackets after a script would belong to the script
        return head + (arguments if head.rstrip("'").isalpha() else f" {arguments}")

    def word(self, words: str, first: bool = False) -> str:
        return f"""{"" if first else " "}"{words}" """

    def letter(self, name: str) -> str:
        name = _NAMES.get(name, name)
        known = name in _GREEK or name in _OPERATORS or len(name) < 2 or name.isdecimal()
        return name if known else f'op("{name}")'

    def script(self, base: str, sub: str, sup: str, primes: int = 0) -> str:
        low, high = (
            mark and sign + (mark if mark.isalnum() else f"({mark})")
            for sign, mark in (("_", sub), ("^", sup))
        )
        return base + "'" * primes + low + high

    def fence(self, body: str, kind: str = "") -> str:
        return f"{_FENCES[kind][2]}({body})"
