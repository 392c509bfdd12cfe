//! Expressions.

use super::Function;
use crate::text::Range;

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Where it stands.
    pub range: Range,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A name.
    Name(String),
    /// `None`, a number, a string, `True`, `...`.
    Constant(Constant),
    /// `value.attr`.
    Attribute {
        /// The object.
        value: Box<Expr>,
        /// The attribute.
        attr: String,
    },
    /// `func(args)`.
    Call {
        /// What is called.
        func: Box<Expr>,
        /// The arguments, in order.
        args: Vec<Arg>,
    },
    /// `value[index]`.
    Subscript {
        /// The object.
        value: Box<Expr>,
        /// The indices.
        index: Vec<Expr>,
    },
    /// `await value`.
    Await(Box<Expr>),
    /// `yield value` and `yield from value`.
    Yield {
        /// The value.
        value: Option<Box<Expr>>,
        /// Whether it is `yield from`.
        from: bool,
    },
    /// `a and b`, `a or b`.
    Bool {
        /// `and` or `or`.
        op: BoolOp,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `not value`.
    Not(Box<Expr>),
    /// `left op right`, for the comparisons that facts are learned from.
    Compare {
        /// The comparison.
        op: CompareOp,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `body if test else orelse`.
    Conditional {
        /// The condition.
        test: Box<Expr>,
        /// Value when it holds.
        body: Box<Expr>,
        /// Value when it does not.
        orelse: Box<Expr>,
    },
    /// `lambda params: body`.
    Lambda(Box<Function>),
    /// `a, b`.
    Tuple(Vec<Expr>),
    /// `[a, b]` and `{a, b}`.
    List(Vec<Expr>),
    /// `{key: value, **rest}`: keys and values in order.
    Dict(Vec<Expr>),
    /// `*value` and `**value`.
    Starred(Box<Expr>),
    /// `name := value`.
    Named {
        /// The name.
        target: Box<Expr>,
        /// The value.
        value: Box<Expr>,
    },
    /// `[body for target in iter if test]` and its relatives.
    Comprehension {
        /// Whether it is evaluated lazily (a generator expression).
        lazy: bool,
        /// The element; key and value for a dict.
        body: Vec<Expr>,
        /// The clauses.
        clauses: Vec<Clause>,
    },
    /// Operators, formatted strings, slices: evaluates its parts and gives something new.
    Operation {
        /// The operator where one was kept, such as `/`; empty otherwise.
        op: &'static str,
        /// The parts, in order of evaluation.
        parts: Vec<Expr>,
    },
    /// Something that is not understood: a syntax error, or nested too deeply.
    Opaque,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub struct Arg {
    /// The keyword, if given.
    pub keyword: Option<String>,
    /// The value; [`ExprKind::Starred`] for `*args` and `**kwargs`.
    pub value: Expr,
}

/// The operator of `[:]`.
pub const WHOLE: &str = "[:]";
/// The operator of `[::-1]`.
pub const TURNED_ROUND: &str = "[::-1]";

/// Whether an operator is that of a slice: of all of a sequence, of all turned round, or of some of it.
pub fn is_slice(op: &str) -> bool {
    matches!(op, "slice" | WHOLE | TURNED_ROUND)
}

/// One `for … in …` or `if …` of a comprehension.
#[derive(Clone, Debug)]
pub enum Clause {
    /// `for target in iter`.
    For {
        /// The loop variable.
        target: Expr,
        /// What is iterated.
        iter: Expr,
    },
    /// `if test`.
    If(Expr),
}

/// A literal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer or float as written.
    Number(String),
    /// A string as written between its quotes; bytes and formatted strings with parts are not.
    Str(String),
    /// `...`.
    Ellipsis,
}

/// `and`, `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoolOp {
    /// `and`.
    And,
    /// `or`.
    Or,
}

/// The comparisons that facts are learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `is`.
    Is,
    /// `is not`.
    IsNot,
    /// `==`.
    Eq,
    /// `!=`.
    NotEq,
    /// Any other, as written: `<`, `in`.
    Other(&'static str),
}
