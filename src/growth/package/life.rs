//! How long something is there that a file calls for: by where it is put.

use super::{Calls, Life, is_a_class};
use crate::growth::holders::{attribute_of, base_of, bindings, is_of_the_beginning};
use crate::growth::lifetime::Lifetime;
use crate::growth::spots::{Loop, Spot};
use crate::growth::units::{Unit, UnitId, is_named, last_name};
use crate::syntax::ast::{Class, Expr, ExprKind, StmtKind};
use crate::syntax::visit;

/// How far names that stand for others are followed.
const DEEPEST: usize = 4;

impl<'a> Calls<'a> {
    /// How long what a statement calls for is there.
    pub(super) fn life(&self, (id, unit): (UnitId, &Unit<'a>), spot: &Spot<'a>) -> Life {
        let bound = bindings(spot.stmt);
        let target = bound.iter().find(|(_, value)| self.has_one(value));
        match (&spot.stmt.kind, target) {
            // What goes on without an end has it until it ends.
            (_, Some((target, _)))
                if matches!(target.kind, ExprKind::Name(_))
                    && spot.around != Loop::Endless
                    && goes_on(unit) =>
            {
                Life::Process
            }
            (_, Some((target, _))) => self.of_a_target(target, (id, unit), 0),
            (StmtKind::Return(Some(value)), None) if self.has_one(value) => given_back(unit),
            _ => given_to(spot, &|it| self.has_one(it)),
        }
    }

    /// How long something is there that is bound to a target.
    fn of_a_target(&self, target: &Expr, (id, unit): (UnitId, &Unit<'a>), depth: usize) -> Life {
        let of_its_object = || unit.class.map_or(Life::Call, |it| self.of_an_object(it));
        let own = unit.this().and_then(|this| attribute_of(target, this));
        match (&target.kind, &base_of(target).kind) {
            (_, ExprKind::Name(name)) if id == 0 || self.is_of_the_module(name, unit) => {
                Life::Process
            }
            (ExprKind::Name(name), _) => self.of_a_local(name, unit, depth),
            // What is bound again with each call is not there for long.
            (ExprKind::Attribute { attr, .. }, _) if own.is_some() => match () {
                () if unit.is_given_its_class() => Life::Process,
                () if begins(unit.name()) || is_made_when_wanted(attr, unit) => of_its_object(),
                () if is_told_to_begin(unit.name()) => Life::Given,
                () => Life::Call,
            },
            // A place in what its object has, or a part of that.
            (_, ExprKind::Name(name)) if unit.this() == Some(name) => of_its_object(),
            (_, ExprKind::Name(name)) if serves(name, unit) => Life::Process,
            (_, ExprKind::Name(name)) if depth < DEEPEST => self.of_a_local(name, unit, depth),
            _ => Life::Call,
        }
    }

    fn is_of_the_module(&self, name: &str, unit: &Unit<'a>) -> bool {
        let is_own = |it: &Unit<'a>| it.local.contains(name);
        let around = unit.parent.into_iter();
        let mut around = around.flat_map(|id| self.units.outward(id).filter(|id| *id > 0));
        !is_own(unit) && !around.any(|id| is_own(&self.units.all[id]))
    }

    fn of_an_object(&self, class: &Class) -> Life {
        match self.lifetimes.of_objects(class) {
            Lifetime::Process => Life::Process,
            Lifetime::Call => Life::Call,
            _ => Life::Part(class.name.clone()),
        }
    }

    /// How long something is there that has a name of a function's own.
    fn of_a_local(&self, name: &str, unit: &Unit<'a>, depth: usize) -> Life {
        let is_it = |it: &Expr| is_named(it, name);
        let mut kept = unit.spots.iter().map(|spot| match &spot.stmt.kind {
            StmtKind::Return(Some(value)) if is_it(value) => given_back(unit),
            StmtKind::Assign { targets, value } if is_it(value) => {
                let own = |it: &&Expr| !matches!(it.kind, ExprKind::Name(_));
                // The place of a unit among others only tells the top level, which has no names of its own.
                let of = |it| self.of_a_target(it, (UnitId::MAX, unit), depth + 1);
                targets.iter().find(own).map_or(Life::Call, of)
            }
            _ => given_to(spot, &is_it),
        });
        kept.find(|it| *it != Life::Call).unwrap_or(Life::Call)
    }
}

/// What a function gives back is a part of whatever gets it, unless the function remembers what it gave.
fn given_back(unit: &Unit<'_>) -> Life {
    let decorators = unit.function.into_iter().flat_map(|it| &it.decorators);
    let mut decorators = decorators.filter_map(last_name).map(str::to_lowercase);
    match decorators.any(|it| it.contains("cache") || it.contains("singleton")) {
        true => Life::Process,
        false => Life::Part(unit.name().to_owned()),
    }
}

/// How long something is there that a statement gives to what it makes: as long as that.
fn given_to(spot: &Spot<'_>, is_it: &dyn Fn(&Expr) -> bool) -> Life {
    let mut life = Life::Call;
    for expr in visit::expressions(spot.stmt) {
        visit::subexpressions(expr, &mut |inner| {
            if let ExprKind::Call { func, args } = &inner.kind
                && args.iter().any(|arg| is_it(&arg.value))
                && life == Life::Call
            {
                life = match last_name(func) {
                    Some(name) if is_a_class(name) => Life::Part(name.to_owned()),
                    Some(name) if takes(name) => Life::Given,
                    _ => Life::Call,
                };
            }
        });
    }
    life
}

/// Whether a method called so keeps what it is given.
fn takes(method: &str) -> bool {
    const TAKING: &[&str] = &[
        "add",
        "attach",
        "bind",
        "include",
        "install",
        "mount",
        "register",
        "set",
        "subscribe",
        "use",
    ];
    let first = method.trim_start_matches('_').split('_').next();
    first.is_some_and(|it| TAKING.contains(&it))
}

/// Whether a method runs when its object begins to be used.
fn begins(method: &str) -> bool {
    is_of_the_beginning(method) || matches!(method, "start" | "startup")
}

/// Whether a framework calls a method when it has made its object.
fn is_told_to_begin(method: &str) -> bool {
    matches!(method, "ready" | "on_ready" | "on_start" | "on_startup")
}

/// Whether a method asks for an attribute before it binds it: `if self._pool is None: self._pool = Pool()`.
fn is_made_when_wanted(attr: &str, unit: &Unit<'_>) -> bool {
    let is_it = |it: &Expr| matches!(&it.kind, ExprKind::Attribute { attr: of, .. } if of == attr);
    let mut guards = unit.spots.iter().flat_map(|spot| &spot.guards);
    guards.any(|guard| visit::has(guard.test, &is_it))
}

/// Whether a name is that of what a process serves with: `app`, or what is made by a class called so.
fn serves(name: &str, unit: &Unit<'_>) -> bool {
    const SERVING: &[&str] = &["app", "application", "bot", "server", "worker"];
    let says = |name: &str| {
        let last = name.rsplit('_').next().unwrap_or(name).to_lowercase();
        SERVING.iter().any(|it| last.ends_with(it))
    };
    let mut bound = unit.binding(name).flat_map(|spot| bindings(spot.stmt));
    says(name)
        || bound.any(|(_, value)| match &value.kind {
            ExprKind::Call { func, .. } => last_name(func).is_some_and(says),
            _ => false,
        })
}

/// Whether a function goes on for as long as the process: it has a loop without an end, or calls what has.
fn goes_on(unit: &Unit<'_>) -> bool {
    const ENDLESS: &[&str] = &[
        "mainloop",
        "run_app",
        "run_forever",
        "run_polling",
        "serve_forever",
        "start_consuming",
        "start_polling",
        "wait_for_termination",
    ];
    let is_endless = |it: &Expr| match &it.kind {
        ExprKind::Call { func, .. } => last_name(func).is_some_and(|name| ENDLESS.contains(&name)),
        _ => false,
    };
    let mut spots = unit.spots.iter();
    spots.any(|spot| spot.around == Loop::Endless || visit::mentions(spot.stmt, &is_endless))
}
