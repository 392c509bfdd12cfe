//! The control-flow graph of one scope: a function's body, or a module's.
//!
//! Expressions are taken apart into [`Step`]s in order of evaluation, because a resource can be lost
//! in the middle of one. A step that may raise ends its block with two edges, so that its effect on
//! the way out by return and by exception can differ: in `f = open(p)` only the first acquires.
//!
//! ```text
//!   f = open(p)            b0: t1 = open(p) ──Next──► b1: f = t1 ─► …
//!                               └──────Raise──► whoever handles it
//! ```
//!
//! `finally` and `with` are not copied per way out. Control enters them after pushing *why* it came
//! ([`Why`]), and [`Terminator::EndFinally`] pops it and goes on accordingly; whoever interprets the
//! graph keeps that stack. The graph says nothing about types, names' meanings, or resources.

mod build;
mod flow;
mod givers;
pub mod mermaid;
mod question;
mod value;
mod var;

use crate::syntax::ast::Constant;
use crate::text::Range;
pub use build::{annotated_class, function, is_true, module};
pub use givers::Givers;
pub use question::{Change, Question};
pub use value::{CallArg, Value};
pub use var::{Reach, Uses, Var};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index! {
    /// A block of a graph.
    BlockId
}
index! {
    /// A step of a graph.
    StepId
}
index! {
    /// A variable of a graph: a local name or a temporary.
    VarId
}

impl StepId {
    /// No step of any graph.
    pub const NONE: Self = Self(u32::MAX);
}

/// The control-flow graph of one scope.
#[derive(Clone, Debug)]
pub struct Cfg {
    /// Name of the scope: the function's, or `module`.
    pub name: String,
    /// Where the scope stands.
    pub range: Range,
    /// The blocks; [`Cfg::ENTRY`], [`Cfg::RETURN`] and [`Cfg::RAISE`] come first.
    pub blocks: Vec<Block>,
    /// The steps of all blocks.
    pub steps: Vec<Step>,
    /// The variables; parameters come first.
    pub vars: Vec<Var>,
    /// The steps that assign to each variable.
    pub givers: Givers,
    /// The questions that branches ask of what is no variable.
    pub questions: Vec<Question>,
    /// How many of the variables are parameters.
    pub param_count: usize,
    /// Whether the scope is a module's top level.
    pub is_module: bool,
    /// Whether the scope contains a `yield`.
    pub is_generator: bool,
}

impl Cfg {
    /// Where control comes in.
    pub const ENTRY: BlockId = BlockId(0);
    /// Where control leaves by `return` or at the end.
    pub const RETURN: BlockId = BlockId(1);
    /// Where control leaves by an exception.
    pub const RAISE: BlockId = BlockId(2);

    /// The scope stands further on in the text, or further back.
    pub fn move_by(&mut self, by: i64) {
        if by == 0 {
            return;
        }
        self.range = self.range.moved(by);
        for step in &mut self.steps {
            step.range = step.range.moved(by);
        }
        for block in &mut self.blocks {
            if let Terminator::Branch { range, .. } = &mut block.terminator {
                *range = range.moved(by);
            }
        }
    }

    /// A block.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.index()]
    }

    /// A step.
    pub fn step(&self, id: StepId) -> &Step {
        &self.steps[id.index()]
    }

    /// The question whose answer a variable remembers.
    pub fn question(&self, var: VarId) -> Option<&Question> {
        let at = self.questions.binary_search_by_key(&var, |it| it.var);
        at.ok().map(|at| &self.questions[at])
    }

    /// A variable.
    pub fn var(&self, id: VarId) -> &Var {
        &self.vars[id.index()]
    }
}

/// Steps in order, then a decision.
#[derive(Clone, Debug)]
pub struct Block {
    /// The steps.
    pub steps: Vec<StepId>,
    /// Where control goes.
    pub terminator: Terminator,
}

/// How control leaves a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terminator {
    /// To one block.
    Goto(BlockId),
    /// The last step may raise.
    Fallible {
        /// It returned.
        next: BlockId,
        /// It raised.
        raise: BlockId,
    },
    /// By a condition.
    Branch {
        /// What is tested.
        condition: Condition,
        /// The same as asked of a [`Question`]'s variable, if it is one.
        remembered: Option<Condition>,
        /// Whether the source asks the opposite: `is not`.
        negative: bool,
        /// Where the test stands.
        range: Range,
        /// The test is true, as it is written.
        yes: BlockId,
        /// It is false.
        no: BlockId,
    },
    /// A loop asks for the next item; the last step is a [`StepKind::Next`] and may raise.
    Iterate {
        /// There is one.
        item: BlockId,
        /// There is none.
        done: BlockId,
        /// Asking raised.
        raise: BlockId,
    },
    /// An exception looks for its handler.
    Dispatch {
        /// The handlers, in order.
        handlers: Vec<(Catches, BlockId)>,
        /// None fits.
        otherwise: BlockId,
    },
    /// The end of a `finally` or of a `with`.
    EndFinally(Box<EndFinally>),
    /// Out of the scope.
    Exit,
}

/// Where control goes on after a `finally`, by why it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndFinally {
    /// The manager whose `__exit__` may swallow the exception, for a `with`.
    pub manager: Option<VarId>,
    /// It came normally, or the exception was swallowed.
    pub normal: BlockId,
    /// It came by an exception.
    pub raise: BlockId,
    /// It came by `return`.
    pub on_return: Option<BlockId>,
    /// It came by `break`.
    pub on_break: Option<BlockId>,
    /// It came by `continue`.
    pub on_continue: Option<BlockId>,
}

/// Why control came to a `finally`, or what a handler is handling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The guarded statements ended.
    Normal,
    /// One of them raised.
    Raise,
    /// `return`.
    Return,
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// A handler has caught the exception and is running.
    Handling,
}

/// The exceptions a handler catches, by the names written in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Catches {
    /// All of them: a bare `except`.
    Everything,
    /// The named types.
    Types(Vec<String>),
    /// Types that are computed.
    Unknown,
}

impl Catches {
    /// Whether it catches what imports raise, and nothing else.
    pub fn is_of_imports(&self) -> bool {
        let is_one = |name: &String| name == "ImportError" || name == "ModuleNotFoundError";
        matches!(self, Self::Types(names) if names.iter().all(is_one))
    }
}

/// A condition that facts are learned from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The truth of a value.
    Truth(VarId),
    /// Identity with, or equality to, a constant.
    Equals(VarId, Constant),
    /// Identity of, or equality between, two values.
    Same(VarId, VarId),
    /// Something that is not understood.
    Unknown,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub struct Step {
    /// The source it stands for.
    pub range: Range,
    /// What happens.
    pub kind: StepKind,
    /// The block it is in.
    pub block: BlockId,
}

/// The things that can happen.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// A variable gets a value; what it held before loses a name.
    Assign {
        /// The variable.
        dst: VarId,
        /// The value.
        value: Value,
    },
    /// `base.attr = value`.
    StoreAttr {
        /// The object.
        base: VarId,
        /// The attribute.
        attr: String,
        /// The value.
        value: VarId,
    },
    /// `base[…] = value`; may raise.
    StoreItem {
        /// The container.
        base: VarId,
        /// Where it is put, if that is one thing.
        key: Option<VarId>,
        /// The value.
        value: VarId,
    },
    /// `del name`.
    Delete(VarId),
    /// `__enter__` of a manager; may raise.
    Enter {
        /// What it returns.
        dst: VarId,
        /// The manager.
        manager: VarId,
    },
    /// `__exit__` of a manager.
    Leave(VarId),
    /// Temporaries from the first to before the second go away; names and answers among them stay.
    Drop(VarId, VarId),
    /// A `finally` or a handler is entered.
    Push(Why),
    /// A `finally` or a handler is left on a way of its own.
    Pop,
    /// `return value`; the value waits for the way out.
    Return(Option<VarId>),
    /// `raise`; always raises. Without a value it re-raises what is being handled.
    Raise(Option<VarId>),
    /// An operation that hardly ever raises may raise an exception of this class, for which a handler waits.
    Slip {
        /// The class.
        class: String,
        /// What the operation is done with: the name, or what has the attribute.
        about: Option<VarId>,
    },
    /// A turn of a `while` begins: what other code may have changed is asked afresh.
    Turn,
    /// A loop asks for its next item; may raise.
    Next {
        /// The loop variable's temporary.
        dst: VarId,
        /// What is iterated.
        iter: VarId,
    },
    /// An element is put into a collection, or is the key of one.
    Collect {
        /// The collection.
        into: VarId,
        /// The element.
        value: VarId,
    },
}

impl Terminator {
    /// The blocks control may go to.
    pub fn successors(&self) -> Vec<BlockId> {
        match self {
            Self::Goto(next) => vec![*next],
            Self::Fallible { next, raise } => vec![*next, *raise],
            Self::Branch { yes, no, .. } => vec![*yes, *no],
            Self::Iterate { item, done, raise } => vec![*item, *done, *raise],
            Self::Dispatch {
                handlers,
                otherwise,
            } => handlers
                .iter()
                .map(|(_, block)| *block)
                .chain([*otherwise])
                .collect(),
            Self::EndFinally(end) => [Some(end.normal), Some(end.raise)]
                .into_iter()
                .chain([end.on_return, end.on_break, end.on_continue])
                .flatten()
                .collect(),
            Self::Exit => Vec::new(),
        }
    }
}
