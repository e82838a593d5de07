"""`duhamel report`: verify, then the three files."""

from __future__ import annotations

import argparse

from duhamel.reports.cli.options import add_report_options, given, reported, writable


def options(parser: argparse.ArgumentParser) -> None:
    add_report_options(parser, "build")


def run(args: argparse.Namespace) -> int:
    out = writable("--out", "a folder that can be written", args.out, folder=True)
    report = reported(args)
    from duhamel.reports import results
    from duhamel.reports.book import document
    from duhamel.reports.text import terminal

    files = document.compose(report, args.source is not None, not args.no_cache)
    terminal.summary(report, terminal.Spelt())
    with given("--out", path=out):
        paths = document.put(files, out)
    for path in paths:
        print(path)
    return results.exit_code(report)
