//! The abstract value of everything but a call.

use super::scope::Meaning;
use super::values::Val;
use super::{Following, State, Status};
use crate::cfg::{Value, VarId};
use crate::syntax::ast::Constant;

impl Following<'_, '_> {
    /// The value of everything but a call.
    pub(super) fn value(&self, value: &Value, state: &State) -> Val {
        match value {
            Value::Copy(var) | Value::Await(var) => state.get(*var),
            Value::Constant(constant) => Val::Constant(constant.clone()),
            Value::Param { annotation, .. } => self.annotated(annotation.as_deref()),
            Value::Global(name) => self.global(name),
            Value::Import(path) => Val::Path(path.as_str().into()),
            Value::Attribute(base, attr) => self.attribute(state, *base, attr),
            Value::Item(base) => match state.get(*base) {
                Val::Holds => Val::Derived,
                _ => Val::Unknown,
            },
            Value::Tuple(parts) => Val::Tuple(parts.iter().map(|part| state.get(*part)).collect()),
            Value::Collection(parts) => {
                let holds = parts.iter().any(|part| state.get(*part).gives_tracked());
                if holds { Val::Holds } else { Val::Fresh }
            }
            Value::Element { of, index } => match (state.get(*of), index) {
                (Val::Tuple(parts), Some(index)) => {
                    parts.get(*index).cloned().unwrap_or(Val::Unknown)
                }
                (Val::Holds | Val::Tuple(_), _) if state.get(*of).holds_tracked() => Val::Derived,
                _ => Val::Unknown,
            },
            Value::Definition { name, .. } => Val::Definition(name.as_str().into()),
            Value::Operation { op, parts } => self.operation(op, parts, state),
            Value::Yield(_) | Value::Call { .. } | Value::Unknown => Val::Unknown,
        }
    }

    fn annotated(&self, annotation: Option<&str>) -> Val {
        let resolved = annotation.and_then(|written| self.context.module.resolve(written));
        resolved.map_or(Val::Unknown, |class| Val::Object {
            class: class.as_str().into(),
            made: None,
            certain: false,
        })
    }

    fn global(&self, name: &str) -> Val {
        match self.context.module.meaning(name) {
            Meaning::Path(path) => Val::Path(path.as_str().into()),
            Meaning::Definition => Val::Definition(name.into()),
            Meaning::Object(path) => {
                let handle = self.context.catalogue.acquired_by(&path);
                let class = handle.map_or(path.as_str(), |(handle, _)| handle.class.as_str());
                Val::Object {
                    class: class.into(),
                    made: None,
                    certain: false,
                }
            }
            Meaning::Variable => Val::Unknown,
        }
    }

    fn attribute(&self, state: &State, base: VarId, attr: &str) -> Val {
        let of = state.get(base);
        match &of {
            Val::Path(path) => return Val::Path(format!("{path}.{attr}").as_str().into()),
            Val::Tracked if attr == "closed" => {
                let closed = matches!(state.status, Status::Released(_));
                return Val::Constant(Constant::Bool(closed));
            }
            Val::Tracked | Val::Derived => {
                let handle = self.acquired_handle();
                if handle.is_some_and(|handle| handle.release.iter().any(|name| name == attr)) {
                    return Val::Release;
                }
            }
            _ => {}
        }
        Val::Method {
            of: of.into(),
            base,
            name: attr.into(),
        }
    }

    fn operation(&self, op: &str, parts: &[VarId], state: &State) -> Val {
        let vals: Vec<Val> = parts.iter().map(|part| state.get(*part)).collect();
        match vals.first() {
            Some(path @ Val::Object { class, .. }) if op == "/" && **class == *"pathlib.Path" => {
                path.clone()
            }
            _ if op == "+=" && vals.contains(&Val::Holds) => Val::Holds,
            _ => Val::Unknown,
        }
    }
}
