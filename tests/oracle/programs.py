"""Random programs: a few families of statements each, so that they meet often enough."""

from __future__ import annotations

import random

import flow
import functions
import statements
from writer import Writer

CORE = statements.CORE + flow.CORE
FAMILIES = {
    "tuples": statements.TUPLES,
    "questions": statements.QUESTIONS,
    "flags": statements.FLAGS,
    "expressions": statements.EXPRESSIONS,
    "collections": statements.COLLECTIONS,
    "loops": flow.LOOPS,
    "matches": flow.MATCHES,
    "managers": flow.MANAGERS,
    "stacks": flow.STACKS,
    "generators": functions.GENERATORS,
    "closures": functions.CLOSURES,
    "classes": functions.CLASSES,
}
# What a coroutine is written of as well.
ASYNC = ("tuples", "flags", "expressions", "loops", "matches")


def program(seed, number, only=None):
    """The program of a number."""
    rng = random.Random(f"{seed}/{number}")
    is_async = only == ["async"] or (not only and rng.random() < 0.1)
    names = ASYNC if is_async else list(FAMILIES)
    families = rng.sample(names, rng.randint(0, 2)) if is_async or not only else only
    kinds = CORE + [kind for family in families for kind in FAMILIES[family] * 2]
    return Writer(rng, functions.HELPERS, is_async).program(kinds)
