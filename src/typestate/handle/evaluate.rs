//! The abstract value of everything but a call.

use super::Following;
use super::context::Context;
use crate::cfg::{Cfg, Value, VarId};
use crate::resources::{Handle, WithEffect};
use crate::syntax::ast::Constant;
use crate::typestate::evidence::paths::{PATH, is_path_member};
use crate::typestate::evidence::{self, Given};
use crate::typestate::state::values::Val;
use crate::typestate::state::{Handover, State, Status};
use crate::typestate::written::bodies::{self, Stored};
use crate::typestate::written::scope::Meaning;
use crate::typestate::written::scopes::{First, Outer};
use std::rc::Rc;

impl Context<'_> {
    /// The value of what comes from outside of a function's body, or is defined in it.
    pub(in crate::typestate) fn outside(self, value: &Value) -> Val {
        match value {
            Value::Param { index, annotation } => match (&self.scope.owner, index) {
                (Some(owner), 0) if owner.first == First::Object => Val::object(&owner.class, None),
                (Some(owner), 0) if owner.first == First::Class => {
                    Val::Definition(owner.class.as_str().into())
                }
                _ => self.annotated(annotation.as_deref()),
            },
            Value::Global(name) => self.global(name),
            Value::Import(path) => self.imported(path),
            Value::Definition { name, .. } => Val::Definition(name.as_str().into()),
            _ => Val::Unknown,
        }
    }

    /// What is imported, unless the file puts something else in its place.
    fn imported(self, path: &str) -> Val {
        let path = self.module.absolute(path);
        match self.module.is_replaced(&path) {
            true => Val::Unknown,
            false => Val::Path(path.into()),
        }
    }

    /// The class of what something of a dotted name makes: the catalogue's, or that name.
    fn class_of_made<'p>(self, path: &'p str) -> &'p str
    where
        Self: 'p,
    {
        let handle = self.catalogue.acquired_by(path);
        let class = handle.map(|(handle, _)| handle.class.as_str());
        class.or(evidence::module_given_by(path)).unwrap_or(path)
    }

    /// The class of what an attribute of an object holds, if that is always of one class.
    pub(in crate::typestate) fn held(self, class: &str, attr: &str) -> Option<Rc<str>> {
        let path = self.module.held_in(class, attr)?;
        Some(self.class_of_made(path).into())
    }

    fn annotated(self, annotation: Option<&str>) -> Val {
        let resolved = annotation.and_then(|written| self.module.resolve(written));
        resolved.map_or(Val::Unknown, |class| Val::Object {
            class: class.as_str().into(),
            made: None,
            certain: false,
        })
    }

    fn global(self, name: &str) -> Val {
        match self.scope.outer(name) {
            Some(Outer::Import(path)) => return self.imported(path),
            Some(Outer::Definition) => return Val::Definition(name.into()),
            Some(Outer::Variable) => return Val::Unknown,
            None => {}
        }
        match self.module.meaning(name) {
            Meaning::Path(path) => Val::Path(path.as_str().into()),
            Meaning::Definition => Val::Definition(name.into()),
            Meaning::Object(path) => Val::Object {
                class: self.class_of_made(&path).into(),
                made: None,
                certain: false,
            },
            Meaning::Constant(constant) => Val::Constant(constant),
            Meaning::Variable => Val::Unknown,
        }
    }
}

impl Following<'_, '_> {
    /// The value of everything but a call.
    pub fn value(&self, value: &Value, state: &State) -> Val {
        match value {
            Value::Copy(var) | Value::Await(var) => state.get(*var),
            Value::Constant(constant) => Val::Constant(constant.clone()),
            Value::Param { .. }
            | Value::Global(_)
            | Value::Import(_)
            | Value::Definition { .. } => self.context.outside(value),
            Value::Attribute(base, attr) => self.attribute(state, *base, attr),
            Value::Item { of, key, .. } if self.among(&state.get(*of), *key, state).is_some() => {
                let val = self.among(&state.get(*of), *key, state);
                val.unwrap_or(Val::Unknown)
            }
            Value::Item { of, index, .. } => match (state.get(*of), index) {
                (Val::Tuple(parts), Some(index)) => {
                    parts.get(*index).cloned().unwrap_or(Val::Unknown)
                }
                // A class with its type arguments: `Popen[bytes]`.
                (Val::Path(path), _) if evidence::names_a_type(&path) => Val::Path(path),
                (Val::Holds | Val::Ends | Val::Derived, _) => Val::Derived,
                (Val::Tracked, _) if self.is_kept_by_parts() => Val::Tracked,
                (Val::Method { of, .. }, _) if *of == Val::Tracked && self.is_kept_by_parts() => {
                    Val::Tracked
                }
                (Val::Tracked | Val::Part, _) if self.is_part("[]") => Val::Part,
                (Val::Tuple(parts), _) if parts.iter().any(Val::holds_tracked) => Val::Derived,
                _ => Val::Unknown,
            },
            Value::Tuple(parts) => Val::tuple(parts.iter().map(|part| state.get(*part))),
            Value::Collection(parts) => {
                let holds = parts.iter().any(|part| state.get(*part).gives_tracked());
                match parts.as_slice() {
                    [only] if state.get(*only) == Val::Tracked => Val::Ends,
                    _ if holds => Val::Holds,
                    _ => Val::Fresh,
                }
            }
            Value::Element { of, index } => match (state.get(*of), index) {
                (Val::Tuple(parts), Some(index)) => {
                    parts.get(*index).cloned().unwrap_or(Val::Unknown)
                }
                (Val::Tracked, _) if self.is_kept_by_parts() => Val::Tracked,
                (Val::Tracked, _) if !self.context.cfg().is_item(*of) => Val::Unknown,
                (of, _) if of.holds_tracked() => Val::Derived,
                _ => Val::Unknown,
            },
            Value::Operation { op, parts } => self.operation(op, parts, state),
            Value::Yield(_) | Value::Call { .. } | Value::Unknown => Val::Unknown,
        }
    }

    fn attribute(&self, state: &State, base: VarId, attr: &str) -> Val {
        let of = state.get(base);
        match &of {
            Val::Path(path) => {
                return match Val::member(path, attr) {
                    Val::Path(path) if self.context.module.is_replaced(&path) => Val::Unknown,
                    member => member,
                };
            }
            // Of what this object has it has to be known whose it is; and what it is, of any.
            Val::Method {
                of: object, name, ..
            } if self.is_own_object(object) || self.held(object, name).is_some() => {}
            // Of a member of something that is not known only the name is known.
            Val::Method { .. } | Val::Tuple(_) => {
                return Val::Method {
                    of: Val::Unknown.into(),
                    base,
                    name: attr.into(),
                };
            }
            Val::Stack(_) if matches!(attr, "close" | "aclose") => return Val::Release,
            Val::Tracked if attr == "closed" => {
                let closed = matches!(state.status, Status::Released(_));
                return Val::Constant(Constant::Bool(closed));
            }
            Val::Tracked if self.is_none_while_open(attr) => {
                return match state.status {
                    Status::Released(_) => Val::NotNone,
                    _ => Val::Constant(Constant::None),
                };
            }
            Val::Tracked if self.is_handle_itself(attr) => return Val::Tracked,
            Val::Tracked if self.is_numbered_by(attr) => return Val::Part,
            Val::Tracked | Val::Derived | Val::Wrapper => {
                let handle = self.acquired_handle();
                let is_exit = matches!(attr, "__exit__" | "__aexit__");
                let ours = |handle: &Handle| {
                    handle.release.iter().any(|name| name == attr)
                        || is_exit && handle.with == WithEffect::Releases
                };
                // Closing what may keep the handle is taken to close the handle.
                let is_released = matches!(state.status, Status::Released(_));
                let releases = evidence::says_it_releases(attr, self.given());
                let wraps = of != Val::Tracked && !is_released && releases;
                if wraps || handle.is_some_and(ours) {
                    return Val::Release;
                }
            }
            Val::Object { .. }
                if self.is_own_object(&of)
                    && let Some((kept, how)) = self.stored_by(state)
                    && kept == attr =>
            {
                return match (how, state.status) {
                    (Stored::InStack, Status::HandedOver(_, step)) => Val::Stack(step),
                    (Stored::Among, _) => Val::Holds,
                    _ => Val::Tracked,
                };
            }
            Val::Object { class, .. } if attr == "parent" && is_path_member(class, attr) => {
                return of;
            }
            _ => {}
        }
        Val::Method {
            of: of.into(),
            base,
            name: attr.into(),
        }
    }

    /// The class of what an attribute of an object holds, if that is always of one class.
    pub fn held(&self, object: &Val, attr: &str) -> Option<Rc<str>> {
        match object {
            Val::Object { class, .. } => self.context.held(class, attr),
            _ => None,
        }
    }

    /// Whether a variable is a function made by `partial`.
    pub fn is_partial(&self, var: VarId) -> bool {
        let cfg = self.context.cfg();
        cfg.given(var).any(|value| match value {
            Value::Copy(from) => from.0 > var.0 && self.is_partial(*from),
            Value::Call { func, .. } => written_name(cfg, *func) == Some("partial"),
            _ => false,
        })
    }

    /// Whether what is inside the handle keeps it, as the axes of a figure do.
    pub fn is_kept_by_parts(&self) -> bool {
        self.acquired_handle().is_some_and(|it| it.kept_by_parts)
    }

    /// Whether what a method gives works only as long as the handle is open; `[]` for its items.
    pub fn is_part(&self, method: &str) -> bool {
        let handle = self.acquired_handle();
        handle.is_some_and(|it| it.parts.iter().any(|part| part == method))
    }

    /// Whether an attribute of the handle is a number that stands for it: a process's.
    fn is_numbered_by(&self, attr: &str) -> bool {
        let handle = self.acquired_handle();
        handle.is_some_and(|it| {
            it.parts
                .iter()
                .any(|part| part.strip_prefix('.') == Some(attr))
        })
    }

    /// Whether a value works only as long as the handle is open; `client.orders` is `client["orders"]`.
    pub fn is_a_part(&self, val: &Val) -> bool {
        match val {
            Val::Part => true,
            Val::Method { of, .. } => **of == Val::Tracked && self.is_part("[]"),
            _ => false,
        }
    }

    /// Whether a value is the object whose method this is.
    pub fn is_own_object(&self, val: &Val) -> bool {
        let owner = self.context.scope.owner.as_ref();
        matches!(val, Val::Object { class, made: None, .. }
            if owner.is_some_and(|owner| *owner.class == **class))
    }

    /// Whether the class of this method's object has a method of this name, in the file.
    pub fn is_own_method(&self, name: &str) -> bool {
        let owner = self.context.scope.owner.as_ref();
        let functions = self.context.functions();
        owner.is_some_and(|it| {
            let method = functions.method(&it.class, name, self.context.module);
            method.is_some()
        })
    }

    /// Whether the object keeps the handle, and what is returned only goes to whoever enters the object.
    pub fn lends(&self, state: &State) -> bool {
        let enters = matches!(self.context.cfg().name.as_str(), "__enter__" | "__aenter__");
        let keeps = matches!(
            state.status,
            Status::HandedOver(Handover::Kept | Handover::Own, _)
        );
        enters && keeps && self.context.scope.owner.is_some()
    }

    /// The attribute of this method's object that keeps the handle.
    pub fn kept_in(&self, state: &State) -> Option<&str> {
        self.stored_by(state).map(|(attr, _)| attr)
    }

    fn stored_by(&self, state: &State) -> Option<(&str, Stored)> {
        match state.status {
            Status::HandedOver(Handover::Own, step) => bodies::stored_in(self.context.cfg(), step),
            _ => None,
        }
    }

    pub fn is_none_while_open(&self, attr: &str) -> bool {
        let named = |handle: &Handle| handle.none_while_open.as_deref() == Some(attr);
        self.acquired_handle().is_some_and(named)
    }

    /// Whether an attribute of the object that stands for the handle is the handle.
    fn is_handle_itself(&self, attr: &str) -> bool {
        let named = |handle: &Handle| handle.attributes.iter().any(|it| it == attr);
        self.acquired_handle().is_some_and(named)
    }

    /// Whether a folder is surely one that stays: none is given, the module has it, or it is the one
    /// that some path is in.
    pub fn is_lasting_folder(&self, var: VarId, state: &State) -> bool {
        let is_global = |value: &Value| matches!(value, Value::Global(_));
        match state.get(var) {
            Val::Constant(_) => true,
            Val::Object { class, .. } if &*class == PATH || &*class == "os.path.dirname" => true,
            _ => self.context.cfg().given(var).any(is_global),
        }
    }

    fn operation(&self, op: &str, parts: &[VarId], state: &State) -> Val {
        let mut vals = parts.iter().map(|part| state.get(*part));
        if let [Val::Tracked, right] = vals.clone().collect::<Vec<_>>().as_slice()
            && self.acquired_handle().is_some_and(is_number)
        {
            return match op {
                ">" | ">=" if is_number_of_a_stream(right) => Val::Constant(Constant::Bool(true)),
                "<" | "<=" if is_number_of_a_stream(right) => Val::Constant(Constant::Bool(false)),
                "in" => Val::Constant(Constant::Bool(false)),
                _ => Val::Unknown,
            };
        }
        match op {
            "/" => vals.find(is_path).unwrap_or(Val::Unknown),
            "+=" if vals.any(|val| val.is_full()) => Val::Holds,
            // Whoever has the text has the path.
            "f-string" | "%" | "+" if self.given() == Given::Path => {
                match vals
                    .skip(usize::from(op == "+"))
                    .any(|it| it.holds_tracked())
                {
                    true => Val::Derived,
                    false => Val::Unknown,
                }
            }
            _ => Val::Unknown,
        }
    }
}

/// Whether a handle is a descriptor's number. It is taken to be none of the standard streams': a
/// descriptor that is has been opened to be one.
pub fn is_number(handle: &Handle) -> bool {
    handle.release_calls.iter().any(|call| call == "os.close")
}

/// The last name of a temporary as it is written: of an attribute, a global, or of what is called for it.
pub fn written_name(cfg: &Cfg, var: VarId) -> Option<&str> {
    let name = &cfg.var(var).name;
    if !name.is_empty() {
        return Some(name);
    }
    cfg.given(var).find_map(|value| match value {
        Value::Attribute(_, name) | Value::Global(name) => Some(name.as_str()),
        Value::Call { func, .. } if func.0 != var.0 => written_name(cfg, *func),
        _ => None,
    })
}

/// Whether a value is a tuple that has this item.
pub fn is_part(of: &Val, index: Option<usize>) -> bool {
    matches!((of, index), (Val::Tuple(parts), Some(index)) if index < parts.len())
}

/// Whether a value is about a standard stream's number.
fn is_number_of_a_stream(val: &Val) -> bool {
    matches!(val, Val::Constant(Constant::Number(digits)) if matches!(digits.as_str(), "0" | "1" | "2" | "3"))
}

fn is_path(val: &Val) -> bool {
    matches!(val, Val::Object { class, .. } if **class == *PATH)
}
