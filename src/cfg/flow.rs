//! Which variables a step gives a value, and which it reads.

use super::{StepKind, Value, VarId};

impl StepKind {
    /// The variable that it gives a value.
    pub fn gives(&self) -> Option<VarId> {
        match self {
            Self::Assign { dst, .. } | Self::Enter { dst, .. } | Self::Next { dst, .. } => {
                Some(*dst)
            }
            _ => None,
        }
    }

    /// The variables that it reads.
    pub fn reads(&self, read: &mut dyn FnMut(VarId)) {
        match self {
            Self::Assign { value, .. } => value.reads(read),
            Self::StoreAttr { base, value, .. } | Self::StoreItem { base, value, .. } => {
                read(*base);
                read(*value);
            }
            Self::Enter { manager, .. } | Self::Leave(manager) => read(*manager),
            Self::Return(value) | Self::Raise(value) => value.iter().for_each(|var| read(*var)),
            Self::Next { iter, .. } => read(*iter),
            Self::Collect { into, value } => {
                read(*into);
                read(*value);
            }
            Self::Delete(_)
            | Self::Drop(..)
            | Self::Push(_)
            | Self::Pop
            | Self::Slip { .. }
            | Self::Turn => {}
        }
    }
}

impl Value {
    fn reads(&self, read: &mut dyn FnMut(VarId)) {
        match self {
            Self::Copy(var)
            | Self::Attribute(var, _)
            | Self::Item { of: var, .. }
            | Self::Await(var)
            | Self::Element { of: var, .. } => read(*var),
            Self::Call { func, args } => {
                read(*func);
                args.iter().for_each(|arg| read(arg.var));
            }
            Self::Yield(value) => value.iter().for_each(|var| read(*var)),
            Self::Tuple(parts)
            | Self::Collection(parts)
            | Self::Operation { parts, .. }
            | Self::Definition {
                captures: parts, ..
            } => parts.iter().for_each(|var| read(*var)),
            Self::Constant(_)
            | Self::Param { .. }
            | Self::Global(_)
            | Self::Import(_)
            | Self::Unknown => {}
        }
    }
}
