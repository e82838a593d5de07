"""What a run says on a terminal: progress while it lasts, then the verdict and its reasons."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from duhamel.analysis.theorem import Theorem

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


def listing(register: Mapping[str, Callable[[], Theorem]], console: Console) -> None:
    """The theorems with their tags, and the checks of each."""
    from duhamel.verification.suite import checks

    table = Table(box=None, pad_edge=False)
    for name in ("tag", "theorem", "title"):
        table.add_column(name, no_wrap=name != "title")
    for id, derive in register.items():
        theorem = derive()
        table.add_row(theorem.tag, id, f"[bold]{escape(theorem.title)}[/]")
        for check in checks().values():
            if check.theorem == id:
                table.add_row("", f"  {check.evidence}", f"{check.id}  {escape(check.title)}")
    console.print(table)
