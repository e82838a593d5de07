"""A claim, printed as a proposition for Coq with Coquelicot.

Coq's functions are total: 1/0, ln(−1) and an integral that does not exist are numbers there. So
what a formula presumes is part of the proposition: of the statement a conjunct to be proved, of a
hypothesis a conjunct to be proved from those before it. A derivative in a relation is never Coq's
`Derive`: it says that some number is the derivative, and that the relation holds for it. At the
edge of a letter's range the derivative is the one from the right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from duhamel.analysis.logic import Exists, ForAll, Iff, Smooth, Solves
from sympy import (
    Abs,
    Add,
    And,
    Basic,
    Derivative,
    E,
    Eq,
    Expr,
    Ge,
    Gt,
    I,
    IndexedBase,
    Integral,
    Le,
    Limit,
    Lt,
    Max,
    Mul,
    Ne,
    Or,
    Pow,
    S,
    Sum,
    Symbol,
    atan,
    cos,
    exp,
    expand,
    log,
    oo,
    pi,
    preorder_traversal,
    sin,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import Relational
from sympy.tensor.indexed import Indexed

ATOM, APPLIED, POWER, MINUS, PRODUCT, SUM = 0, 10, 30, 35, 40, 50
SIGNS = {Eq: "=", Ne: "<>", Le: "<=", Lt: "<", Ge: ">=", Gt: ">"}
ONE_PLACE = {Abs: "Rabs", cos: "cos", sin: "sin", atan: "atan", exp: "exp"}
RENAMED = {"lambda": "lam"}
# a letter of such a name would capture a word of Coq's, or one of those that are printed here
TAKEN = frozenset(
    re.findall(
        r"\w+",
        """C Ci Cinv Cmod Cmult Cplus Finite I INR Im O PI Prop R RInt Rabs Rbar_locally Re Rmax
        Rmin Rpower RtoC S as at at_left at_right atan by cexp cos derive_from eventually ex_RInt
        exists exp filterlim forall fun if in is_derive is_lim is_lim_seq let ln nat nderiv p_infty
        psum sin smooth sqrt""",
    )
)
SIDES = {"+": "at_right", "-": "at_left"}

Text = tuple[str, int]  # and how strongly it binds


class UnprintableError(ValueError):
    """What the printer has no faithful words for."""


def _wrap(text: Text, most: int) -> str:
    return text[0] if text[1] <= most else f"({text[0]})"


def _positive(e: Expr) -> bool:
    """Whether e > 0 can be read off: letters and numbers > 0, exp, sums, products, powers."""
    if e.is_Symbol or e.is_number:
        return bool(e.is_positive)
    if isinstance(e, (Add, Mul)):
        return all(_positive(part) for part in e.args)
    if isinstance(e, exp):
        return bool(e.args[0].is_real)
    return isinstance(e, Pow) and _positive(e.base) and bool(e.exp.is_real)


def _falls(exponent: Expr) -> bool:
    return not exponent.is_Add and bool(exponent.as_coeff_Mul()[0].is_negative)


def _complex(e: Any) -> bool:
    return any(part is I or (part.is_Symbol and not part.is_real) for part in _outer(e))


def _outer(e: Any) -> Iterator[Any]:
    """The parts of e; a size is real, whatever it is the size of."""
    yield e
    if not isinstance(e, (Abs, Indexed, AppliedUndef)):
        for part in getattr(e, "args", ()):
            yield from _outer(part)


class Printer:
    """One claim's printer: it collects the free letters, and the duties of what it prints."""

    def __init__(self) -> None:
        self.free: dict[str, tuple[Any, str]] = {}  # name: what it names, its type
        self.bound: list[Any] = []
        self.edges: set[Symbol] = set()  # letters whose derivatives are from the right at 0
        self.largest: dict[Symbol, tuple[Expr, Expr]] = {}  # of the letters of sums
        self.duties: list[str] = []
        self.witnesses: list[str] = []

    # -- names

    def _name(self, thing: Any, kind: str) -> str:
        """The name of a letter, a sequence or a function, which is none other's."""
        name = _bare(thing)
        for other in self.bound:
            if other != thing and _bare(other) == name:
                raise UnprintableError(f"two things print as {name}")
        if re.fullmatch(r"D\d+", name) and name not in self.witnesses:
            raise UnprintableError(f"{name} is the name of a derivative")
        if thing not in self.bound and self.free.setdefault(name, (thing, kind)) != (thing, kind):
            raise UnprintableError(f"two things print as {name}: {self.free[name][0]} and {thing}")
        return name

    def letter(self, s: Symbol) -> str:
        return self._name(s, _kind(s))

    def _sequence(self, base: IndexedBase) -> str:
        if not (base.is_real or base.label.is_real):
            raise UnprintableError(f"the complex sequence {base}")
        return self._name(base, "nat -> R")

    def _function(self, applied: AppliedUndef) -> str:
        if not applied.is_real:
            raise UnprintableError(f"the complex function {applied.func}")
        return self._name(applied.func, "R -> R")

    @contextmanager
    def _binding(
        self, letters: Sequence[Any], wrap: Callable[[str], str], edges: Iterable[Symbol] = ()
    ) -> Iterator[None]:
        """Duties that arise inside hold inside: wrapped when left."""
        outer, self.duties = self.duties, []
        without, self.edges = self.edges, self.edges.difference(letters).union(edges)
        heads = [_head(letter) for letter in letters]
        self.bound.extend(heads)
        yield
        del self.bound[len(self.bound) - len(heads) :]
        self.edges = without
        self.duties = [*outer, *(wrap(duty) for duty in self.duties)]

    def _due(self, duty: str) -> None:
        if duty not in self.duties:
            self.duties.append(duty)

    # -- whole numbers, as indices and exponents

    def index(self, e: Expr) -> Text:
        """A whole number; refused where it is not shown to be ≥ 0."""
        e = least = expand(e)
        for s in sorted(e.free_symbols, key=str):
            if not (s.is_integer and s.is_nonnegative):
                raise UnprintableError(f"{s} in the index {e}")
            if e.coeff(s) < 0 and s in self.largest:
                least = expand(least.subs(s, self.largest[s][1]))
        if any(value < 0 for value in least.as_coefficients_dict().values()):
            raise UnprintableError(f"the index {e} may be negative")
        terms = e.as_coefficients_dict()
        constant = int(terms.pop(S.One, 0))
        more, less = (
            sorted(
                name
                for s, times in terms.items()
                for name in [self.letter(s)] * (int(times) * sign)
            )
            for sign in (1, -1)
        )
        if not more and not less:
            return f"{constant}%nat", ATOM
        if len(more) == 1 and not less and constant >= 0:
            text = more[0]
            for _ in range(constant):
                text = f"(S {text})"
            return text, ATOM
        more += [str(constant)] * (constant > 0)
        less = [str(-constant)] * (constant < 0) + less
        return f"({' - '.join([' + '.join(more) or '0', *less])})%nat", ATOM

    # -- real numbers

    def real(self, e: Any) -> Text:
        if _complex(e):
            raise UnprintableError(f"{e} is not real")
        if e in (pi, E):
            return ("PI", ATOM) if e is pi else ("exp 1", APPLIED)
        if e.is_Rational:
            text = str(abs(e.p)) if e.q == 1 else f"{abs(e.p)} / {e.q}"
            bare = ATOM if e.q == 1 else PRODUCT
            return (text, bare) if e >= 0 else (f"- {_wrap((text, bare), ATOM)}", MINUS)
        if isinstance(e, Indexed):
            (position,) = e.indices
            return f"{self._sequence(e.base)} {self.index(position)[0]}", APPLIED
        if e.is_Symbol:
            return (f"INR {self.letter(e)}", APPLIED) if e.is_integer else (self.letter(e), ATOM)
        if isinstance(e, AppliedUndef) and len(e.args) == 1:
            (at,) = e.args
            return f"{self._function(e)} {_wrap(self.real(at), ATOM)}", APPLIED
        if type(e) in ONE_PLACE:
            (of,) = e.args
            if isinstance(e, Abs) and _complex(of):
                return f"Cmod {_wrap(self.complex(of), ATOM)}", APPLIED
            return f"{ONE_PLACE[type(e)]} {_wrap(self.real(of), ATOM)}", APPLIED
        for kind, how in (
            (Add, self._sum), (Mul, self._product), (Pow, self._power), (log, self._log),
            (Max, self._most), (Sum, self._series), (Integral, self._integral),
        ):  # fmt: skip
            if isinstance(e, kind):
                return how(e)
        raise UnprintableError(f"{type(e).__name__}: {e}")

    def _sum(self, e: Add) -> Text:
        plus: list[str] = []
        minus: list[str] = []
        for term in e.args:
            negative = term.as_coeff_Mul()[0].is_negative
            text = self.real(-term if negative else term)
            (minus if negative else plus).append(_wrap(text, PRODUCT))
        told = " + ".join(sorted(plus)) + "".join(f" - {term}" for term in sorted(minus))
        return told.lstrip(), SUM

    def _product(self, e: Mul) -> Text:
        number, _ = e.as_coeff_Mul()
        if number.is_negative:
            return f"- {_wrap(self.real(-e), POWER)}", MINUS
        up, down = [str(number.p)] * (number.p != 1), [str(number.q)] * (number.q != 1)
        ups, downs = [], []
        for part in Mul.make_args(e / number):
            if isinstance(part, Pow) and _falls(part.exp):
                self._nonzero(part.base)
                downs.append(_wrap(self.real(1 / part), POWER))
            else:
                ups.append(_wrap(self.real(part), POWER))
        up, down = [*up, *sorted(ups)] or ["1"], [*down, *sorted(downs)]
        top, low = " * ".join(up), " * ".join(down)
        if not down:
            return top, PRODUCT
        return f"{top} / {low if len(down) == 1 else f'({low})'}", PRODUCT

    def _nonzero(self, e: Expr) -> None:
        if not _positive(e):
            self._due(f"{_wrap(self.real(e), SUM)} <> 0")

    def _power(self, e: Pow) -> Text:
        base, to = e.base, e.exp
        if _falls(to):
            self._nonzero(base)
            return f"1 / {_wrap(self.real(1 / e), POWER)}", PRODUCT
        if to == S.Half:
            if not _positive(base):
                self._due(f"0 <= {_wrap(self.real(base), SUM)}")
            return f"sqrt {_wrap(self.real(base), ATOM)}", APPLIED
        if to.is_integer:
            exponent = str(to) if to.is_number else self.index(to)[0]
            return f"{_wrap(self.real(base), APPLIED)} ^ {exponent}", POWER
        if not _positive(base):
            self._due(f"0 < {_wrap(self.real(base), SUM)}")
        return f"Rpower {_wrap(self.real(base), ATOM)} {_wrap(self.real(to), ATOM)}", APPLIED

    def _log(self, e: log) -> Text:
        if not _positive(e.args[0]):
            self._due(f"0 < {_wrap(self.real(e.args[0]), SUM)}")
        return f"ln {_wrap(self.real(e.args[0]), ATOM)}", APPLIED

    def _most(self, e: Max) -> Text:
        first, *rest = sorted(_wrap(self.real(of), ATOM) for of in e.args)
        for other in rest:
            first = f"(Rmax {first} {other})"
        return first, ATOM

    def _series(self, e: Sum) -> Text:
        ((k, low, high),) = e.limits
        if low != 0:
            raise UnprintableError(f"a sum from {low}")
        count = self.index(high + 1)[0]
        self.largest[k], name = (low, high), _bare(k)
        inside = f"({name} < {count})%nat"
        with self._binding([k], lambda duty: f"forall {name} : nat, {inside} -> {duty}"):
            body = self.real(e.function)[0]
        del self.largest[k]
        return f"psum (fun {name} => {body}) {count}", APPLIED

    def _integral(self, e: Integral) -> Text:
        start, end, name, (body, _) = self._integrand(e, self.real)
        self._due(f"ex_RInt (fun {name} => {body}) {start} {end}")
        return f"RInt (fun {name} => {body}) {start} {end}", APPLIED

    def _integrand(self, e: Integral, told: Callable[[Any], Text]) -> tuple[str, str, str, Text]:
        """Both ends, the letter and what is integrated."""
        ((s, low, high),) = e.limits
        start, end = (_wrap(self.real(at), ATOM) for at in (low, high))
        name = _bare(s)
        inside = f"Rmin {start} {end} < {name} < Rmax {start} {end}"
        with self._binding([s], lambda duty: f"forall {name} : R, {inside} -> {duty}"):
            body = told(e.function)
        return start, end, name, body

    # -- complex numbers

    def complex(self, e: Any) -> Text:
        if e is I:
            return "Ci", ATOM
        if not _complex(e):
            return f"RtoC {_wrap(self.real(e), ATOM)}", APPLIED
        if e.is_Symbol:
            return self.letter(e), ATOM
        if isinstance(e, exp):
            return f"cexp {_wrap(self.complex(e.args[0]), ATOM)}", APPLIED
        if isinstance(e, Pow) and e.exp.is_Integer:
            if e.exp < 0:
                below = _wrap(self.complex(1 / e), ATOM)
                self._due(f"{_wrap(self.complex(e.base), ATOM)} <> RtoC 0")
                return f"Cinv {below}", APPLIED
            text = _wrap(self.complex(e.base), ATOM)
            return self._folded("Cmult", [text] * int(e.exp))
        if isinstance(e, (Add, Mul)):
            head = "Cplus" if isinstance(e, Add) else "Cmult"
            real = [part for part in e.args if not _complex(part)]
            parts = [self.complex(part) for part in e.args if _complex(part)]
            parts += [self.complex(e.func(*real))] if real else []
            return self._folded(head, sorted(_wrap(part, ATOM) for part in parts))
        if isinstance(e, Integral):
            return self._complex_integral(e)
        raise UnprintableError(f"complex {type(e).__name__}: {e}")

    def _complex_integral(self, e: Integral) -> Text:
        """Its real and its imaginary part."""
        start, end, name, body = self._integrand(e, self.complex)
        parts = [f"(fun {name} => {of} {_wrap(body, ATOM)}) {start} {end}" for of in ("Re", "Im")]
        for part in parts:
            self._due(f"ex_RInt {part}")
        return f"({', '.join(f'RInt {part}' for part in parts)})", ATOM

    @staticmethod
    def _folded(head: str, parts: list[str]) -> Text:
        text = parts[0]
        for part in parts[1:]:
            text = f"({head} {text} {part})"
        return text, ATOM

    # -- relations and what is made of them

    def proposition(self, p: Any, given: bool = False) -> str:
        """The proposition; ``given``: it is a hypothesis, so it may be weakened."""
        if isinstance(p, (And, Or)):
            parts = sorted(f"({self.proposition(part, given)})" for part in p.args)
            return (" /\\ " if isinstance(p, And) else " \\/ ").join(parts)
        if isinstance(p, Iff):
            left, right = (self.proposition(side) for side in p.args)
            return f"({left}) <-> ({right})"
        if isinstance(p, ForAll):
            return self._for_all(p, given)
        if isinstance(p, Exists):
            return self._exists(p)
        if isinstance(p, Smooth):
            of, at, times, start = p.args
            return f"smooth {times} {_wrap(self.real(start), ATOM)} {self._at(of, at)}"
        if isinstance(p, Solves):
            return self._solves(p)
        if isinstance(p, Eq) and isinstance(p.lhs, Limit):
            return self._limit(p.lhs, p.rhs)
        if isinstance(p, Relational):
            return self._relation(p)
        raise UnprintableError(f"{type(p).__name__}: {p}")

    def _at(self, of: Expr, letter: Symbol) -> str:
        """The function of the letter, as short as it can be written."""
        if isinstance(of, AppliedUndef) and of.args == (letter,):
            return self._function(of)
        with self._binding([letter], lambda duty: duty):
            kept, self.duties = self.duties, []
            body = self.real(of)[0]
            if self.duties:
                raise UnprintableError(f"a derivative of what is not defined everywhere: {of}")
            self.duties = kept
        return f"(fun {_bare(letter)} => {body})"

    def _binder(self, letter: Any, condition: Any, inner: Any, given: bool) -> tuple[str, str]:
        """A bound letter with its type, and its range."""
        if isinstance(letter, AppliedUndef) and letter.is_real and letter.args == (S.Zero,):
            return f"{_bare(letter.func)} : R -> R", ""  # f(0) stands for f
        if not isinstance(letter, (Symbol, IndexedBase)):
            raise UnprintableError(f"for all {letter}")
        name = _bare(letter)
        if isinstance(letter, IndexedBase):
            return f"{name} : nat -> R", ""
        if letter.is_integer:
            if not letter.is_nonnegative:
                raise UnprintableError(f"the range of {letter}")
            return f"{name} : nat", ""
        if not letter.is_real:
            return f"{name} : C", ""
        if given and _moves(inner, letter) and not _interior(letter, condition):
            return f"{name} : R", f"0 < {name}"
        sign = "<" if letter.is_positive else "<=" if letter.is_nonnegative else ""
        return f"{name} : R", f"0 {sign} {name}" if sign else ""

    def _for_all(self, p: ForAll, given: bool) -> str:
        letters, condition, inner = p.args
        binders, ranges = zip(
            *(self._binder(s, condition, inner, given) for s in letters), strict=True
        )
        head = "forall " + " ".join(f"({binder})" for binder in binders) + ", "
        head += "".join(f"{text} -> " for text in ranges if text)
        whole = condition if given else And(condition, inner, evaluate=False)
        edges = _edges(letters, (condition,), whole)
        with self._binding([*letters], lambda duty: f"{head}{duty}", edges):
            if condition != S.true:
                under = f"({self.proposition(condition)}) -> "
                due, self.duties = self.duties, []
                body = under + self.proposition(inner, given)
                self.duties = [*due, *(f"{under}{duty}" for duty in self.duties)]
            else:
                body = self.proposition(inner, given)
        self._forget(letters)
        return head + body

    def _exists(self, p: Exists) -> str:
        letters, condition, inner = p.args
        binders, ranges = zip(
            *(self._binder(s, condition, inner, given=False) for s in letters), strict=True
        )
        heads = " ".join(f"({binder})" for binder in binders)
        parts = [text for text in ranges if text]
        edges = _edges(letters, (condition,), And(condition, inner, evaluate=False))
        with self._binding([*letters], lambda duty: f"forall {heads}, {duty}", edges):
            parts += [f"({self.proposition(q)})" for q in (condition, inner) if q != S.true]
        self._forget(letters)
        return f"exists {heads}, " + " /\\ ".join(parts)

    def _forget(self, letters: Sequence[Any]) -> None:
        """A bound sequence was met as if it were free."""
        for letter in letters:
            if isinstance(letter, IndexedBase):
                self.free.pop(_bare(letter), None)

    def _solves(self, p: Solves) -> str:
        equation, of, at = p.args
        name = _bare(at)
        with self._binding([at], lambda duty: f"forall {name} : R, 0 < {name} -> {duty}"):
            body = self._relation(equation)
        return f"smooth 0 0 {self._at(of, at)} /\\ (forall {name} : R, 0 < {name} -> {body})"

    def _limit(self, limit: Limit, to: Expr) -> str:
        of, letter, at, direction = limit.args
        name = _bare(letter)
        value = "p_infty" if to is oo else f"(Finite {_wrap(self.real(to), ATOM)})"
        if at is oo:
            filter_ = "eventually" if letter.is_integer else "Rbar_locally p_infty"
        else:
            filter_ = f"{SIDES[str(direction)]} {_wrap(self.real(at), ATOM)}"
        with self._binding([letter], lambda duty: f"{filter_} (fun {name} => {duty})"):
            body = self.real(of)[0]
        if at is not oo:
            return f"filterlim (fun {name} => {body}) ({filter_}) (Rbar_locally {value})"
        if letter.is_integer:
            return f"is_lim_seq (fun {name} => {body}) {value}"
        return f"is_lim (fun {name} => {body}) p_infty {value}"

    def _relation(self, r: Relational) -> str:
        derivative = r.lhs
        if isinstance(r, Eq) and isinstance(derivative, Derivative) and derivative.args[1][1] == 1:
            at = derivative.args[1][0]
            return self._derived(
                r.rhs,
                lambda right: (
                    f"{self._slope(at)} {self._at(derivative.expr, at)} {self.letter(at)} "
                    f"{_wrap(self.real(right), ATOM)}"
                ),
            )
        sign = SIGNS[type(r)]
        if _complex(r.lhs) or _complex(r.rhs):
            left, right = (_wrap(self.complex(side), ATOM) for side in r.args)
            return f"{left} {sign} {right}"
        sides = Eq(r.lhs, r.rhs, evaluate=False)
        return self._derived(
            sides, lambda e: " ".join((self.real(e.lhs)[0], sign, self.real(e.rhs)[0]))
        )

    def _slope(self, at: Symbol, order: int = 1, inside: bool = False) -> str:
        """That a number is the derivative; ``inside``: the letter is that of an integral."""
        if inside or at not in self.edges:
            return "is_derive" if order == 1 else f"nderiv {order}"
        if order != 1:
            raise UnprintableError(f"a higher derivative at the edge of the range of {at}")
        return "derive_from 0"

    def _derived(self, e: Any, told: Callable[[Any], str]) -> str:
        """What is told of e, its derivatives named: they exist, and it holds of them."""
        found = [d for d in preorder_traversal(e) if isinstance(d, Derivative)]
        if not found:
            return told(e)
        over = {v: lim for i in e.atoms(Integral) for v, *lim in i.limits}
        heads, parts, names = [], [], {}
        for d in sorted(set(found), key=str):
            ((at, order),) = d.args[1:]
            name = f"D{len(self.witnesses) + 1}"
            self.witnesses.append(name)
            at_name = _bare(at)
            kind = self._slope(at, int(order), at in over)
            fact = f"{kind} {self._at(d.expr, at)} {at_name} "
            if at in over:
                low, high = (_wrap(self.real(end), ATOM) for end in over[at])
                heads.append(f"({name} : R -> R)")
                inside = f"Rmin {low} {high} < {at_name} < Rmax {low} {high}"
                parts.append(f"(forall {at_name} : R, {inside} -> {fact}({name} {at_name}))")
                names[d] = _named(name)(at)
            else:
                self.letter(at)
                heads.append(f"({name} : R)")
                parts.append(fact + name)
                names[d] = Symbol(name, real=True)
        due, self.duties = self.duties, []
        text = told(e.xreplace(names))
        parts += [f"({duty})" for duty in self.duties]
        self.duties = due
        for head in heads:
            self.free.pop(head[1:].split()[0], None)
        return f"exists {' '.join(heads)}, " + " /\\ ".join([*parts, text])


def _bare(thing: Any) -> str:
    """The name in Coq; a sequence has an s behind its label."""
    plain = f"{thing.label}s" if isinstance(thing, IndexedBase) else str(thing)
    name = RENAMED.get(plain, plain).replace("''", "_dd")
    if not (name.isascii() and name.isidentifier()) or name in TAKEN:
        raise UnprintableError(f"no name for {thing}")
    return name


def _head(thing: Any) -> Any:
    """What is bound: the function f, for which f(0) stands, or the letter or sequence itself."""
    return thing.func if isinstance(thing, AppliedUndef) else thing


def _named(name: str) -> Any:
    return UndefinedFunction(name, real=True)


def _kind(s: Symbol) -> str:
    if s.is_integer:
        if not s.is_nonnegative:
            raise UnprintableError(f"the range of {s}")
        return "nat"
    return "R" if s.is_real else "C"


def _moves(inner: Any, letter: Symbol) -> bool:
    """Whether something is differentiated by this letter, where it is not bound again."""
    if isinstance(inner, (ForAll, Exists)) and letter in inner.args[0]:
        return False
    if isinstance(inner, Solves):
        return False
    if isinstance(inner, Derivative):
        return any(v == letter for v, _ in inner.args[1:])
    return isinstance(inner, Basic) and any(_moves(part, letter) for part in inner.args)


def _interior(letter: Symbol, condition: Any) -> bool:
    """Whether the condition says that the letter is above something ≥ 0."""
    parts = condition.args if isinstance(condition, And) else (condition,)
    return any(isinstance(p, (Lt, Gt)) and p.gts == letter and p.lts.is_nonnegative for p in parts)


def _edges(letters: Iterable[Any], conditions: Sequence[Any], inner: Any) -> list[Symbol]:
    """The letters, differentiated by, that may be 0, left of which no function is asked for."""
    edges = [
        s
        for s in letters
        if s.is_Symbol
        and _moves(inner, s)
        and not (s.is_positive or any(_interior(s, p) for p in conditions))
    ]
    for s in edges:
        if not s.is_nonnegative:
            raise UnprintableError(f"a derivative at the edge of the range of {s}")
    return edges


# ---- a claim ----------------------------------------------------------------------------------


def proposition(name: str, hypotheses: Sequence[Any], statement: Any) -> str:
    """The definition of a claim; raises UnprintableError."""
    printer = Printer()
    printer.edges = _free_edges(hypotheses, statement)
    lines: list[str] = []
    for p in hypotheses:
        text = printer.proposition(p, given=True)
        lines += [f"({duty}) /\\ (" for duty in printer.duties] + [f"({text}) ->"]
        printer.duties = []
    text = printer.proposition(statement)
    lines += [f"({duty}) /\\" for duty in printer.duties] + [f"({text})"]
    opened = sum(line.endswith("/\\ (") for line in lines)
    body = "\n  ".join([*_ranges(printer), *lines]) + ")" * opened
    return f"Definition {name} : Prop :=\n  {_binders('forall', printer)}{body}.\n"


def satisfiable(name: str, hypotheses: Sequence[Any]) -> str:
    """The definition that some letters, sequences and functions satisfy the hypotheses."""
    printer = Printer()
    printer.edges = _free_edges(hypotheses, S.true)
    parts = []
    for p in hypotheses:
        text = printer.proposition(p, given=True)
        parts += [f"({part})" for part in (*printer.duties, text)]
        printer.duties = []
    ranges = [line.removesuffix(" ->") for line in _ranges(printer)]
    body = " /\\\n  ".join([*ranges, *parts])
    return f"Definition {name}_model : Prop :=\n  {_binders('exists', printer)}{body}.\n"


def _free_edges(hypotheses: Sequence[Any], statement: Any) -> set[Symbol]:
    whole = And(*hypotheses, statement, evaluate=False)
    return {*_edges(sorted(whole.free_symbols, key=str), hypotheses, whole)}


def _ranges(printer: Printer) -> list[str]:
    return [
        f"0 {'<' if thing.is_positive else '<='} {name} ->"
        for name, (thing, kind) in sorted(printer.free.items())
        if kind == "R" and thing.is_nonnegative
    ]


def _binders(head: str, printer: Printer) -> str:
    names = " ".join(f"({name} : {kind})" for name, (_, kind) in sorted(printer.free.items()))
    return f"{head} {names},\n  " if names else ""
