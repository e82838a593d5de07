"""Each formula of the suite, read back from its TeX, is the one SymPy object that was proved.

The grammar is exactly what `typeset.latex` writes of a relation. Nothing is guessed: what it does
not know is an error, and LALR has no two readings. A meaning is a SymPy expression whose letters
have lost what SymPy assumes of them; a subscript is an index, as x₀ is x[0], for the two are
written alike; a derivative is a function of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import sympy
from duhamel.analysis.logic import Exists, ForAll, Smooth, Solves, free
from duhamel.analysis.theorem import Theorem, register
from duhamel.reports.text import latex, typeset
from lark import Lark, LarkError, Transformer, v_args
from sympy import (
    Abs,
    Add,
    Derivative,
    Eq,
    Function,
    Indexed,
    IndexedBase,
    Integral,
    Limit,
    Mul,
    Rational,
    Sum,
    Symbol,
    exp,
    sqrt,
)
from sympy.core.function import AppliedUndef
from sympy.core.parameters import distribute
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanFunction, Not, Or

GRAMMAR = r"""
?start: claim
?claim: sum | sum ((SIGN | EQUAL) sum)+                    -> chain

?sum: term | "-" term                            -> minus
    | sum "+" term                               -> plus
    | sum "-" term                               -> less
?term: product | product "/" factor              -> over
     | series | product series                   -> times
     | "\\lim" "_{" letter "\\to" point "}" term -> limit
series: "\\sum" "_{" letter EQUAL sum "}" "^" script term
?product: factor ("\\cdot"? factor)*
?factor: atom | atom "^" script                  -> power
?script: "{" sum "}" | number | letter
?point: sum | number "^-"                        -> from_below
?atom: number | named | "(" sum ")" | "\\infty"  -> endless
     | "\\frac" "{" sum "}" "{" sum "}"          -> over
     | "\\frac" "{" D "}" "{" D letter "}" atom  -> slope
     | "\\sqrt" "{" sum "}"                      -> root
     | "\\lvert" sum "\\rvert"                   -> size
     | "\\int" "_" script "^" script term D letter  -> area
     | KNOWN ("^" number)? "@" sum ")"           -> known
     | "\\max" "@" sum "," sum ")"               -> largest
     | named ORDER? "@" sum ")"                  -> applied
named: letter ["_" script] [PRIMES]
letter: LETTER | ACCENT "{" LETTER "}" | "\\Delta" LETTER -> change | "\\operatorname{" WORD "}"
number: INT
D: "\\mathrm{d}"
ACCENT: "\\tilde" | "\\hat"
KNOWN: "\\ln" | "\\sin" | "\\cos" | "\\arctan"
EQUAL: "="
SIGN: "<" | ">" | "\\le" | "\\ge" | "\\ne"
PRIMES: /'+/
ORDER: /\^\{\(\d+\)\}(?=@)/
WORD: /[a-z]{2,}/
LETTER: /[A-Za-z]/ | /\\(alpha|beta|gamma|delta|varepsilon|eta|theta|kappa|lambda|ell|mu|nu|xi|pi|rho|sigma|tau|omega)(?![a-z])/
%import common.INT
%ignore / |\\,/
"""  # noqa: E501
FUNCTIONS = {"ln": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "arctan": sympy.atan}
SIGNS = {"\\le": "<=", "\\ge": ">=", "\\ne": "!=", "=": "==", "<": "<", ">": ">"}


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr")


def read_formula(code: str) -> Any:
    """The meaning of TeX without words; raises lark's error for what is not in the grammar."""
    plain = re.sub(r"\\(left|right)(?![a-z])", "", code)
    tree = _parser().parse(re.sub(r"(?<=[\w}'])\(", "@", plain))  # x(t): a product has a space
    with distribute(False):
        return _Meaning().transform(tree)


def _link(sign: str, left: Any, right: Any) -> tuple[Any, ...]:
    """A relation that points to the left: b > a is a < b."""
    left, right = (
        side.replace(lambda e: e.is_Pow, lambda e: e.base ** sympy.expand(e.exp))
        for side in (left, right)
    )
    return (sign.replace(">", "<"), right, left) if ">" in sign else (sign, left, right)


def _indexed(name: str, index: Any) -> Any:
    return Indexed(IndexedBase(name), index)


def _derived(name: str, order: int, argument: Any) -> Any:
    return Function(name + "'" * order)(argument)


@v_args(inline=True)
class _Meaning(Transformer[Any, Any]):
    plus = staticmethod(lambda u, v: u + v)
    less = staticmethod(lambda u, v: u - v)
    minus = staticmethod(lambda u: -u)
    product = staticmethod(sympy.Mul)
    times = staticmethod(lambda u, v: u * v)
    from_below = staticmethod(lambda u: u)
    over = staticmethod(lambda u, v: u / v)
    root = staticmethod(sympy.sqrt)
    size = staticmethod(sympy.Abs)
    largest = staticmethod(sympy.Max)
    number = staticmethod(sympy.Integer)
    endless = staticmethod(lambda: sympy.oo)
    change = staticmethod(lambda letter: Symbol(f"Delta_{letter}"))

    def letter(self, *parts: str) -> Any:
        *accent, name = (part.lstrip("\\") for part in parts)
        return Symbol("".join(["epsilon" if name == "varepsilon" else name, *accent]))

    def power(self, base: Any, power: Any) -> Any:
        return sympy.exp(power) if base == Symbol("e") else base**power

    def named(self, letter: Any, index: Any, primes: str | None) -> Any:
        name = f"{letter}{primes or ''}"
        if index is not None:
            return _indexed(name, index)
        return {"pi": sympy.pi, "i": sympy.I}.get(name, Symbol(name))

    def applied(self, head: Any, *rest: Any) -> Any:
        *order, argument = rest
        whole = head.base.name if head.is_Indexed else head.name
        index = f"_{head.indices[0]}" if head.is_Indexed else ""
        primes = int(order[0][3:-2]) if order else whole.count("'")
        return _derived(whole.rstrip("'") + index, primes, argument)

    def known(self, name: str, *rest: Any) -> Any:
        *power, argument = rest
        value = FUNCTIONS[name.lstrip("\\")](argument)
        return value ** power[0] if power else value

    def slope(self, _: str, __: str, letter: Any, body: Any) -> Any:
        return Function("slope")(body, letter)

    def area(self, low: Any, high: Any, body: Any, _: str, letter: Any) -> Any:
        return Integral(body, (letter, low, high))

    def series(self, letter: Any, _: str, low: Any, high: Any, body: Any) -> Any:
        return Sum(body, (letter, low, high))

    def limit(self, letter: Any, point: Any, body: Any) -> Any:
        return Limit(body, letter, point, "-")

    def chain(self, *parts: Any) -> Any:
        triples = zip(parts[::2], parts[1::2], parts[2::2], strict=False)
        return frozenset(_link(SIGNS[str(sign)], left, right) for left, sign, right in triples)


# ---- words between formulas ---------------------------------------------------------------------

WORD = re.compile(r"\\text\{ ?([a-z ]+) \}|\\(iff|implies)(?![a-z])")
TIMES = {"continuous": 0, "continuously differentiable": 1, "twice continuously differentiable": 2}
TIMES |= {f"{word} times continuously differentiable": k for k, word in ((3, "three"), (4, "four"))}


def read(code: str) -> Any:
    """The meaning of a statement: formulas with words between them, from the loosest word on."""
    return _said(_pieces(code))


def _pieces(code: str) -> list[str]:
    """Formulas and words in turn; words inside brackets are not seen. A word begins with @."""
    found, depth, start = [], 0, 0
    for match in re.finditer(rf"[()]|{WORD.pattern}", code):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0 and match[0] not in "()":
            found += [code[start : match.start()].strip(), f"@{match[1] or match[2]}"]
            start = match.end()
    return [piece for piece in (*found, code[start:].strip()) if piece]


def _said(pieces: list[str]) -> Any:
    if "@iff" in pieces:
        place = pieces.index("@iff")
        return ("iff", _said(pieces[:place]), _said(pieces[place + 1 :]))
    if pieces[0] in ("@for all", "@there is", "@there are"):
        every = pieces[0] == "@for all"
        if not every:
            place = pieces.index("@such that")
            return ("some", _ranged(pieces[1:place]), _said(pieces[place + 1 :]))
        ends = (i for i, one in enumerate(pieces) if re.search(r"([<>=]|\\[lg]e ).*,", one))
        place = next(ends)
        before, _, after = pieces[place].partition(",")
        rest = [piece for piece in (after.strip(), *pieces[place + 1 :]) if piece]
        return ("all", _ranged([*pieces[1:place], before]), _said(rest))
    for word in ("@or", "@and"):
        if word in pieces:
            place = pieces.index(word)
            left, right = _said(pieces[:place]), _said(pieces[place + 1 :])
            return _joined(word, [left, right])
    if pieces[0] == "@not":
        return ("not", _said(pieces[1:]))
    return _stated(pieces)


def _stated(pieces: list[str]) -> Any:
    """One formula, and what words say of it."""
    formula, *rest = pieces
    if not rest:
        inner = formula[1:-1] if formula.startswith("(") and WORD.search(formula) else None
        return read(inner) if inner else read_formula(formula)
    word = rest[0][1:]
    if word == "as":
        body, to = formula.rsplit(r" \to ", 1)
        letter, point = rest[1].split(r" \to ")
        limit = ("tends", *map(read_formula, (body, to, letter)), point.endswith("^-"))
        return limit if len(rest) == 2 else (*_quantified(rest[2:]), limit)
    if word.startswith("is "):
        times = TIMES[word[3:].removesuffix(" for")]
        return ("smooth", times, read_formula(formula), read_formula(rest[1]))
    return (*_quantified(rest), _stated([formula]))


def _quantified(pieces: list[str]) -> tuple[Any, ...]:
    kinds = {"@for all": "all", "@for some": "some", "@for": "for"}
    return kinds[pieces[0]], _ranged(pieces[1:])


def _ranged(pieces: list[str]) -> Any:
    """n ≥ 0, or names with what is said of them."""
    pieces = [one for one in pieces if not one.startswith(("@sequence", "@function"))]
    if len(pieces) == 1 and re.search(r"[<>]|\\[lg]e ", pieces[0]):
        return read_formula(pieces[0])
    names = frozenset(read_formula(name) for name in pieces[0].split(", "))
    return (names, _said(pieces[2:]) if pieces[1:] else None)


def _joined(word: str, parts: list[Any]) -> Any:
    """Several statements that hold together, or of which one does."""
    found = [part if isinstance(part, frozenset) else frozenset([part]) for part in parts]
    if word == "@and":
        return frozenset().union(*found)
    flat = [[*part[1]] if isinstance(part, tuple) and part[0] == "or" else [part] for part in parts]
    return ("or", frozenset(one for each in flat for one in each))


def meaning(expr: Any) -> Any:
    """The same of a SymPy relation or expression, from its structure."""
    with distribute(False):
        return _meaning(expr)


def _meaning(expr: Any) -> Any:
    if isinstance(expr, Eq) and isinstance(expr.lhs, Limit):
        body, letter, point, side = expr.lhs.args
        below = point.is_finite and str(side) == "-"
        return ("tends", _meaning(body), _meaning(expr.rhs), _meaning(letter), bool(below))
    if isinstance(expr, Relational):
        return frozenset([_link(expr.rel_op, _meaning(expr.lhs), _meaning(expr.rhs))])
    if isinstance(expr, And):
        return _joined("@and", [*map(_meaning, expr.args)])
    if isinstance(expr, Or):
        return _joined("@or", [*map(_meaning, expr.args)])
    if isinstance(expr, Not):
        return ("not", _meaning(expr.args[0]))
    if isinstance(expr, ForAll | Exists):
        letters, where, that = expr.args
        kind = "all" if isinstance(expr, ForAll) else "some"
        return (kind, _range(letters, where), _meaning(that))
    if isinstance(expr, Smooth):
        subject, letter, times, start = expr.args
        own = isinstance(subject, AppliedUndef) and subject.args == (letter,)
        head = _meaning(Symbol(type(subject).__name__) if own else subject)
        return ("smooth", int(times), head, _meaning(sympy.Ge(letter, start, evaluate=False)))
    if isinstance(expr, Solves):
        equation, head, letter = expr.args
        holds = ("for", _meaning(sympy.Gt(letter, 0, evaluate=False)), _meaning(equation))
        return frozenset([holds, _meaning(Smooth(head, letter, sympy.S.Zero, sympy.S.Zero))])
    if isinstance(expr, BooleanFunction):
        return ("iff", *map(_meaning, expr.args))
    if isinstance(expr, Symbol):
        name, _, index = expr.name.partition("_")
        index = index if name != "Delta" else ""
        number = sympy.Integer(index) if index.isdecimal() else Symbol(index)
        return _indexed(name, number) if index else Symbol(expr.name)
    if isinstance(expr, Indexed):
        return _indexed(expr.base.name, *map(_meaning, expr.indices))
    if isinstance(expr, AppliedUndef):
        return _derived(type(expr).__name__, 0, *map(_meaning, expr.args))
    if isinstance(expr, Derivative):
        ((letter, order),) = expr.variable_count
        if isinstance(expr.expr, AppliedUndef) and expr.expr.args == (letter,):
            return _derived(type(expr.expr).__name__, int(order), _meaning(letter))
        return Function("slope")(_meaning(expr.expr), _meaning(letter))
    if isinstance(expr, sympy.Subs):
        ((_, order),), (point,) = expr.expr.variable_count, expr.point
        return _derived(type(expr.expr.expr).__name__, int(order), _meaning(point))
    if isinstance(expr, Limit):
        return Limit(*map(_meaning, expr.args[:3]), "-")
    return expr.func(*map(_meaning, expr.args)) if expr.args else expr


def _range(letters: Any, where: Any) -> Any:
    """What is printed of the letters that a statement binds."""
    (first, *others) = letters
    if not others and isinstance(where, Relational) and first in where.args:
        return _meaning(where)
    if where == sympy.true and getattr(first, "is_nonnegative", False):
        sign = sympy.Gt if first.is_positive else sympy.Ge
        return frozenset().union(*(_meaning(sign(first, 0, evaluate=False)) for first in letters))
    names = frozenset(_meaning(Symbol(getattr(x, "name", str(x)))) for x in letters)
    return (names, None if where == sympy.true else _meaning(where))


# ---- the suite's formulas ----------------------------------------------------------------------

THEOREMS = register()
a, b, n, t = (Symbol(name) for name in "abnt")


Derive = Callable[[], Theorem]


def relations(theorem: Theorem) -> list[Any]:
    found: dict[Any, None] = {}
    for claim in theorem.parts:
        chains = (claim.proof, *claim.proof.premises)
        steps = (step.relation for chain in chains for step in chain.steps)
        found |= dict.fromkeys((*claim.hypotheses, claim.statement, *steps))
    return [one for one in found if one not in (sympy.true, sympy.false)]


@pytest.mark.parametrize("derive", THEOREMS.values(), ids=THEOREMS)
def test_every_statement_and_step_reads_back_as_it_was_proved(derive: Derive) -> None:
    for relation in relations(derive()):
        assert read(typeset.latex(relation)) == meaning(relation)


@pytest.mark.parametrize("derive", THEOREMS.values(), ids=THEOREMS)
def test_so_does_a_formula_that_a_line_break_has_cut(derive: Derive) -> None:
    for relation in relations(derive()):
        code = "".join(row.left + row.right for row in latex.rows(typeset.sides(relation)))
        for mark in (r"\quad ", "{}", r"\Bigl", r"\Bigr", r"\textstyle"):
            code = code.replace(mark, " " if mark == r"\quad " else "")
        assert read(code) == meaning(relation)


def altered(relation: Any) -> list[Any]:
    """The relation with one thing wrong: a letter, a sign, a term, the sides, what is claimed."""
    letters = sorted(
        (x for x in free(relation) if isinstance(x, Symbol) and x.name.isidentifier()), key=str
    )
    wrong = [relation.xreplace({letter: Symbol("Q", real=True)}) for letter in letters]
    if isinstance(relation, Eq) and not isinstance(relation.lhs, Limit):
        wrong += [
            Eq(relation.lhs + 1, relation.rhs, evaluate=False),
            Eq(relation.lhs, relation.rhs + 1, evaluate=False),
            Eq(relation.rhs, relation.lhs, evaluate=False),
            sympy.Le(relation.lhs, relation.rhs, evaluate=False),
        ]
    return [
        other
        for other in wrong
        if other != relation and not re.search("true|false", typeset.text(other))
    ]


@pytest.mark.parametrize("derive", THEOREMS.values(), ids=THEOREMS)
def test_what_is_altered_reads_differently(derive: Derive) -> None:
    """The control: whatever differs in meaning differs in print, and the reader sees it."""
    others = [(relation, other) for relation in derive().statement for other in altered(relation)]
    assert others
    for relation, other in others:
        if meaning(other) != meaning(relation):
            assert read(typeset.latex(other)) != meaning(relation)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (a * (b + n), a * b + n),
        (a / (b * n), a / b * n),
        (exp(-a * t), exp(-a) * t),
        (sqrt(a + b), sqrt(a) + b),
        (a ** (n + 1), a**n + 1),
        (IndexedBase("x")[n + 1], IndexedBase("x")[n] + 1),
        (Abs(a - b), a - b),
        (-(a**2), Mul(-1, a, evaluate=False) ** 2 * -1 * -1),
        (Rational(1, 2) * a, 2 * a),
        (Add(a, Mul(-1, b - n)), a - b - n),
    ],
)
def test_brackets_and_scripts_are_told_apart(right: Any, wrong: Any) -> None:
    t_ = Symbol("T")
    assert read(typeset.latex(Eq(t_, right))) == meaning(Eq(t_, right))
    assert read(typeset.latex(Eq(t_, right))) != meaning(Eq(t_, wrong))


@pytest.mark.parametrize("code", ["a +", "a = b)", r"a = \foo{b}", "a = b @ c", r"\frac{a} = 1"])
def test_what_is_not_written_so_is_not_read(code: str) -> None:
    with pytest.raises(LarkError):
        read(code)


# ---- the same letters, numbers and signs in every format ---------------------------------------

WORDS = {  # of LaTeX, Typst and text: one name for one thing; None for what only places it
    **dict.fromkeys(("frac", "left", "right", "slash", "dif", "mathrm", "d", "comma"), None),
    **dict.fromkeys(("cdot", "dot", "⋅", "r", "tilde", "hat", "operatorname", "op", "text"), None),
    "varepsilon": "epsilon", "infty": "infinity", "∞": "infinity", "le": "≤", "ge": "≥", "ne": "≠",
    "lvert": "abs", "rvert": None, "∫": "integral", "int": "integral", "∑": "sum", "√": "sqrt",
    "iff": "⟺", "lor": "∨", "or": "∨", "land": "∧", "and": "∧", "to": "→", "arrow": "→",
    "≤": "≤", "ℓ": "ell",
}  # fmt: skip


def leaves(code: str) -> Counter[str]:
    """How often each letter, number and sign of relation stands in a formula."""
    code = code.replace("<==>", "⟺").replace("<=", "≤").replace(">=", "≥").replace("!=", "≠")
    code = re.sub(r"\bd(?=[stuvh]\b)", "", code)  # ds, in text
    code = code.replace("″", "′′").replace("‴", "′′′")
    code = "".join(
        f" {unicodedata.normalize('NFKC', char)}"
        if "<su" in unicodedata.decomposition(char)
        else char
        for char in code
        if not unicodedata.combining(char)
    )
    counted: Counter[str] = Counter()
    for token in re.findall(r"[a-zA-Zℓ]+|[α-ωΑ-Ω]|\d|[=<>≤≥≠⟺∨∧→′'∞∫∑√|]", code):
        greek = "α" <= token <= "ω" or token == "Δ"
        name = typeset._NAMES[token] if greek else WORDS.get(token, token)
        if name is not None:
            counted[{"'": "′"}.get(name, name)] += 1
    counted["abs"] += counted.pop("|", 0) // 2
    return +counted


@pytest.mark.parametrize("derive", THEOREMS.values(), ids=THEOREMS)
def test_terminal_and_paper_have_the_letters_of_the_tex(derive: Derive) -> None:
    for relation in relations(derive()):
        expected = leaves(typeset.latex(relation))
        assert leaves(typeset.typst(relation)) == expected
        assert leaves(typeset.text(relation)) == expected
