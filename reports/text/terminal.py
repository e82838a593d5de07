"""What a run says on a terminal: progress while it lasts, then the verdict and its reasons."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from duhamel.analysis.book import CHAPTERS
from duhamel.analysis.words import count
from duhamel.reports.text.spelling import spelt
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from duhamel.verification.proof.recheck import Recheck
    from duhamel.verification.selftest import Trial

Check = dict[str, Any]
"""One of the checks, or controls, of results.json."""

MARKS = {
    "pass": "[green]✓[/]",
    "fail": "[red]✗[/]",
    "inconclusive": "[yellow]?[/]",
    "does-not-apply": "–",
}


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on the standard error of a terminal; None, and silence, in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checking")
        yield lambda done, total: bar.update(task, completed=done, total=total)


class Spelt(Console):
    """A console that spells out what its encoding cannot write, before lines are laid out."""

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(spelt(text, self.encoding), **options)

    def on_broken_pipe(self) -> None:
        raise  # rich would exit by itself


def summary(results: dict[str, Any], console: Console, verbose: bool = False) -> None:
    """A line for each chapter, or if ``verbose`` each check; what is not as expected; the sum."""
    checks: list[Check] = results["checks"]
    if verbose:
        console.print(_table(checks))
    for chapter in () if verbose else CHAPTERS:
        if mine := [check for check in checks if check["theorem"] in chapter.theorems]:
            line = f"{_mark(mine)} {escape(chapter.title)}: {_counted(mine, brief=True)}"
            console.print(line, highlight=False)
    for reason, many in Counter(c["measured"] for c in checks if _outside(c)).items():
        console.print(
            f"{MARKS['does-not-apply']} {many} not applicable: {escape(reason)}", highlight=False
        )
    for check in _unexpected(checks):
        console.print(
            f"\n{_mark([check])} [bold]{escape(check['id'])}[/] {escape(check['title'])}: "
            f"{check['verdict']}, expected {check['expected']}",
            f"\n  measured   {escape(check['measured'])}",
            f"\n  criterion  {escape(check['criterion'])} ({check['criterion_from']})",
            f"\n  source     {check['source']}",
            sep="",
            highlight=False,
        )
    fallen = Counter(check["expected"] for check in _unexpected(checks))
    both = f"{count(fallen['pass'], 'check')}, {count(fallen['fail'], 'control')}"
    verdict = f"not as expected: {both}"
    console.print(
        f"\n{_counted(checks)}\n{verdict if fallen else 'all as expected'}",
        style="bold red" if fallen else "bold green",
        highlight=False,
    )


def _table(checks: Sequence[Check]) -> Table:
    """A row for each check, with its controls counted."""
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    by_check: dict[str, list[Check]] = {}
    for check in checks:
        by_check.setdefault(check["id"].partition("!")[0], []).append(check)
    for id, (check, *controls) in by_check.items():
        rejected = sum(control["verdict"] == "fail" for control in controls)
        said = f"{escape(check['measured'])} [dim]({rejected}/{len(controls)} controls rejected)[/]"
        table.add_row(_mark([check]), escape(id), said)
    return table


def _outside(check: Check) -> bool:
    """Whether the problem's numbers are not those that the check's claims speak of."""
    return bool(check["expected"] == "does-not-apply")


def _unexpected(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check["verdict"] != check["expected"]]


def _mark(checks: Sequence[Check]) -> str:
    """The mark of the worst that came of these; a control that passes is as bad as a failure."""
    verdicts = {check["verdict"] for check in _unexpected(checks)}
    worst = "fail" if verdicts - {"inconclusive"} else "inconclusive"
    calm = "does-not-apply" if all(map(_outside, checks)) else "pass"
    return MARKS[worst if verdicts else calm]


def _counted(checks: Sequence[Check], brief: bool = False) -> str:
    """What became of the checks, and how many of the controls were rejected."""
    tally = Counter((check["expected"], check["verdict"]) for check in checks)
    words = {"pass": "passed", "fail": "failed", "inconclusive": "inconclusive"}
    own = {word: tally["pass", verdict] for verdict, word in words.items()}
    if outside := tally["does-not-apply", "does-not-apply"]:
        own["not applicable"] = outside
    told = ", ".join(f"{many} {word}" for word, many in own.items() if many or not brief)
    controls = len(checks) - sum(own.values())
    rejected = tally["fail", "fail"]
    if brief:
        return f"{told}; controls {rejected}/{controls}"
    return f"{told}; {rejected} of {controls} controls rejected"


def rechecked(found: Recheck) -> Iterator[str]:
    """A theorem that was checked again: the verdict of each engine, and what it rests on."""
    from duhamel.analysis.tags import current, recorded
    from duhamel.analysis.theorem import foundations
    from duhamel.reports.text.typeset import hypotheses, ranges, text
    from duhamel.verification.proof.engines import tally

    theorem = found.theorem
    yield f"{theorem.tag} ({theorem.id}): {'holds' if found.holds else 'does not hold'}"
    yield f"  meaning   {'as' if found.as_recorded else 'NOT as'} recorded for the tag"
    for claim, lines in found.claims:
        mark = claim.name.rpartition(".")[2]
        first = [opinion for line in lines for opinion in line.first]
        second = [opinion for line in lines for opinion in line.second]
        yield f"  ({mark})       {len(first)} obligations: SymPy and Z3 {tally(first)}"
        yield f"            FLINT {tally(second)}"
        yield f"            Coq {found.formal[claim.name]}"
        for line in lines:
            if not line.accepted:
                what = f"{line.step.rule}: {line.step.because}" if line.step else "its end"
                yield f"    not ({mark}).{line.number}, {what}"
    own = [outcome for outcome in found.outcomes if outcome.expected != "fail"]
    controls = [outcome for outcome in found.outcomes if outcome.expected == "fail"]
    passed, rejected = (sum(o.as_expected for o in each) for each in (own, controls))
    yield (
        f"  checks    {passed} of {len(own)} pass, {rejected} of {len(controls)} controls rejected"
    )
    for outcome in found.outcomes:
        if not outcome.as_expected:
            yield f"    {outcome.id}: {outcome.verdict}, {outcome.measured}"
    tags, direct = current(recorded()), theorem.rests_on
    yield from [] if direct else ["  rests on  no other theorem"]
    for id in sorted(foundations(theorem.id), key=lambda id: id not in direct):
        through = "" if id in direct else "  (through these)"
        yield f"  rests on  {id} [{tags[id]}] {recorded()[tags[id]]['title']}{through}"
    whole = dict.fromkeys(one for claim, _ in found.claims for one in claim.hypotheses)
    for one in (*ranges(*whole, *theorem.statement), *hypotheses(whole)):
        yield f"  assuming  {text(one)}"


def _restated(trials: Sequence[Trial], console: Console) -> None:
    """How many wrong statements a run refutes, and for each claim those that none does."""
    why = {
        (False, "pass"): "no step uses it",
        (True, "pass"): "so in every run, too",
        (True, "inconclusive"): "no finite run shows it",
    }
    kept: dict[tuple[str, str], list[str]] = {}
    for trial in trials:
        name, _, what = trial.name.partition(": ")
        by_runs = next(iter(trial.verdicts.values()))
        reason = why.get((trial.mistaken, by_runs)) if trial.as_expected else "NOT REJECTED"
        if reason:
            kept.setdefault((name, reason), []).append(what)
    for (name, reason), whats in kept.items():
        console.print(f"{name}, {reason}: {escape('; '.join(whats))}", highlight=False)
    wrong = [trial for trial in trials if trial.mistaken]
    if wrong:
        refuted = sum(next(iter(trial.verdicts.values())) == "fail" for trial in wrong)
        rejected = sum(trial.as_expected for trial in wrong)
        console.print(
            f"\n{rejected} of {count(len(wrong), 'wrong statement')} rejected, "
            f"{refuted} of them by a run, the others as no end of their derivation"
        )


def tried(trials: Sequence[Trial], console: Console) -> None:
    """The suite's test of itself: each mistake with the checks that reject it, and the verdict."""
    table = Table(box=None, pad_edge=False)
    for name in ("", "kind", "subject", "said"):
        table.add_column(name, no_wrap=name != "said", overflow="fold")
    subjects = [trial for trial in trials if not trial.restates]
    for trial in subjects:
        against = trial.rejected_by if trial.mistaken else trial.withheld_by
        said = f"rejected by {', '.join(against)}" if against else "accepted"
        mark = MARKS["pass" if trial.as_expected else "fail"]
        name = trial.name if trial.mistaken else f"correct: {trial.name}"
        table.add_row(mark, trial.kind, escape(name), said)
    console.print(table)
    mistakes = [trial for trial in subjects if trial.mistaken]
    correct = [trial for trial in subjects if not trial.mistaken]
    _restated([trial for trial in trials if trial.restates], console)
    good = all(trial.as_expected for trial in trials)
    console.print(
        f"\n{sum(t.as_expected for t in mistakes)} of {len(mistakes)} mistakes rejected, "
        f"{sum(t.as_expected for t in correct)} of {len(correct)} correct subjects accepted",
        style="bold green" if good else "bold red",
        highlight=False,
    )
