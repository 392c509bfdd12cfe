//! Locks: what is acquired is an object that was there before, and whoever can name it can release it.
//!
//! A lock is followed by the way it is written (`self._lock`), not by its value; a method that only
//! gives it is another way to write it. An `acquire` counts
//! where the same text has a `release` in the same function, or, for what belongs to the object, in
//! another method of the class: then the object holds it when the method returns.

use crate::cfg::{Cfg, Step, StepId, StepKind, Value, Var, VarId};
use crate::typestate::evidence;
use rustc_hash::{FxHashMap, FxHashSet};

/// The callable under which the catalogue has locks.
pub const ACQUIRE: &str = "threading.Lock.acquire";

/// The locks of a scope.
#[derive(Clone, Debug, Default)]
pub struct Locks {
    acquires: FxHashMap<StepId, Taking>,
    releases: FxHashMap<StepId, String>,
    /// Where a lock is looked up, with the lock: whether it is there is known once it was taken.
    mentions: FxHashMap<StepId, String>,
}

/// A call that takes a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    /// The lock as written.
    pub lock: String,
    /// Whether it may come back without the lock: it does not wait, or not for ever.
    pub may_fail: bool,
    /// Whether it is kept when the method returns: another method gives it back, or taking it is what
    /// the function is for.
    pub is_objects: bool,
}

impl Locks {
    /// The locks of a scope. `elsewhere` are those that other methods of its class release.
    pub fn of(cfg: &Cfg, elsewhere: &FxHashSet<&str>, getters: &Getters<'_>) -> Self {
        let mut locks = Self::default();
        let mut acquires = Vec::new();
        for (id, args, member, lock) in calls(cfg, getters) {
            match member {
                "acquire" => acquires.push((id, lock, args)),
                // What is given back with an argument is the argument, such as a pool's connection.
                _ if args > 0 => {}
                _ => {
                    locks.releases.insert(id, lock);
                }
            }
        }
        for (id, lock, args) in acquires {
            let released_here = locks.releases.values().any(|other| *other == lock);
            if is_of_item(cfg, &lock) {
                continue;
            }
            let inside = cfg.vars.iter().any(|var| is_given_back_inside(var, &lock))
                || passes_release(cfg, &lock, getters);
            let is_objects =
                inside || elsewhere.contains(lock.as_str()) || evidence::takes_a_lock(&cfg.name);
            if released_here || elsewhere.contains(lock.as_str()) {
                let taking = Taking {
                    lock,
                    may_fail: args > 0,
                    is_objects,
                };
                locks.acquires.insert(id, taking);
            }
        }
        if !locks.acquires.is_empty() {
            locks.mentions = mentions(cfg, getters);
        }
        locks
    }

    /// What a step takes.
    pub fn taking(&self, step: StepId) -> Option<&Taking> {
        self.acquires.get(&step)
    }

    /// The lock that a step gives back.
    pub fn releasing(&self, step: StepId) -> Option<&str> {
        self.releases.get(&step).map(String::as_str)
    }

    /// The lock that a step looks up.
    pub fn mentioned(&self, step: StepId) -> Option<&str> {
        self.mentions.get(&step).map(String::as_str)
    }

    /// The steps that take a lock.
    pub fn sites(&self) -> impl Iterator<Item = StepId> {
        self.acquires.keys().copied()
    }
}

/// Whether a function inside gives a lock back, or has others do it: it runs when whoever gets it wants.
fn is_given_back_inside(var: &Var, lock: &str) -> bool {
    let uses = &var.uses;
    match lock.strip_prefix(var.name.as_str()) {
        Some("") => !uses.callees.is_empty() || uses.members.iter().any(|it| it == "release"),
        Some(rest) if rest.starts_with('.') && !var.name.is_empty() => {
            let release = |member: &String| member.strip_suffix(".release") == Some(&rest[1..]);
            uses.members.iter().any(release)
        }
        _ => false,
    }
}

/// Whether a lock is what a loop goes over, or belongs to it: others of its loops may give it back.
/// Approximation: such locks are not followed.
fn is_of_item(cfg: &Cfg, lock: &str) -> bool {
    let item = lock.split('.').next().unwrap_or(lock);
    cfg.steps.iter().any(|step| match &step.kind {
        StepKind::Next { dst, .. } => cfg.var(*dst).name == item,
        StepKind::Assign {
            dst,
            value: Value::Copy(from) | Value::Element { of: from, .. },
        } => cfg.var(*dst).name == item && cfg.is_item(*from),
        _ => false,
    })
}

/// The locks of its object that a method gives back: those written `self.…`.
pub fn released_by(cfg: &Cfg) -> impl Iterator<Item = String> {
    let first = cfg
        .vars
        .first()
        .map_or("", |var| var.name.as_str())
        .to_owned();
    calls(cfg, &Getters::default())
        .into_iter()
        .filter(|(_, _, member, _)| *member == "release")
        .map(|(.., lock)| lock)
        .filter(move |lock| lock.split_once('.').is_some_and(|(base, _)| base == first))
}

/// Every step that looks up an attribute, with what it is as it is written.
fn mentions(cfg: &Cfg, getters: &Getters<'_>) -> FxHashMap<StepId, String> {
    let made = made(cfg);
    let mention = |(at, step): (usize, &Step)| match &step.kind {
        StepKind::Assign {
            dst,
            value: Value::Attribute(..),
        } => Some((StepId(at as u32), written((cfg, &made, getters), *dst, 0)?)),
        _ => None,
    };
    cfg.steps.iter().enumerate().filter_map(mention).collect()
}

/// Whether the method that gives a lock back is itself given to somebody, to be called later.
fn passes_release(cfg: &Cfg, lock: &str, getters: &Getters<'_>) -> bool {
    let made = made(cfg);
    let is_release = |var: VarId| match made.get(&var) {
        Some(Value::Attribute(base, attr)) if attr == "release" => {
            written((cfg, &made, getters), *base, 0).as_deref() == Some(lock)
        }
        _ => false,
    };
    cfg.steps.iter().any(|step| match &step.kind {
        StepKind::Assign {
            value: Value::Call { args, .. },
            ..
        } => args.iter().any(|arg| is_release(arg.var)),
        _ => false,
    })
}

/// What each variable was made of last.
fn made(cfg: &Cfg) -> FxHashMap<VarId, &Value> {
    let steps = cfg.steps.iter();
    let assigned = steps.filter_map(|step| match &step.kind {
        StepKind::Assign { dst, value } => Some((*dst, value)),
        _ => None,
    });
    assigned.collect()
}

/// Methods of the file that give an attribute of their object, with the attribute.
pub type Getters<'a> = FxHashMap<&'a str, &'a str>;

/// A scope, what its variables are made of, and the getters.
type Written<'c> = (&'c Cfg, &'c FxHashMap<VarId, &'c Value>, &'c Getters<'c>);

type Call<'c> = (StepId, usize, &'c str, String);

/// The calls of a member `acquire` or `release`, with the number of arguments and the object.
fn calls<'c>(cfg: &'c Cfg, getters: &Getters<'_>) -> Vec<Call<'c>> {
    let wanted = |attr: &str| attr == "acquire" || attr == "release";
    let attribute = |step: &Step| matches!(&step.kind, StepKind::Assign { value: Value::Attribute(_, attr), .. } if wanted(attr));
    if !cfg.steps.iter().any(attribute) {
        return Vec::new();
    }
    let mut made: FxHashMap<VarId, &Value> = FxHashMap::default();
    let mut found = Vec::new();
    for (at, step) in cfg.steps.iter().enumerate() {
        let StepKind::Assign { dst, value } = &step.kind else {
            continue;
        };
        if let Value::Call { func, args } = value
            && let Some(Value::Attribute(base, attr)) = made.get(func)
            && wanted(attr)
            && let Some(lock) = written((cfg, &made, getters), *base, 0)
        {
            found.push((StepId(at as u32), args.len(), attr.as_str(), lock));
        }
        made.insert(*dst, value);
    }
    found
}

/// A variable as it is written; none if it is more than names, attributes and calls of them.
fn written(scope: Written<'_>, var: VarId, depth: usize) -> Option<String> {
    /// How long a name may be.
    const LONGEST: usize = 6;
    let (cfg, made, getters) = scope;
    let name = &cfg.var(var).name;
    if !name.is_empty() {
        return Some(name.clone());
    }
    if depth > LONGEST {
        return None;
    }
    match made.get(&var)? {
        Value::Copy(from) => written(scope, *from, depth + 1),
        Value::Global(name) => Some(name.clone()),
        Value::Attribute(base, attr) => {
            Some(format!("{}.{attr}", written(scope, *base, depth + 1)?))
        }
        Value::Call { func, args } if args.is_empty() => {
            if let Some(Value::Attribute(base, method)) = made.get(func)
                && let Some(attr) = getters.get(method.as_str())
            {
                return Some(format!("{}.{attr}", written(scope, *base, depth + 1)?));
            }
            Some(format!("{}()", written(scope, *func, depth + 1)?))
        }
        _ => None,
    }
}
