//! The typed syntax tree of Python 3.8 to 3.14, as far as resources can flow through it.
//!
//! Lowered once from the concrete tree, owned, and free of the parser's types. What the analysis
//! never looks at (operators, format specifiers, type annotations' inside) is not kept; what could
//! not be parsed becomes [`ExprKind::Opaque`] or is left out, and is reported as a syntax error.

mod expr;

use super::names::Used;
use crate::text::Range;
pub use expr::{
    Arg, BoolOp, Clause, CompareOp, Constant, Expr, ExprKind, TURNED_ROUND, WHOLE, is_slice,
};
use std::fmt;

/// A whole file.
#[derive(Clone, Debug, Default)]
pub struct Module {
    /// The statements of the file.
    pub body: Vec<Stmt>,
    /// Ranges of string literals that span lines: their lines must not be indented by an edit.
    pub multiline_strings: Vec<Range>,
    /// Comments, in source order.
    pub comments: Vec<Range>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// Where it stands.
    pub range: Range,
    /// What it is.
    pub kind: StmtKind,
}

/// Tells a function from every other that a parser has made: the same from one text to the next as long
/// as nothing in it changes. It is no part of what a tree says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stamp(pub(super) u64);

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

/// The kinds of statement.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// An expression for its effect.
    Expr(Expr),
    /// `a = b = value`.
    Assign {
        /// The targets, left to right.
        targets: Vec<Expr>,
        /// The value.
        value: Expr,
    },
    /// `target op= value`.
    AugAssign {
        /// The target.
        target: Expr,
        /// The operand.
        value: Expr,
    },
    /// `target: annotation = value`.
    AnnAssign {
        /// The target.
        target: Expr,
        /// The annotation.
        annotation: Expr,
        /// The value, if there is one.
        value: Option<Expr>,
    },
    /// `return value`.
    Return(Option<Expr>),
    /// `raise exc from cause`.
    Raise {
        /// The exception; none re-raises.
        exc: Option<Expr>,
        /// The cause.
        cause: Option<Expr>,
    },
    /// `assert test, message`.
    Assert {
        /// The condition.
        test: Expr,
        /// The message.
        message: Option<Expr>,
    },
    /// `del targets`.
    Delete(Vec<Expr>),
    /// `pass`, and statements that do nothing here.
    Pass,
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `global names`.
    Global(Vec<String>),
    /// `nonlocal names`.
    Nonlocal(Vec<String>),
    /// `import a.b as c`.
    Import(Vec<Alias>),
    /// `from module import a as b`.
    ImportFrom {
        /// The module, with leading dots for relative imports.
        module: String,
        /// The names.
        names: Vec<Alias>,
    },
    /// `if`; an `elif` is an `If` alone in `orelse`.
    If {
        /// The condition.
        test: Expr,
        /// Run when it holds.
        body: Vec<Stmt>,
        /// Run when it does not.
        orelse: Vec<Stmt>,
    },
    /// `while`.
    While {
        /// The condition.
        test: Expr,
        /// The loop's body.
        body: Vec<Stmt>,
        /// Run when the condition fails.
        orelse: Vec<Stmt>,
    },
    /// `for` and `async for`.
    For {
        /// Whether it awaits.
        is_async: bool,
        /// The loop variable.
        target: Expr,
        /// What is iterated.
        iter: Expr,
        /// The loop's body.
        body: Vec<Stmt>,
        /// Run when the iteration ends.
        orelse: Vec<Stmt>,
    },
    /// `with` and `async with`.
    With {
        /// Whether it awaits.
        is_async: bool,
        /// The managers, left to right.
        items: Vec<WithItem>,
        /// The body.
        body: Vec<Stmt>,
    },
    /// `try`.
    Try {
        /// The guarded statements.
        body: Vec<Stmt>,
        /// The handlers, in order.
        handlers: Vec<Handler>,
        /// Run when nothing was raised.
        orelse: Vec<Stmt>,
        /// Run on every way out.
        finalbody: Vec<Stmt>,
    },
    /// `match`.
    Match {
        /// What is matched.
        subject: Expr,
        /// The cases, in order.
        cases: Vec<Case>,
    },
    /// `def` and `async def`.
    Function(Box<Function>),
    /// `class`.
    Class(Box<Class>),
}

/// `name as asname` in an import.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The dotted name; `*` for a wildcard.
    pub name: String,
    /// The name it is bound to, if given.
    pub asname: Option<String>,
}

/// One manager of a `with`.
#[derive(Clone, Debug)]
pub struct WithItem {
    /// The manager.
    pub context: Expr,
    /// What `__enter__` returned is bound to this.
    pub target: Option<Expr>,
}

/// `except types as name`.
#[derive(Clone, Debug)]
pub struct Handler {
    /// Where the whole clause stands.
    pub range: Range,
    /// The exception type or tuple of types; none catches everything.
    pub types: Option<Expr>,
    /// The name the exception is bound to.
    pub name: Option<String>,
    /// The handler's body.
    pub body: Vec<Stmt>,
}

/// `case pattern if guard`.
#[derive(Clone, Debug)]
pub struct Case {
    /// Where the pattern stands.
    pub range: Range,
    /// Names the pattern binds.
    pub binds: Vec<String>,
    /// Whether the pattern matches anything (`_` or a bare name).
    pub irrefutable: bool,
    /// The name that the pattern binds to all of the subject, if it does.
    pub whole: Option<String>,
    /// The literal that the pattern is, if it is nothing else.
    pub literal: Option<Constant>,
    /// The guard.
    pub guard: Option<Expr>,
    /// The case's body.
    pub body: Vec<Stmt>,
}

/// A function definition.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name; `<lambda>` for a lambda.
    pub name: String,
    /// Where the whole definition stands.
    pub range: Range,
    /// Tells it from the others, in this text and the next.
    pub made: Stamp,
    /// Which names it uses.
    pub used: Used,
    /// Whether it is `async`.
    pub is_async: bool,
    /// Decorators, outermost first.
    pub decorators: Vec<Expr>,
    /// The names of its type parameters.
    pub type_params: Vec<String>,
    /// Parameters, in order.
    pub params: Vec<Param>,
    /// The body.
    pub body: Vec<Stmt>,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name, without stars.
    pub name: String,
    /// Whether it has stars, and gets what the others do not.
    pub is_starred: bool,
    /// Whether it is given by its name alone, as what stands behind a `*` is; with stars, `**`.
    pub is_by_name: bool,
    /// Its annotation.
    pub annotation: Option<Expr>,
    /// Its default.
    pub default: Option<Expr>,
}

/// A class definition.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// Where the whole definition stands.
    pub range: Range,
    /// Decorators, outermost first.
    pub decorators: Vec<Expr>,
    /// The names of its type parameters.
    pub type_params: Vec<String>,
    /// Base classes.
    pub bases: Vec<Expr>,
    /// The body.
    pub body: Vec<Stmt>,
}
