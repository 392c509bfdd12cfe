//! What is registered where it stays, and what is meant to be made once: by the catalogue's registries.

mod made;
mod passing;

use super::holders::{attribute_of, bindings, is_of_the_beginning};
use super::keys::Space;
use super::lifetime::Lifetime;
use super::makers::{path_of, written};
use super::spots::Spot;
use super::units::{Runs, UnitId, last_name, read_by};
use super::{Growth, Kind, Reading};
use crate::report::{Confidence, LeakClass};
use crate::resources::Registry;
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use rustc_hash::FxHashMap;

/// A call that may register something.
struct Call<'s, 'a> {
    unit: UnitId,
    spot: &'s Spot<'a>,
    whole: &'a Expr,
    func: &'a Expr,
    args: &'a [Arg],
    /// Whether it is called with what stands below it.
    decorates: bool,
}

/// What is registered with every call, and what is made with every call.
pub(super) fn found(file: &Reading<'_>) -> Vec<Growth> {
    let mut found = Vec::new();
    for (unit, it) in file.units.all.iter().enumerate() {
        for spot in &it.spots {
            if file.units.runs_at(unit, spot) == Runs::Once {
                continue;
            }
            let mut called = |whole, (func, args), decorates| {
                let call = Call {
                    unit,
                    spot,
                    whole,
                    func,
                    args,
                    decorates,
                };
                found.extend(file.registered(&call));
            };
            for expr in read_by(spot.stmt) {
                visit::subexpressions(expr, &mut |whole| {
                    if let ExprKind::Call { func, args } = &whole.kind {
                        called(whole, (&**func, &args[..]), false);
                    }
                });
            }
            let decorators = match &spot.stmt.kind {
                StmtKind::Function(function) => &function.decorators[..],
                _ => &[],
            };
            for whole in decorators {
                let parts = match &whole.kind {
                    ExprKind::Call { func, args } => (&**func, &args[..]),
                    _ => (whole, &[][..]),
                };
                called(whole, parts, true);
            }
            found.extend(file.entered(unit, spot));
        }
    }
    found
}

/// Dictionaries of the interpreter that anybody may put things into.
const DICTIONARIES: &[(&str, &str)] = &[
    (
        "linecache.cache",
        "`linecache`, which keeps source by the name of its file",
    ),
    ("sys.modules", "the interpreter's modules by name"),
    (
        "sys.path_importer_cache",
        "the interpreter's importers by path",
    ),
];

impl<'a> Reading<'a> {
    fn registered(&self, call: &Call<'_, 'a>) -> Option<Growth> {
        let registry = self.registry(call)?;
        // `type(value)` makes no class.
        let is_type = matches!(&call.func.kind, ExprKind::Name(name) if name == "type");
        if is_type && call.args.len() != 3 {
            return None;
        }
        let (space, leaves) = match registry.by {
            Some(_) => self.widest(registry, call)?,
            None => (Space::Open, self.given(call)),
        };
        let is_taken_back = self.is_taken_back(registry, call.func);
        let is_weak = registry.weakly && !says_strong(call.args);
        let is_asked = (call.spot.guards.iter()).any(|it| self.asks_for_it(it, call.unit));
        let is_passing = (registry.of.is_empty() && self.is_of_this_call(call))
            || (registry.lasting && !self.lasts(call))
            || registry
                .with
                .is_some_and(|at| self.is_with_one_of_this_call(call, at))
            || (registry.lent && self.comes_from_a_param(call))
            || self.is_made_by_itself(call);
        if space == Space::Closed || is_taken_back || is_asked || is_passing || is_weak {
            return None;
        }
        if registry.makes {
            return self.made(registry, call);
        }
        // What is given a function of the module gets the same each time.
        let any_is_new = || {
            let mut args = call.args.iter();
            args.any(|arg| self.is_new(&arg.value, call.unit))
        };
        let is_new = match registry.under {
            Some(at) => {
                (call.args.get(at)).is_some_and(|arg| self.is_a_new_class(&arg.value, call.unit))
            }
            None => registry.by.is_some() || call.decorates || any_is_new(),
        };
        // A key that comes with the call says that there are many.
        let certainty = match registry.by {
            Some(_) if space == Space::Unknown => Some(Confidence::Unclear),
            Some(_) => Some(Confidence::Definite),
            None => self.certainty(call.unit),
        };
        let certainty = certainty.filter(|_| is_new)?;
        let kept = match (&registry.leaves, &leaves) {
            (Some(words), Some(of)) => format!("{words} for every {of}"),
            (Some(words), None) => words.clone(),
            (None, Some(of)) => of.clone(),
            (None, None) => "what it is given".to_owned(),
        };
        Some(Growth {
            by: last_name(call.func).unwrap_or_default().to_owned(),
            name: written(call.func).unwrap_or_default(),
            chain: vec![registry.keeper.clone()],
            kept,
            asked: call.spot.guards.last().map(|it| (it.test.range, it.holds)),
            class: LeakClass::R2,
            ..self.growth(
                Kind::Registered,
                match space {
                    Space::Unknown => Confidence::Unclear,
                    _ => certainty,
                },
                call.whole.range,
                call.unit,
            )
        })
    }

    fn registry(&self, call: &Call<'_, 'a>) -> Option<&Registry> {
        // A method of the object's own class is what it is there.
        if self.units.meant(call.func, call.unit).is_some() {
            return None;
        }
        let path = path_of(call.func, self.scope).unwrap_or_default();
        let dotted = written(call.func).unwrap_or_else(|| match &call.func.kind {
            // Of whatever it is called on, the name is what counts.
            ExprKind::Attribute { attr, .. } => format!("?.{attr}"),
            _ => String::new(),
        });
        let direct = self.registries.called(&path, &dotted);
        direct.or_else(|| {
            let ExprKind::Attribute { value, attr } = &call.func.kind else {
                return None;
            };
            if !self.registries.have_method(attr) {
                return None;
            }
            let class = self.class_of(value, call.unit)?;
            self.registries.method(&class, attr)
        })
    }

    /// The dotted name of what has made an object: of a name, or of an attribute of its own object.
    fn class_of(&self, expr: &Expr, unit: UnitId) -> Option<String> {
        if let ExprKind::Call { func, .. } = &expr.kind {
            return path_of(func, self.scope).or_else(|| match &func.kind {
                ExprKind::Attribute { value, .. } => self.class_of(value, unit),
                _ => None,
            });
        }
        // `schedule.every(30).minutes`
        if let ExprKind::Attribute { value, .. } = &expr.kind
            && matches!(value.kind, ExprKind::Call { .. })
        {
            return self.class_of(value, unit);
        }
        // What a decorator has made of a function.
        if let ExprKind::Name(name) = &expr.kind
            && let Some(id) = self.units.function(name)
            && self.units.all[id].parent == Some(0)
            && let Some(decorator) = self.units.all[id]
                .function
                .and_then(|it| it.decorators.first())
        {
            return path_of(decorator, self.scope);
        }
        let name = last_name(expr)?;
        let makers = self.makers.get_or_init(|| {
            let mut makers = FxHashMap::default();
            for (class, _) in &self.units.classes {
                for (target, value) in class.body.iter().flat_map(bindings) {
                    if let (Some(name), ExprKind::Call { func, .. }) =
                        (last_name(target), &value.kind)
                    {
                        makers.entry((None, name)).or_insert(&**func);
                    }
                }
            }
            for (id, it) in self.units.all.iter().enumerate() {
                for (target, value) in it.spots.iter().flat_map(|spot| bindings(spot.stmt)) {
                    if let (Some(name), ExprKind::Call { func, .. }) =
                        (last_name(target), &value.kind)
                    {
                        makers.entry((Some(id), name)).or_insert(&**func);
                        makers.entry((None, name)).or_insert(&**func);
                    }
                }
            }
            makers
        });
        let around = self
            .units
            .outward(unit)
            .find_map(|id| makers.get(&(Some(id), name)));
        path_of(around.or_else(|| makers.get(&(None, name)))?, self.scope)
    }

    /// How many different things of a kind come, and as what: the widest of the arguments from one on.
    fn widest(&self, registry: &Registry, call: &Call<'_, 'a>) -> Option<(Space, Option<String>)> {
        let from = registry.by.unwrap_or(0);
        let keys = self.keys();
        let spaces = call.args.iter().skip(from).map(|arg| {
            let space = keys.space(&arg.value, call.unit, call.spot);
            (space, Some(format!("`{}`", self.written(arg.value.range))))
        });
        spaces.max_by_key(|(space, _)| *space)
    }

    /// What is registered, as it is written.
    fn given(&self, call: &Call<'_, 'a>) -> Option<String> {
        if call.decorates {
            return match &call.spot.stmt.kind {
                StmtKind::Function(function) => Some(format!("`{}`", function.name)),
                _ => None,
            };
        }
        let new = call
            .args
            .iter()
            .find(|arg| self.is_new(&arg.value, call.unit));
        let arg = new.or(call.args.last())?;
        Some(format!("`{}`", self.written(arg.value.range)))
    }

    /// How sure it is that a unit runs again and again: what an object does when it is made, it does as often as
    /// there are objects.
    pub(super) fn certainty(&self, unit: UnitId) -> Option<Confidence> {
        let of_objects = self.certainty_of_objects(unit)?;
        Some(
            match self.units.is_served(unit) || self.is_made_per_call(unit) {
                true => of_objects,
                false => Confidence::Unclear,
            },
        )
    }

    /// Whether a unit runs when an object is made, and the file makes one in a call and lets it go with that.
    fn is_made_per_call(&self, unit: UnitId) -> bool {
        let it = &self.units.all[unit];
        let class = it.class.filter(|_| is_of_the_beginning(it.name()));
        let is_passing = class.is_some_and(|it| self.lifetimes.of_objects(it) == Lifetime::Call);
        let mut makers = self.units.calls_of(unit);
        is_passing && makers.any(|(caller, _)| !self.units.installs(caller))
    }

    /// The same, by how long the objects are there if it is what makes them.
    pub(super) fn certainty_of_objects(&self, unit: UnitId) -> Option<Confidence> {
        let it = &self.units.all[unit];
        let class = it.class.filter(|_| is_of_the_beginning(it.name()));
        match class.map(|class| self.lifetimes.of_objects(class)) {
            Some(Lifetime::Process) => None,
            Some(Lifetime::Called | Lifetime::Long) => Some(Confidence::Unclear),
            _ => Some(Confidence::Definite),
        }
    }

    /// `linecache.cache[name] = …`: an entry in a dictionary of the interpreter.
    fn entered(&self, unit: UnitId, spot: &Spot<'a>) -> Option<Growth> {
        let StmtKind::Assign { targets, .. } = &spot.stmt.kind else {
            return None;
        };
        targets.iter().find_map(|target| {
            let ExprKind::Subscript { value, index } = &target.kind else {
                return None;
            };
            let path = path_of(value, self.scope)?;
            let (_, keeper) = DICTIONARIES.iter().find(|(name, _)| *name == path)?;
            let key = index.first()?;
            let removes = [
                format!("del {path}["),
                format!("{path}.pop"),
                "clearcache(".to_owned(),
                "checkcache(".to_owned(),
            ];
            let is_taken_out = removes.into_iter().any(|it| self.says(it));
            let is_open = self.keys().space(key, unit, spot) == Space::Open;
            (is_open && !is_taken_out).then(|| Growth {
                by: "=".to_owned(),
                name: path.clone(),
                chain: vec![(*keeper).to_owned()],
                kept: format!("an entry for every `{}`", self.written(key.range)),
                class: LeakClass::R2,
                ..self.growth(
                    Kind::Registered,
                    Confidence::Definite,
                    spot.stmt.range,
                    unit,
                )
            })
        })
    }

    /// Whether a value is another one with each call: a bound method, a function made here, an object.
    fn is_new(&self, expr: &Expr, id: UnitId) -> bool {
        match &expr.kind {
            ExprKind::Lambda(_) | ExprKind::Call { .. } => true,
            ExprKind::List(parts) | ExprKind::Tuple(parts) => {
                parts.iter().any(|it| self.is_new(it, id))
            }
            ExprKind::Attribute { value, .. } => {
                matches!(&value.kind, ExprKind::Name(name) if self.is_of_the_call(name, id))
                    || (self.units.all[id].this())
                        .is_some_and(|this| attribute_of(value, this).is_some())
            }
            ExprKind::Name(name) => self.is_of_the_call(name, id),
            _ => false,
        }
    }

    /// Whether a name stands for a class that its function makes.
    fn is_a_new_class(&self, expr: &Expr, id: UnitId) -> bool {
        let ExprKind::Name(name) = &expr.kind else {
            return false;
        };
        let mut bound = self.units.all[id].binding(name);
        bound.any(|spot| match &spot.stmt.kind {
            StmtKind::Class(_) => true,
            StmtKind::Assign { value, .. } => {
                matches!(&value.kind, ExprKind::Call { func, .. } if last_name(func).is_some_and(made::makes_classes))
            }
            _ => false,
        })
    }

    fn is_of_the_call(&self, name: &str, id: UnitId) -> bool {
        self.units
            .outward(id)
            .filter(|it| *it > 0)
            .any(|it| self.units.all[it].local.contains(name))
    }
}

/// Whether arguments say that what is registered is held strongly, where it would be held weakly.
fn says_strong(args: &[Arg]) -> bool {
    let is_no = |arg: &Arg| matches!(arg.value.kind, ExprKind::Constant(Constant::Bool(false)));
    args.iter()
        .any(|arg| arg.keyword.as_deref() == Some("weak") && is_no(arg))
}
