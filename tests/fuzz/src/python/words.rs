//! The words that programs are made of. Few names, so that things meet.

/// What values are called.
pub const NAMES: &[&str] = &[
    "f", "g", "x", "p", "self", "self.f", "items", "f.g", "_", "ä",
];
/// What functions are called.
pub const NAMED: &[&str] = &["f", "g", "x", "p", "items", "make", "A", "_", "ä"];

/// Statements that are whole as they are.
pub const SMALL: &[&str] = &[
    "pass",
    "return",
    "break",
    "continue",
    "raise",
    "yield",
    "...",
    "global f, g",
    "nonlocal x",
    "from contextlib import *",
    "import os, socket as so",
    "# leaklab: ignore[never-released] why",
    "# leaklab: ignore",
    "x: int",
    "type T = int",
    "'''a\n  text'''",
    "x = 1; f = open(p); f.close()",
    "stack.enter_context(f)",
    "stack.callback(f.close)",
    "weakref.finalize(self, f.close)",
    "atexit.register(f.close)",
    "os.close(f)",
    "sys.exit(1)",
    "x, *items = f, g",
    "f, g = g, f",
    "self.f, x = f, None",
];

/// What no program has: left open, closed twice, cut.
pub const BROKEN: &[&str] = &[
    "(",
    ")",
    "[",
    "}",
    ":",
    "def",
    "def f(:",
    "with open(p) as :",
    "'",
    "\"\"\"",
    "f'{",
    "\\",
    "\0",
    "else:",
    "except:",
    "    x",
    "\t",
    "\u{feff}",
    "\r",
    "@",
    "lambda",
    "print 'x'",
    "exec \"x\"",
    "$",
    "match",
    "case _:",
    "async",
    "await",
    "1__0",
    "=",
    ":=",
    "->",
    "\x0c",
    "\u{2028}",
    "🦀",
];

/// What stands above functions.
pub const DECORATORS: &[&str] = &[
    "contextmanager",
    "asynccontextmanager",
    "contextlib.contextmanager",
    "staticmethod",
    "classmethod",
    "property",
    "pytest.fixture",
    "dataclass",
    "x",
    "make(f)",
    "atexit.register",
];

/// What functions take.
pub const PARAMETERS: &[&str] = &[
    "",
    "self",
    "p",
    "f, g",
    "self, f",
    "p, /, x, *, g=None",
    "*items, **p",
    "f=open(p)",
    "x: int = 1",
];

/// What methods are called.
pub const METHODS: &[&str] = &[
    "__init__",
    "__enter__",
    "__exit__",
    "__del__",
    "close",
    "make",
    "f",
    "__aexit__",
    "__new__",
];
