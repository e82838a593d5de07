"""What a run says on a terminal: progress while it lasts, then the verdict and its reasons."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from duhamel.verification.proof.recheck import Recheck
    from duhamel.verification.selftest import Trial

MARKS = {"pass": "[green]✓[/]", "fail": "[red]✗[/]", "inconclusive": "[yellow]?[/]"}


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


def summary(results: dict[str, Any], console: Console) -> None:
    """One line for each check, the unexpected ones again with their reasons, and the verdict."""
    checks = results["checks"]
    controls: dict[str, list[dict[str, Any]]] = {}
    for check in checks:
        if check["expected"] == "fail":
            controls.setdefault(check["id"].partition("!")[0], []).append(check)
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        if check["expected"] == "pass":
            mine = controls.get(check["id"], [])
            rejected = sum(1 for control in mine if control["verdict"] == "fail")
            said = f"{escape(check['measured'])} [dim]({rejected}/{len(mine)} controls rejected)[/]"
            table.add_row(MARKS[check["verdict"]], escape(check["id"]), said)
    console.print(table)
    unexpected = [check for check in checks if check["verdict"] != check["expected"]]
    for check in unexpected:
        console.print(
            f"\n{MARKS[check['verdict']]} [bold]{escape(check['id'])}[/] {escape(check['title'])}: "
            f"{check['verdict']}, expected {check['expected']}",
            f"\n  measured   {escape(check['measured'])}",
            f"\n  criterion  {escape(check['criterion'])} ({check['criterion_from']})",
            f"\n  source     {check['source']}",
            sep="",
            highlight=False,
        )
    counts = results["summary"]
    verdict = "as expected" if not unexpected else f"{len(unexpected)} not as expected"
    console.print(
        f"\n{counts['pass']} passed, {counts['fail']} failed, {counts['inconclusive']} inconclusive"
        f"; {counts['controls']} controls rejected: {verdict}",
        style="bold green" if not unexpected else "bold red",
        highlight=False,
    )


def rechecked(found: Recheck) -> Iterator[str]:
    """A theorem that was checked again: the verdict of each engine, and what it rests on."""
    from duhamel.analysis.tags import current, recorded
    from duhamel.analysis.theorem import foundations
    from duhamel.reports.text.typeset import text
    from duhamel.verification.proof.engines import reached

    theorem = found.theorem
    yield f"{theorem.tag} ({theorem.id}): {'holds' if found.holds else 'does not hold'}"
    yield f"  meaning   {'as' if found.as_recorded else 'NOT as'} recorded for the tag"
    steps = [line for line in found.lines if line.step.obligations]
    for name, opinions in (
        ("SymPy", [line.sympy for line in steps]),
        ("FLINT", [line.flint for line in steps]),
    ):
        accepted = sum(all(opinion.accepts for opinion in each) for each in opinions)
        yield f"  {name}     accepts {accepted} of {len(steps)} steps"
    for stated in reached(theorem):
        yield f"    the derivation does not end in {text(stated)}"
    for line in steps:
        if not line.accepted:
            yield f"    not {line.part}.{line.number}, {line.step.rule}: {line.step.because}"
    own = [outcome for outcome in found.outcomes if outcome.expected == "pass"]
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
    yield from (f"  given     {text(step.relation)}  ({step.because})" for step in theorem.premises)
    yield from (f"  assuming  {words}" for words in theorem.assumptions)


def tried(trials: Sequence[Trial], console: Console) -> None:
    """The suite's test of itself: each mistake with the checks that reject it, and the verdict."""
    table = Table(box=None, pad_edge=False)
    for name in ("", "kind", "subject", "said"):
        table.add_column(name, no_wrap=name != "said", overflow="fold")
    for trial in trials:
        against = trial.rejected_by if trial.mistaken else trial.withheld_by
        said = f"rejected by {', '.join(against)}" if against else "accepted"
        mark = MARKS["pass" if trial.as_expected else "fail"]
        name = trial.name if trial.mistaken else f"correct: {trial.name}"
        table.add_row(mark, trial.kind, escape(name), said)
    console.print(table)
    mistakes = [trial for trial in trials if trial.mistaken]
    correct = [trial for trial in trials if not trial.mistaken]
    good = all(trial.as_expected for trial in trials)
    console.print(
        f"\n{sum(t.as_expected for t in mistakes)} of {len(mistakes)} mistakes rejected, "
        f"{sum(t.as_expected for t in correct)} of {len(correct)} correct subjects accepted",
        style="bold green" if good else "bold red",
        highlight=False,
    )
