"""`duhamel pack`: the course pack."""

from __future__ import annotations

import argparse

from duhamel.reports.cli.options import add_report_options, given, reported, writable


def options(parser: argparse.ArgumentParser) -> None:
    add_report_options(parser, "course-pack")


def run(args: argparse.Namespace) -> int:
    out = writable("--out", "a folder that can be written", args.out, folder=True)
    report = reported(args)
    from duhamel.reports import results
    from duhamel.reports.book import document, pack

    files = pack.compose(report, args.source is not None, not args.no_cache)
    with given("--out", path=out):
        paths = document.put(files, out)
    print(f"{len(paths)} files; begin with {out / 'index.html'}")
    return results.exit_code(report)
