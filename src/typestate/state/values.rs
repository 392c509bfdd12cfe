//! What a variable may hold, as far as it matters.

use crate::cfg::{StepId, VarId};
use crate::syntax::ast::Constant;
use std::rc::Rc;

/// How deeply tuples are followed into tuples.
const DEPTH: usize = 2;
/// How many dots a name may have; the longest in the catalogue have three.
const DOTS: usize = 8;

/// An abstract value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Val {
    /// Anything.
    Unknown,
    /// Something true.
    Truthy,
    /// Something false.
    Falsy,
    /// Something other than `None`.
    NotNone,
    /// A literal.
    Constant(Constant),
    /// Anything that does not equal this.
    Other(Constant),
    /// A module, function or class, by its dotted name.
    Path(Rc<str>),
    /// A function or class of this file, by its name.
    Definition(Rc<str>),
    /// An object, by its class (or by the function that made it).
    Object {
        /// Dotted name of the class or function.
        class: Rc<str>,
        /// The step that made it.
        made: Option<StepId>,
        /// Whether it is surely an object of a class, and so neither `None` nor false.
        certain: bool,
    },
    /// The handle that is followed.
    Tracked,
    /// A collection made here that holds the handle.
    Holds,
    /// One that holds it as its last item.
    Ends,
    /// How many items such a collection has.
    Length,
    /// The places of its items, one after the other: `range(len(files))`.
    Places,
    /// The place at which it has the handle.
    Place,
    /// What a loop iterates that held the handle and has given it to a turn already.
    Met,
    /// A collection made here that does not.
    Fresh,
    /// A manager whose `with` gives the handle and releases it, such as `closing(f)`.
    Closing,
    /// A manager whose `with` gives the handle and leaves it open: `nullcontext(f)`.
    Lending,
    /// A function defined here that uses the handle and cannot release it.
    Closure,
    /// An exit stack that will release the handle, by the step that made it: `stack` after
    /// `stack.push(f)`.
    Stack(StepId),
    /// The method that releases the handle, not yet called: `f.close`.
    Release,
    /// A manager that swallows exceptions of these classes: `suppress(…)`.
    Suppress(Rc<[String]>),
    /// What a release gave: waiting for it does not raise either.
    Settled,
    /// Something made from the handle that may keep it, by a call that is not known.
    Derived,
    /// An object that was made to use the handle, and is there as long as somebody has it.
    Wrapper,
    /// Something that the handle gave and that works only as long as the handle is open: a cursor.
    Part,
    /// A tuple.
    Tuple(Rc<[Val]>),
    /// A method of an object, not yet called.
    Method {
        /// The object.
        of: Rc<Val>,
        /// The variable it was in.
        base: VarId,
        /// The method's name.
        name: Rc<str>,
    },
}

impl Val {
    /// An object of a class that is surely one.
    pub fn object(class: &str, made: Option<StepId>) -> Self {
        Self::Object {
            class: class.into(),
            made,
            certain: true,
        }
    }

    /// A tuple; what is nested deeper than [`DEPTH`] is forgotten, so that a loop cannot build
    /// values without end.
    pub fn tuple(parts: impl Iterator<Item = Self>) -> Self {
        Self::Tuple(parts.map(|part| part.within(DEPTH)).collect())
    }

    fn within(self, depth: usize) -> Self {
        match self {
            Self::Tuple(_) if depth == 0 && self.gives_tracked() => Self::Holds,
            Self::Tuple(_) if depth == 0 && self.holds_tracked() => Self::Derived,
            Self::Tuple(_) if depth == 0 => Self::Unknown,
            Self::Tuple(parts) => {
                let parts = parts.iter().cloned();
                Self::Tuple(parts.map(|part| part.within(depth - 1)).collect())
            }
            other => other,
        }
    }

    /// A member of something with a dotted name; one that is too long is forgotten.
    pub fn member(path: &str, attr: &str) -> Self {
        match path.matches('.').count() < DOTS {
            true => Self::Path(format!("{path}.{attr}").into()),
            false => Self::Unknown,
        }
    }

    /// Whether the handle lives as long as this value does.
    pub fn holds_tracked(&self) -> bool {
        match self {
            Self::Tracked | Self::Release | Self::Derived | Self::Wrapper | Self::Part => true,
            Self::Holds | Self::Ends | Self::Met | Self::Closing | Self::Lending => true,
            Self::Stack(_) | Self::Closure => true,
            Self::Tuple(parts) => parts.iter().any(Self::holds_tracked),
            Self::Unknown
            | Self::Truthy
            | Self::Falsy
            | Self::NotNone
            | Self::Constant(_)
            | Self::Other(_)
            | Self::Path(_)
            | Self::Definition(_)
            | Self::Object { .. }
            | Self::Suppress(_)
            | Self::Settled
            | Self::Length
            | Self::Places
            | Self::Place
            // An attribute, or a method that is about to be called, mostly.
            | Self::Method { .. }
            | Self::Fresh => false,
        }
    }

    /// Whether it is what a step made, or a tuple with that.
    pub fn is_made_by(&self, step: StepId) -> bool {
        match self {
            Self::Object { made, .. } => *made == Some(step),
            Self::Tuple(parts) => parts.iter().any(|part| part.is_made_by(step)),
            _ => false,
        }
    }

    /// Whether whoever gets this value gets the handle, for certain.
    pub fn gives_tracked(&self) -> bool {
        match self {
            Self::Tracked | Self::Release | Self::Wrapper | Self::Closing | Self::Lending => true,
            Self::Holds | Self::Ends | Self::Met | Self::Stack(_) | Self::Closure => true,
            Self::Tuple(parts) => parts.iter().any(Self::gives_tracked),
            _ => false,
        }
    }

    /// Whether it is a collection that holds the handle, and no turn of a loop was given it yet.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Holds | Self::Ends)
    }

    /// Its truth, if it is known.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Constant(constant) => Some(crate::cfg::is_true(constant)),
            Self::Truthy | Self::Definition(_) | Self::Tracked => Some(true),
            Self::Release => Some(true),
            Self::Holds | Self::Ends | Self::Met | Self::Length | Self::Places => Some(true),
            Self::Closing | Self::Lending | Self::Suppress(_) => Some(true),
            Self::Stack(_) | Self::Closure => Some(true),
            Self::Object { certain: true, .. } => Some(true),
            Self::Tuple(parts) => Some(!parts.is_empty()),
            Self::Falsy => Some(false),
            Self::Unknown
            | Self::NotNone
            | Self::Other(_)
            | Self::Fresh
            | Self::Derived
            | Self::Wrapper
            | Self::Part
            | Self::Settled
            | Self::Place
            // What is imported may be a variable.
            | Self::Path(_)
            | Self::Object { .. }
            | Self::Method { .. } => None,
        }
    }

    /// Whether it equals a constant, if that is known.
    pub fn equals(&self, constant: &Constant) -> Option<bool> {
        match self {
            Self::Constant(mine) if mine == constant => Some(true),
            // `1 == True`: numbers and truth values are not told apart.
            Self::Constant(Constant::Number(_) | Constant::Bool(_))
                if matches!(constant, Constant::Number(_) | Constant::Bool(_)) =>
            {
                match (self.truth(), constant) {
                    (Some(mine), Constant::Bool(other)) => (mine != *other).then_some(false),
                    _ => None,
                }
            }
            Self::Constant(_) => Some(false),
            Self::Other(mine) => (mine == constant).then_some(false),
            Self::Falsy => match constant {
                Constant::None | Constant::Bool(false) => None,
                other => crate::cfg::is_true(other).then_some(false),
            },
            Self::NotNone
            | Self::Fresh
            | Self::Derived
            | Self::Wrapper
            | Self::Part
            | Self::Length
            | Self::Place => (*constant == Constant::None).then_some(false),
            Self::Truthy => (!crate::cfg::is_true(constant)).then_some(false),
            Self::Unknown
            | Self::Settled
            | Self::Path(_)
            | Self::Method { .. }
            | Self::Object { certain: false, .. } => None,
            Self::Definition(_)
            | Self::Object { .. }
            | Self::Tracked
            | Self::Release
            | Self::Holds
            | Self::Ends
            | Self::Places
            | Self::Met
            | Self::Closing
            | Self::Lending
            | Self::Stack(_)
            | Self::Closure
            | Self::Suppress(_)
            | Self::Tuple(_) => Some(false),
        }
    }
}
