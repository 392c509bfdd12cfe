//! What makes a holder of what is no plain collection: a class that inherits from one, a field, a name space, the default
//! of a variable of the context, the memory of a function that is given back.

use crate::growth::makers::{Container, made_by, path_of};
use crate::growth::units::{Unit, Units, last_name};
use crate::syntax::ast::{Class, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::typestate::ModuleScope;

/// Whether a unit returns one of the functions that are defined in it.
pub(super) fn gives_one(unit: &Unit<'_>, inner: &[&str]) -> bool {
    unit.spots.iter().any(|spot| match &spot.stmt.kind {
        StmtKind::Return(Some(value)) => visit::has(
            value,
            &|it| matches!(&it.kind, ExprKind::Name(name) if inner.contains(&name.as_str())),
        ),
        _ => false,
    })
}

/// The container that a class of the file is by what it inherits from, if it puts in and takes out as that does.
pub(super) fn inherited<'a>(class: &'a Class, units: &Units<'a>) -> Option<Container> {
    const OWN: &[&str] = &[
        "__setitem__",
        "__missing__",
        "add",
        "append",
        "setdefault",
        "update",
    ];
    let lineage = units.lineage(class);
    let mut methods = lineage.iter().flat_map(|it| units.methods(it));
    if methods.any(|(_, it)| OWN.contains(&it.name())) {
        return None;
    }
    let mut bases = lineage
        .iter()
        .flat_map(|it| &it.bases)
        .filter_map(last_name);
    bases.find_map(|base| match base {
        "dict" | "OrderedDict" | "UserDict" | "Dict" => Some(Container::Dict),
        "list" | "UserList" | "List" => Some(Container::List),
        "set" | "Set" => Some(Container::Set),
        _ => None,
    })
}

/// The collections that an object is given as its attributes when it is made.
pub(super) fn attributes_given<'e>(
    value: &'e Expr,
    scope: &ModuleScope,
) -> Vec<(&'e str, Container)> {
    let ExprKind::Call { func, args } = &value.kind else {
        return Vec::new();
    };
    let is_plain = matches!(
        path_of(func, scope).as_deref(),
        Some("types.SimpleNamespace" | "argparse.Namespace")
    );
    let each = args.iter().filter(|_| is_plain);
    each.filter_map(|arg| Some((arg.keyword.as_deref()?, made_by(&arg.value, scope)?)))
        .collect()
}

/// Whether each object has its own of what stands in its class: a field of a dataclass, of `attrs`, of a model.
pub(super) fn is_a_field(value: &Expr, class: &Class, scope: &ModuleScope) -> bool {
    let mut bases = class.bases.iter().filter_map(last_name);
    let is_made = match &value.kind {
        ExprKind::Call { func, .. } => path_of(func, scope).is_some_and(|path| {
            matches!(
                path.as_str(),
                "dataclasses.field" | "attr.ib" | "attrs.field"
            )
        }),
        _ => false,
    };
    is_made || bases.any(|base| matches!(base, "BaseModel" | "BaseSettings" | "Struct"))
}

/// The collection that is the default of a variable of the context.
pub(super) fn default_of_context(value: &Expr, scope: &ModuleScope) -> Option<Container> {
    let ExprKind::Call { func, args } = &value.kind else {
        return None;
    };
    let default = args
        .iter()
        .find(|arg| arg.keyword.as_deref() == Some("default"))?;
    let is_variable = path_of(func, scope).as_deref() == Some("contextvars.ContextVar");
    made_by(&default.value, scope).filter(|_| is_variable)
}
