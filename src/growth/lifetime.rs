//! How long an object is there: as long as the process, or only as long as a call.

mod words;

use super::holders::{attribute_of, bindings, is_of_the_beginning};
use super::makers::path_of;
use super::spots::{Loop, Spot, spots};
use super::units::{Runs, Unit, Units, last_name};
use crate::syntax::ast::{Class, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::typestate::ModuleScope;
use rustc_hash::FxHashMap;
pub(super) use words::OF_THE_REQUEST;
use words::{LASTING, PASSING, SERVING};

/// How long something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lifetime {
    /// It goes with the call that has made it.
    Call,
    /// The same, unless something keeps it that the call has given it to: of what is made in one place, and of no class.
    Given,
    /// That is not to be seen in the file.
    Unknown,
    /// Its class is called like those whose objects serve for long, and nothing else says so.
    Called,
    /// Its class is one of those whose objects serve for long, by what they have and do.
    Long,
    /// As long as the process.
    Process,
}

/// Whether something gives every thread attributes of its own.
pub(super) fn is_of_threads(expr: &Expr, scope: &ModuleScope) -> bool {
    matches!(&expr.kind, ExprKind::Call { func, .. } if path_of(func, scope).is_some_and(|it| it == "threading.local"))
}

/// Whether a class is one of tests.
pub(super) fn is_a_case(class: &Class) -> bool {
    let bases = class.bases.iter().filter_map(last_name);
    let is_case = |name: &str| name.ends_with("TestCase") || name.ends_with("Mixin");
    let mut all = bases.chain([class.name.as_str()]);
    all.any(is_case) || class.name.starts_with("Test")
}

/// How long the objects of each class of a file are there.
pub(super) struct Lifetimes(FxHashMap<u32, Lifetime>);

impl Lifetimes {
    /// Those of a file, from where it makes them.
    pub fn of(units: &Units<'_>) -> Self {
        let mut made: FxHashMap<&str, Vec<Lifetime>> = FxHashMap::default();
        let ends = units.is_a_script_that_ends();
        for (id, unit) in units.all.iter().enumerate() {
            // What the function of a script makes goes with it.
            let is_once = units.runs(id) == Runs::Once && !(ends && unit.function.is_some());
            for spot in &unit.spots {
                for name in made_in(spot, units) {
                    let lifetime = of_those_made(spot, unit, is_once, &[name]);
                    made.entry(name).or_default().extend(lifetime);
                }
            }
        }
        // What a class has is there as long as the class.
        for (other, _) in &units.classes {
            for spot in &spots(&other.body) {
                let made_here = bindings(spot.stmt).into_iter();
                let names = made_here.filter_map(|(_, value)| match &value.kind {
                    ExprKind::Call { func, .. } => last_name(func),
                    _ => None,
                });
                names.for_each(|name| made.entry(name).or_default().push(Lifetime::Process));
            }
        }
        let owners = owners(units);
        let of = |class: &Class| {
            let of_those_below = units.below(class).iter().filter_map(|name| made.get(name));
            let longest = of_those_below.flatten().max();
            match longest {
                _ if is_a_case(class) => Lifetime::Call,
                _ if is_the_only_one(class, units) => Lifetime::Process,
                Some(Lifetime::Process) => Lifetime::Process,
                Some(Lifetime::Call) => Lifetime::Call,
                // Objects of calls are those of no service, whatever they are called.
                Some(Lifetime::Given) => Lifetime::Unknown,
                _ => by_its_class(class, units),
            }
        };
        let all = units.classes.iter();
        let mut known: FxHashMap<u32, Lifetime> =
            all.map(|(it, _)| (it.range.start, of(it))).collect();
        // What an object makes for itself is there as long as the object.
        for (class, _) in &units.classes {
            let longest = owners.get(class.name.as_str()).into_iter().flatten();
            let longest = longest.filter_map(|owner| known.get(owner)).max().copied();
            let own = known.get_mut(&class.range.start);
            if let (Some(own @ &mut Lifetime::Unknown), Some(longest)) = (own, longest)
                && longest != Lifetime::Call
            {
                *own = longest;
            }
        }
        Self(known)
    }

    /// Whether objects of a class are made for one thing, by its name.
    pub fn is_passing(name: &str) -> bool {
        PASSING.iter().any(|word| name.ends_with(word))
    }

    /// How long the objects of a class are there.
    pub fn of_objects(&self, class: &Class) -> Lifetime {
        self.0
            .get(&class.range.start)
            .copied()
            .unwrap_or(Lifetime::Unknown)
    }
}

/// Whose objects make objects of a class for themselves when they are made, by where the owner's class begins.
fn owners<'a>(units: &Units<'a>) -> FxHashMap<&'a str, Vec<u32>> {
    let mut owners: FxHashMap<&'a str, Vec<u32>> = FxHashMap::default();
    for unit in &units.all {
        let (Some(class), Some(this)) = (unit.class, unit.this()) else {
            continue;
        };
        for spot in unit
            .spots
            .iter()
            .filter(|_| is_of_the_beginning(unit.name()))
        {
            for (target, value) in bindings(spot.stmt) {
                if let ExprKind::Call { func, .. } = &value.kind
                    && attribute_of(target, this).is_some()
                    && let Some(made) = last_name(func).and_then(|name| units.class(name))
                {
                    owners
                        .entry(&made.name)
                        .or_default()
                        .push(class.range.start);
                }
            }
        }
    }
    owners
}

/// Whether a class says that its objects are shared or go on: they have a lock, a queue, a thread, a counter.
fn is_shared(class: &Class, units: &Units<'_>) -> bool {
    const SHARING: &[&str] = &[
        "BoundedSemaphore",
        "Condition",
        "Lock",
        "Queue",
        "RLock",
        "Semaphore",
        "SimpleQueue",
        "Thread",
        "ThreadPoolExecutor",
        "count",
    ];
    let makes_one = |unit: &Unit<'_>, this: &str| {
        let mut all = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
        all.any(|(target, value)| {
            let is_one = match &value.kind {
                ExprKind::Call { func, .. } => {
                    last_name(func).is_some_and(|name| SHARING.contains(&name))
                }
                _ => false,
            };
            is_one && attribute_of(target, this).is_some()
        })
    };
    let mut methods = units.methods(class);
    methods.any(|(_, unit)| unit.this().is_some_and(|this| makes_one(unit, this)))
}

/// The classes of the file of which a statement makes an object.
fn made_in<'a>(spot: &Spot<'a>, units: &Units<'_>) -> Vec<&'a str> {
    let mut names: Vec<&'a str> = Vec::new();
    for expr in visit::expressions(spot.stmt) {
        visit::subexpressions(expr, &mut |inner| {
            if let ExprKind::Call { func, .. } = &inner.kind
                && let ExprKind::Name(name) = &func.kind
                && units.class(name).is_some()
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        });
    }
    names
}

/// Whether a class makes one object and gives it to everybody: its `__new__` keeps it in the class.
fn is_the_only_one(class: &Class, units: &Units<'_>) -> bool {
    let mut methods = units.methods(class);
    methods.any(|(_, unit)| {
        let mut bound = unit.spots.iter().flat_map(|spot| bindings(spot.stmt));
        let keeps = |this: &str, target: &Expr| match &target.kind {
            ExprKind::Subscript { value, .. } => attribute_of(value, this).is_some(),
            ExprKind::Attribute { value, .. } => {
                attribute_of(target, this).is_some()
                    || matches!(&value.kind, ExprKind::Name(name) if *name == class.name)
            }
            _ => false,
        };
        let this = unit.this().filter(|_| unit.name() == "__new__");
        this.is_some_and(|this| bound.any(|(target, _)| keeps(this, target)))
    })
}

/// What a class says of how long its objects are there.
fn by_its_class(class: &Class, units: &Units<'_>) -> Lifetime {
    let ends = |words: &[&str]| words.iter().any(|word| class.name.ends_with(word));
    let bases = || class.bases.iter().filter_map(last_name);
    let is_thread = bases().any(|it| it == "Thread" || it.ends_with("Server"));
    let serves = || {
        let names: Vec<&str> = units.methods(class).map(|(_, unit)| unit.name()).collect();
        names
            .iter()
            .filter(|it| SERVING.contains(it) || it.starts_with("on_") || it.starts_with("handle_"))
            .count()
            >= 1
    };
    match () {
        () if ends(PASSING) => Lifetime::Unknown,
        () if is_thread || serves() || is_shared(class, units) => Lifetime::Long,
        () if ends(LASTING) => Lifetime::Called,
        () => Lifetime::Unknown,
    }
}

/// How long the objects are there that a statement makes of some classes.
fn of_those_made(
    spot: &Spot<'_>,
    unit: &Unit<'_>,
    is_once: bool,
    classes: &[&str],
) -> Option<Lifetime> {
    if !visit::mentions(spot.stmt, &|it| makes(it, classes)) {
        return None;
    }
    let bound = bindings(spot.stmt);
    let Some((target, _)) = bound.iter().find(|(_, value)| holds_one(value, classes)) else {
        return Some(match (&spot.stmt.kind, is_once) {
            // What a script does in passing.
            (StmtKind::Expr(_) | StmtKind::Return(_), true) if unit.function.is_none() => {
                Lifetime::Process
            }
            (StmtKind::Return(Some(value)), _) if makes(value, classes) => Lifetime::Unknown,
            _ if is_given(spot, classes) => Lifetime::Unknown,
            _ => Lifetime::Call,
        });
    };
    Some(match &target.kind {
        ExprKind::Name(name) if !unit.local.contains(name.as_str()) || unit.function.is_none() => {
            Lifetime::Process
        }
        // A program that begins gives what it has made to what serves; a method does its work.
        ExprKind::Name(_) if is_once && (unit.class.is_none() || goes_on(unit)) => {
            Lifetime::Process
        }
        ExprKind::Name(name) => match () {
            () if unit.leaves_behind(name) => Lifetime::Unknown,
            () if unit.gives_away(name) => Lifetime::Given,
            () if is_once => Lifetime::Process,
            () => Lifetime::Call,
        },
        _ => Lifetime::Unknown,
    })
}

/// Whether an expression makes an object of some classes.
fn makes(expr: &Expr, classes: &[&str]) -> bool {
    match &expr.kind {
        ExprKind::Call { func, .. } => {
            matches!(&func.kind, ExprKind::Name(name) if classes.contains(&name.as_str()))
        }
        _ => false,
    }
}

/// Whether a value is such an object, or has it.
fn holds_one(expr: &Expr, classes: &[&str]) -> bool {
    match &expr.kind {
        ExprKind::Call { .. } => makes(expr, classes),
        ExprKind::Bool { left, right, .. } => holds_one(left, classes) || holds_one(right, classes),
        ExprKind::Conditional { body, orelse, .. } => {
            holds_one(body, classes) || holds_one(orelse, classes)
        }
        ExprKind::List(parts) | ExprKind::Tuple(parts) | ExprKind::Dict(parts) => {
            parts.iter().any(|it| holds_one(it, classes))
        }
        _ => false,
    }
}

/// Whether such an object is an argument of a call.
fn is_given(spot: &Spot<'_>, classes: &[&str]) -> bool {
    let mut given = false;
    for expr in visit::expressions(spot.stmt) {
        visit::subexpressions(expr, &mut |inner| {
            if let ExprKind::Call { args, .. } = &inner.kind {
                given |= args.iter().any(|arg| holds_one(&arg.value, classes));
            }
        });
    }
    given
}

/// Whether a function that runs once does not come to its end soon: it has a loop without an end.
fn goes_on(unit: &Unit<'_>) -> bool {
    unit.spots.iter().any(|spot| spot.around == Loop::Endless)
}
