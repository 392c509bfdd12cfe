//! What a variable of a graph can be given.

use super::VarId;
use crate::syntax::ast::Constant;

/// What a variable gets.
#[derive(Clone, Debug)]
pub enum Value {
    /// The value of another variable.
    Copy(VarId),
    /// A literal.
    Constant(Constant),
    /// A parameter.
    Param {
        /// Its position.
        index: usize,
        /// The class its annotation names, if it is nothing but a name.
        annotation: Option<String>,
    },
    /// A name of the module or a builtin.
    Global(String),
    /// A module or a member of one, by its dotted name; may raise.
    Import(String),
    /// `base.attr`.
    Attribute(VarId, String),
    /// `base[…]`; may raise.
    Item {
        /// The container.
        of: VarId,
        /// Which item, if it is written as a number.
        index: Option<usize>,
        /// What it is asked for by, if that is one thing.
        key: Option<VarId>,
    },
    /// `func(args)`; may raise.
    Call {
        /// What is called.
        func: VarId,
        /// The arguments.
        args: Vec<CallArg>,
    },
    /// `await value`; may raise.
    Await(VarId),
    /// `yield value`; may raise.
    Yield(Option<VarId>),
    /// A new tuple.
    Tuple(Vec<VarId>),
    /// A new list, set or dict.
    Collection(Vec<VarId>),
    /// One of the elements of a value that is taken apart.
    Element {
        /// The value.
        of: VarId,
        /// Which element; none for a starred target and what comes after it, and for the names of a pattern.
        index: Option<usize>,
    },
    /// A function or class defined here, with the variables its body sees.
    Definition {
        /// Its name.
        name: String,
        /// Captured variables.
        captures: Vec<VarId>,
    },
    /// Something new made of these, such as a sum or a formatted string.
    Operation {
        /// The operator where one was kept.
        op: &'static str,
        /// The operands.
        parts: Vec<VarId>,
    },
    /// Nothing is known.
    Unknown,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub struct CallArg {
    /// The keyword, if given.
    pub keyword: Option<String>,
    /// Whether it is `*args` or `**kwargs`.
    pub starred: bool,
    /// The value.
    pub var: VarId,
}
