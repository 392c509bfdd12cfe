//! What a variable may hold, as far as it matters.

use crate::cfg::{StepId, VarId};
use crate::syntax::ast::Constant;
use std::rc::Rc;

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
    /// A collection made here that does not.
    Fresh,
    /// A manager whose `with` gives the handle and releases it, such as `closing(f)`.
    Closing,
    /// A manager whose `with` gives the handle and leaves it open: `nullcontext(f)`.
    Lending,
    /// The method that releases the handle, not yet called: `f.close`.
    Release,
    /// A manager that swallows exceptions of these classes: `suppress(…)`.
    Suppress(Rc<[String]>),
    /// Something made from the handle that may keep it, by a call that is not known.
    Derived,
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

    /// Whether the handle lives as long as this value does.
    pub fn holds_tracked(&self) -> bool {
        match self {
            Self::Tracked | Self::Release | Self::Derived => true,
            Self::Holds | Self::Closing | Self::Lending => true,
            Self::Tuple(parts) => parts.iter().any(Self::holds_tracked),
            Self::Unknown
            | Self::Truthy
            | Self::Falsy
            | Self::NotNone
            | Self::Constant(_)
            | Self::Path(_)
            | Self::Definition(_)
            | Self::Object { .. }
            | Self::Suppress(_)
            | Self::Method { .. }
            | Self::Fresh => false,
        }
    }

    /// Whether whoever gets this value gets the handle, for certain.
    pub fn gives_tracked(&self) -> bool {
        match self {
            Self::Tracked | Self::Release | Self::Holds | Self::Closing | Self::Lending => true,
            Self::Tuple(parts) => parts.iter().any(Self::gives_tracked),
            _ => false,
        }
    }

    /// Its truth, if it is known.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Constant(constant) => Some(crate::cfg::is_true(constant)),
            Self::Truthy | Self::Path(_) | Self::Definition(_) | Self::Tracked => Some(true),
            Self::Release => Some(true),
            Self::Holds | Self::Closing | Self::Lending | Self::Suppress(_) => Some(true),
            Self::Object { certain: true, .. } => Some(true),
            Self::Tuple(parts) => Some(!parts.is_empty()),
            Self::Falsy => Some(false),
            Self::Unknown
            | Self::NotNone
            | Self::Fresh
            | Self::Derived
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
            Self::Falsy => match constant {
                Constant::None | Constant::Bool(false) => None,
                other => crate::cfg::is_true(other).then_some(false),
            },
            Self::NotNone | Self::Fresh | Self::Derived => {
                (*constant == Constant::None).then_some(false)
            }
            Self::Truthy => (!crate::cfg::is_true(constant)).then_some(false),
            Self::Unknown | Self::Method { .. } | Self::Object { certain: false, .. } => None,
            Self::Path(_)
            | Self::Definition(_)
            | Self::Object { .. }
            | Self::Tracked
            | Self::Release
            | Self::Holds
            | Self::Closing
            | Self::Lending
            | Self::Suppress(_)
            | Self::Tuple(_) => Some(false),
        }
    }
}
