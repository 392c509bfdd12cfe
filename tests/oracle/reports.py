"""What the oracles are asked on the command line, and what the analyzer says of their programs."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path


def parser(about, families, shown):
    """The options that all oracles have; `shown` are what is printed of those that disagree."""
    parser = argparse.ArgumentParser(description=about.split("\n")[0])
    parser.add_argument("--tool", required=True, help="the leaklab command")
    parser.add_argument("--count", type=int, default=300, help="programs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="one program, shown with both answers")
    parser.add_argument("--family", action="append", choices=[*families, "async"], help="statements of this family only")
    parser.add_argument("--show", type=int, default=5, help=f"{shown} shown")
    return parser


def numbers(options):
    """The numbers of the programs that are asked for."""
    return range(options.count) if options.only is None else [options.only]


def check(tool, sources):
    """The reports of many programs, in order."""
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name, f"{number}.py") for number in range(len(sources))]
        for path, source in zip(paths, sources):
            path.write_text(source)
        done = subprocess.run([tool, "check", "--format", "json", *paths], capture_output=True, text=True, check=False)
    files = {Path(file["path"]).stem: file for file in json.loads(done.stdout)["files"]}
    return [files[path.stem] for path in paths]
