//! What a call may be known by: the narrowest name that is sure to be that of what is called.

use super::names::{self, Local};
use super::reader::Reader;
use super::seen::{Seen, Way};
use super::values::Source;
use super::{is_settled, last_part};
use crate::syntax::ast::{Expr, ExprKind};
use crate::text::Range;
use crate::typestate::evidence;
use crate::typestate::written::scope::Meaning;

/// What a call may be known by.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The dotted names, the best first; none if it is no wonder what it is.
    pub names: Vec<String>,
    /// What all calls of the same callable have; empty if there are no names.
    pub callable: String,
    /// Whether it is known what it gives, be it nothing.
    pub is_settled: bool,
}

impl Named {
    fn settled() -> Self {
        Self {
            is_settled: true,
            ..Self::default()
        }
    }
}

/// What a call may be known by, that is `on` something.
pub(super) fn of<'a>(
    reader: &Reader<'a, '_>,
    range: Range,
    (func, on): (&'a Expr, &[Source<'a>]),
    unit: usize,
) -> Named {
    if (reader.known.is_followed)(range) {
        return Named::settled();
    }
    let names = match names_of(reader, (func, on), unit) {
        Some(named) => named,
        None => return Named::default(),
    };
    let is_known = |name: &String| is_settled(name, reader.known.catalogue);
    match names.is_settled || names.names.iter().any(is_known) {
        true => Named::settled(),
        false => names,
    }
}

fn names_of<'a>(
    reader: &Reader<'a, '_>,
    (func, on): (&'a Expr, &[Source<'a>]),
    unit: usize,
) -> Option<Named> {
    let scope = reader.known.scope;
    let place = (&reader.units[..], unit);
    if let Some(path) = names::path_of(func, place, scope) {
        // What the file puts there it has from somewhere else.
        let is_plain = evidence::is_builtin_name(&path)
            || evidence::only_reads(&path)
            || scope.is_replaced(&path);
        return match is_plain && !is_settled(&path, reader.known.catalogue) {
            true => None,
            false => Some(Named {
                callable: path.clone(),
                names: vec![path],
                is_settled: false,
            }),
        };
    }
    let ExprKind::Attribute { value, attr } = &func.kind else {
        return None;
    };
    if reader.defined.contains(attr.as_str()) || evidence::is_accessor(attr) {
        return None;
    }
    let class = match &value.kind {
        ExprKind::Name(name) if matches!(name.as_str(), "self" | "cls") => return None,
        ExprKind::Name(name) => match names::local(place.0, unit, name) {
            Some((_, Local::Annotated(class))) => Some(class.clone()),
            Some((_, Local::Definition)) => return None,
            Some(_) => None,
            None => match scope.meaning(name) {
                Meaning::Object(class) => Some(class),
                Meaning::Definition => return None,
                _ => None,
            },
        },
        ExprKind::Attribute { .. } | ExprKind::Subscript { .. } | ExprKind::Await(_) => None,
        ExprKind::Call { func, .. } => {
            let inner = names::path_of(func, place, scope);
            if inner.as_deref() == Some("super") {
                return None;
            }
            inner
        }
        _ => return None,
    };
    let makers = on.iter().flat_map(|source| reader.flow.makers(source));
    let makers: Vec<&Named> = makers.map(|at| &reader.calls[at].named).collect();
    // What a known resource gives is known not to be one.
    if makers.iter().any(|maker| maker.is_settled) {
        return Some(Named::settled());
    }
    let class = class.or_else(|| {
        let name = makers.last()?.names.first()?;
        (!name.starts_with('.')).then(|| name.clone())
    });
    let class = class.map(|it| it.strip_prefix("builtins.").unwrap_or(&it).to_owned());
    let is_python = |class: &str| evidence::is_standard(class) || evidence::is_builtin_name(class);
    if class.as_deref().is_some_and(is_python) {
        return Some(Named::settled());
    }
    let of_class = class.map(|class| format!("{class}.{attr}"));
    let receiver = receiver(value).filter(|_| !evidence::is_everyday(attr));
    let of_receiver = receiver.map(|receiver| format!(".{receiver}.{attr}"));
    let is_of_anything =
        of_class.is_none() && of_receiver.is_none() && !evidence::is_everyday(attr);
    let of_anything = is_of_anything.then(|| format!(".{attr}"));
    // A name for anything is offered for what has no other, and for nothing else.
    let callable = match (&of_class, is_of_anything) {
        (Some(path), _) => path.clone(),
        (None, true) => format!("[].{attr}"),
        (None, false) => format!(".{attr}"),
    };
    let names = of_class.into_iter().chain(of_receiver).chain(of_anything);
    Some(Named {
        names: names.collect(),
        callable,
        is_settled: false,
    })
}

/// What an object is called where it is used: its variable, attribute, or what was called for it.
fn receiver(value: &Expr) -> Option<&str> {
    match &value.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Attribute { attr, .. } => Some(attr),
        ExprKind::Call { func, .. } => receiver(func),
        _ => None,
    }
}

/// What is called.
pub(super) struct Callee<'a> {
    /// Its last name; empty if it has none.
    pub name: &'a str,
    /// Its dotted name.
    path: Option<String>,
    /// Whether it is a member of something.
    pub is_method: bool,
    /// Whether it is one of the file's.
    is_own: bool,
}

/// What a call gives, as far as its callee is known for it.
pub(super) enum Gives<'a> {
    /// The argument of that number.
    Argument(usize),
    /// What is in the first argument.
    ItemOfArgument,
    /// What it is called on, or what has the same items.
    Object,
    /// What is in what it is called on.
    ItemOfObject,
    /// What a function of the file gives.
    Own(&'a str),
    /// Something else.
    Other,
}

/// What is called by an expression.
pub(super) fn callee<'a>(reader: &Reader<'a, '_>, func: &'a Expr, unit: usize) -> Callee<'a> {
    let (name, is_method) = match &func.kind {
        ExprKind::Name(name) => (name.as_str(), false),
        ExprKind::Attribute { attr, .. } => (attr.as_str(), true),
        _ => ("", false),
    };
    let path = names::path_of(func, (&reader.units, unit), reader.known.scope);
    Callee {
        is_own: path.is_none() && reader.defined.contains(name),
        name,
        path,
        is_method,
    }
}

impl<'a> Callee<'a> {
    /// What it gives.
    pub fn gives(&self) -> Gives<'a> {
        match (self.path.as_deref(), self.name) {
            _ if self.is_own => Gives::Own(self.name),
            (Some(path), "cast") if matches!(last_part(path), "cast") => Gives::Argument(1),
            (_, name) if evidence::waits_for(name) => Gives::Argument(0),
            (_, "enter_context" | "enter_async_context") => Gives::Argument(0),
            (Some("next" | "anext"), _) => Gives::ItemOfArgument,
            (Some("list" | "tuple" | "set" | "sorted" | "reversed" | "iter" | "enumerate"), _) => {
                Gives::Argument(0)
            }
            (None, "values" | "items" | "copy") => Gives::Object,
            (None, name) if evidence::is_accessor(name) => Gives::ItemOfObject,
            _ => Gives::Other,
        }
    }

    /// What a call of it shows of its first argument.
    pub fn takes(&self, reader: &Reader<'_, '_>, at: Range, is_awaited: bool) -> Option<Seen> {
        let (way, by) = match self.name {
            "closing" => (Way::Method, "close".to_owned()),
            "aclosing" => (Way::Method, "aclose".to_owned()),
            "enter_context" => (Way::Managed, String::new()),
            "enter_async_context" => (Way::AsyncManaged, String::new()),
            name if !evidence::takes_back(name) => return None,
            // What it does is not read here; what is closed by it has a method for that.
            name if reader.defined.contains(name) => (Way::Method, "close".to_owned()),
            name => match &self.path {
                Some(path) if !self.is_method || path.contains('.') => {
                    (Way::Function, path.clone())
                }
                _ => (Way::Owner, name.to_owned()),
            },
        };
        let is_awaited = is_awaited || self.name == "aclosing";
        Some(Seen::new(way, &by, at, is_awaited))
    }
}
