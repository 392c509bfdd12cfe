//! Attributes: of modules, objects, classes, and of what is held; and what is written in the body of a class.

use super::entries;
use super::machine::Machine;
use super::program::decorator_name;
use super::value::{Back, From, Kind, State, Thing, V};
use crate::cfg::VarId;
use crate::syntax::ast::{Constant, Expr, ExprKind};

impl Machine<'_> {
    pub(super) fn attribute(&mut self, state: &mut State, base: V, attr: &str, dst: VarId) -> bool {
        let value = match &base.kind {
            Kind::Name(name) => V {
                kind: Kind::Name(format!("{name}.{attr}")),
                from: base.from,
            },
            Kind::Thing(at) => match state.things.get(*at) {
                Some(Thing::Object { members, .. }) if members.contains_key(attr) => {
                    members[attr].clone()
                }
                Some(Thing::Object { class, around, .. }) => {
                    let (class, around) = (*class, *around);
                    return self.of_class(state, (class, around), attr, Some(base), dst);
                }
                Some(Thing::Handle { is_open, .. }) if attr == "closed" => {
                    V::of(Kind::Constant(Constant::Bool(!is_open)))
                }
                Some(Thing::Handle { entry, .. }) => {
                    if entries::has_not(*entry, attr) {
                        self.lacks(state, attr);
                    }
                    V::of(Kind::Member(Box::new(base), attr.to_owned()))
                }
                _ => V::of(Kind::Member(Box::new(base), attr.to_owned())),
            },
            Kind::Class(class, around) => {
                let (class, around) = (*class, *around);
                return self.of_class(state, (class, around), attr, None, dst);
            }
            Kind::Constant(Constant::None) => {
                self.lacks(state, attr);
                V::opaque(base.from)
            }
            _ => V::of(Kind::Member(Box::new(base), attr.to_owned())),
        };
        self.set(state, dst, value);
        true
    }

    /// An attribute that the class has: a method, a property, or what its body sets.
    pub(super) fn of_class(
        &mut self,
        state: &mut State,
        (class, around): (usize, Option<usize>),
        attr: &str,
        object: Option<V>,
        dst: VarId,
    ) -> bool {
        let value = match self.program.method(class, attr, 4) {
            Some(method) => {
                let function = V::of(Kind::Function(method, around));
                let decorators: Vec<&str> = self
                    .function(method)
                    .map(|it| it.decorators.iter().map(decorator_name).collect())
                    .unwrap_or_default();
                let first = if decorators.contains(&"staticmethod") {
                    None
                } else if decorators.contains(&"classmethod") {
                    Some(V::of(Kind::Class(class, around)))
                } else {
                    object
                };
                if let Some(first) = &first
                    && decorators
                        .iter()
                        .any(|it| matches!(*it, "property" | "cached_property"))
                {
                    return self.call(
                        state,
                        None,
                        function,
                        vec![(None, first.clone())],
                        Back::Var(dst),
                    );
                }
                match first {
                    Some(first) => V::of(Kind::Partial(Box::new(function), vec![first])),
                    None => function,
                }
            }
            None => match self.program.attribute(class, attr) {
                Some(expr) => match (&self.written(state, around, expr).kind, object) {
                    (Kind::Function(..), Some(object)) if !is_call(expr) => {
                        let function = self.written(state, around, expr);
                        V::of(Kind::Partial(Box::new(function), vec![object]))
                    }
                    _ => self.written(state, around, expr),
                },
                None => {
                    if object.is_some() && self.program.is_all_there(class) {
                        self.lacks(state, attr);
                    }
                    V::opaque(object.map(|it| state.origin(&it)).unwrap_or_default())
                }
            },
        };
        self.set(state, dst, value);
        true
    }

    /// A value that is written where no step of the graph makes it: a default, a decorator.
    pub(super) fn written(&self, state: &State, around: Option<usize>, expr: &Expr) -> V {
        match &expr.kind {
            ExprKind::Name(name) => {
                let value = self.named(state, around, name);
                let body = around.and_then(|at| self.of_body(state.envs.get(at)?, name));
                match &value.kind {
                    // Nothing else has that name: it is what the class around gives it.
                    Kind::Name(known) if known == name => body.unwrap_or(value),
                    _ => value,
                }
            }
            ExprKind::Constant(constant) => V::of(Kind::Constant(constant.clone())),
            ExprKind::Attribute { value, attr } => match self.written(state, around, value).kind {
                Kind::Name(name) => V::of(Kind::Name(format!("{name}.{attr}"))),
                Kind::Class(class, around) => match self.program.attribute(class, attr) {
                    Some(expr) => self.written(state, around, expr),
                    None => V::opaque(From::default()),
                },
                _ => V::opaque(From::default()),
            },
            ExprKind::Call { func, args } => match (&func.kind, args.as_slice()) {
                (ExprKind::Name(name), [only]) if name == "staticmethod" => {
                    self.written(state, around, &only.value)
                }
                _ => V::opaque(From::default()),
            },
            _ => V::opaque(From::default()),
        }
    }
}

fn is_call(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Call { .. })
}
