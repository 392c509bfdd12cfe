//! Whether a function can be left after something was put in, without passing what takes it out.

mod raising;

use super::units::Units;
use crate::cfg::{
    self, Block, BlockId, Catches, Cfg, EndFinally, Step, StepId, StepKind, Terminator, Value,
    VarId, Why,
};
use crate::syntax::ast::{Function, Stamp};
use crate::text::Range;
use raising::{ends, may_raise, own, waits_for_a_time};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// How a function is left without taking out what was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Missed {
    /// What raises on the way, if it takes that.
    pub raises: Option<Range>,
}

/// Most places that are looked at in one search.
const MOST: usize = 20_000;
/// And in all of a file.
const IN_A_FILE: usize = 2_000_000;

/// The graphs of a file's functions, each made once, and how much may still be searched in them.
pub(super) struct Graphs<'a> {
    /// The file's own functions, with whether they do nothing but what is harmless, once somebody has asked.
    own: OnceCell<FxHashMap<&'a str, bool>>,
    made: RefCell<FxHashMap<Stamp, Rc<Graph>>>,
    left: Cell<usize>,
}

/// A function's graph.
struct Graph {
    cfg: Cfg,
    /// Where each step begins, in source order.
    places: Vec<(u32, usize)>,
    /// The name of what each variable stands for, if it is one.
    called: FxHashMap<VarId, String>,
}

impl Default for Graphs<'_> {
    fn default() -> Self {
        Self {
            own: OnceCell::new(),
            made: RefCell::default(),
            left: Cell::new(IN_A_FILE),
        }
    }
}

impl<'a> Graphs<'a> {
    /// A way out on which nothing in `removals` is passed after `growth`; one that takes no exception before one
    /// that does.
    pub fn missed(
        &self,
        units: &Units<'a>,
        function: &Function,
        growth: Range,
        removals: &[Range],
    ) -> Option<Missed> {
        let graph = self.of(function);
        let last = graph.last_in(growth)?;
        let removing: FxHashSet<usize> = removals
            .iter()
            .flat_map(|range| graph.within(*range).map(|(id, _)| id))
            .collect();
        // What is never come to from there belongs to another state of things.
        if !self.is_reached(&graph, last, &removing) {
            return None;
        }
        self.own.get_or_init(|| own(units));
        let quietly = self.search(&graph, last, &removing, Raising::Never);
        quietly.or_else(|| self.search(&graph, last, &removing, Raising::Also))
    }

    /// A way out by what stops waiting after a time: `wait_for`, `result(timeout)`.
    pub fn gives_up(&self, function: &Function, growth: Range) -> Option<Missed> {
        let graph = self.of(function);
        let last = graph.last_in(growth)?;
        let missed = self.search(&graph, last, &FxHashSet::default(), Raising::Waits)?;
        missed.raises.map(|_| missed)
    }

    fn of(&self, function: &Function) -> Rc<Graph> {
        let mut made = self.made.borrow_mut();
        let graph = made.entry(function.made).or_insert_with(|| {
            let cfg = cfg::function(function);
            let called = names_called(&cfg);
            let steps = cfg.steps.iter().enumerate();
            let mut places: Vec<_> = steps.map(|(id, it)| (it.range.start, id)).collect();
            places.sort_unstable();
            Rc::new(Graph {
                cfg,
                places,
                called,
            })
        });
        Rc::clone(graph)
    }

    /// Whether one of some steps can come after a step.
    fn is_reached(
        &self,
        Graph { cfg, .. }: &Graph,
        from: usize,
        wanted: &FxHashSet<usize>,
    ) -> bool {
        let start = cfg.steps[from].block;
        let mut seen: FxHashSet<BlockId> = FxHashSet::default();
        let mut pending: Vec<BlockId> = cfg.block(start).terminator.successors();
        while let Some(block) = pending.pop() {
            if !seen.insert(block) || !self.may_go_on() {
                continue;
            }
            let it = cfg.block(block);
            if it.steps.iter().any(|step| wanted.contains(&step.index())) {
                return true;
            }
            pending.extend(it.terminator.successors());
        }
        false
    }

    /// A way out that passes nothing of `removing`.
    fn search(
        &self,
        Graph { cfg, called, .. }: &Graph,
        from: usize,
        removing: &FxHashSet<usize>,
        raising: Raising,
    ) -> Option<Missed> {
        let start = cfg.steps[from].block;
        let stack = self.stack_at(cfg, start)?;
        let next = match &cfg.block(start).terminator {
            Terminator::Fallible { next, .. } => *next,
            Terminator::Goto(next) => *next,
            _ => return None,
        };
        let mut seen: FxHashSet<(BlockId, Vec<Why>)> = FxHashSet::default();
        let mut pending: Vec<(BlockId, Vec<Why>, Option<Range>)> = vec![(next, stack, None)];
        while let Some((block, mut stack, raised)) = pending.pop() {
            if !seen.insert((block, stack.clone())) || seen.len() > MOST || !self.may_go_on() {
                continue;
            }
            let is_out = block == Cfg::RETURN || block == Cfg::RAISE;
            if is_out && (raising != Raising::Waits || raised.is_some()) {
                return Some(Missed { raises: raised });
            }
            let it = cfg.block(block);
            let is_its_end =
                |step: &StepId| removing.contains(&step.index()) || ends(cfg, called, *step);
            if it.steps.iter().any(is_its_end) {
                continue;
            }
            entered(cfg, it, &mut stack);
            let mut go = |to: BlockId, stack: Vec<Why>, raised: Option<Range>| {
                pending.push((to, stack, raised));
            };
            match &it.terminator {
                Terminator::Fallible { next, raise } => {
                    let last = it.steps.last().copied();
                    let raises = |step| match raising {
                        Raising::Never => false,
                        Raising::Also => may_raise(cfg, called, self.own.get(), step),
                        Raising::Waits => waits_for_a_time(cfg, called, step),
                    };
                    if last.is_some_and(raises) {
                        let range = last.map(|step| cfg.step(step).range);
                        go(*raise, stack.clone(), raised.or(range));
                    } else if last
                        .is_some_and(|step| matches!(cfg.step(step).kind, StepKind::Raise(_)))
                    {
                        go(*raise, stack.clone(), raised);
                    }
                    go(*next, stack, raised);
                }
                Terminator::EndFinally(end) => {
                    if let Some((to, stack)) = after(end, stack) {
                        go(to, stack, raised);
                    }
                }
                Terminator::Iterate { item, done, .. } => {
                    go(*item, stack.clone(), raised);
                    go(*done, stack, raised);
                }
                Terminator::Dispatch { handlers, .. } if catches_all(cfg, handlers) => {
                    for (_, to) in handlers {
                        go(*to, stack.clone(), raised);
                    }
                }
                other => {
                    for to in other.successors() {
                        go(to, stack.clone(), raised);
                    }
                }
            }
        }
        None
    }

    /// Why each `finally` and handler around a block was entered, on some way there.
    fn stack_at(&self, cfg: &Cfg, wanted: BlockId) -> Option<Vec<Why>> {
        let mut seen: FxHashSet<BlockId> = FxHashSet::default();
        let mut pending = vec![(Cfg::ENTRY, Vec::new())];
        while let Some((block, mut stack)) = pending.pop() {
            if block == wanted {
                return Some(stack);
            }
            if !seen.insert(block) || !self.may_go_on() {
                continue;
            }
            let it = cfg.block(block);
            entered(cfg, it, &mut stack);
            match &it.terminator {
                Terminator::EndFinally(end) => pending.extend(after(end, stack)),
                other => {
                    pending.extend(other.successors().into_iter().map(|to| (to, stack.clone())));
                }
            }
        }
        None
    }

    /// Whether one more place may be looked at.
    fn may_go_on(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }
}

/// Which ways with an exception are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Raising {
    /// None.
    Never,
    /// Those by whatever may raise.
    Also,
    /// Those by what waits only for a time; others end the search.
    Waits,
}

/// Whether handlers leave nothing to whoever is around: where nobody waits, nobody is called off, and `Exception`
/// is what calls raise.
fn catches_all(cfg: &Cfg, handlers: &[(Catches, BlockId)]) -> bool {
    let waits = |it: &Step| {
        matches!(
            it.kind,
            StepKind::Assign {
                value: Value::Await(_) | Value::Yield(_),
                ..
            }
        )
    };
    let is_all = |name: &String| {
        name == "BaseException" || (name == "Exception" && !cfg.steps.iter().any(waits))
    };
    handlers.iter().any(|(catches, _)| match catches {
        Catches::Everything => true,
        Catches::Types(names) => names.iter().any(is_all),
        Catches::Unknown => false,
    })
}

/// What the steps of a block add to why each `finally` and handler around was entered, and take from it.
fn entered(cfg: &Cfg, block: &Block, stack: &mut Vec<Why>) {
    for step in &block.steps {
        match &cfg.step(*step).kind {
            StepKind::Push(why) => stack.push(*why),
            StepKind::Pop => {
                stack.pop();
            }
            _ => {}
        }
    }
}

/// Where control goes after a `finally`, by why it came.
fn after(end: &EndFinally, mut stack: Vec<Why>) -> Option<(BlockId, Vec<Why>)> {
    let to = match stack.pop() {
        Some(Why::Raise | Why::Handling) => Some(end.raise),
        Some(Why::Return) => end.on_return,
        Some(Why::Break) => end.on_break,
        Some(Why::Continue) => end.on_continue,
        Some(Why::Normal) | None => Some(end.normal),
    };
    to.map(|to| (to, stack))
}

impl Graph {
    /// The steps at a range, with those that take no room at its end.
    fn within(&self, range: Range) -> impl Iterator<Item = (usize, &Step)> {
        let from = self.places.partition_point(|(at, _)| *at < range.start);
        let there = self.places[from..].iter();
        there
            .take_while(move |(at, _)| *at <= range.end)
            .map(|(_, id)| (*id, &self.cfg.steps[*id]))
            .filter(move |(_, step)| range.covers(step.range))
    }

    /// The last step at a range that does something.
    fn last_in(&self, range: Range) -> Option<usize> {
        let acting = self.within(range).filter(|(_, step)| acts(&step.kind));
        acting.map(|(id, _)| id).max()
    }
}

/// Whether a step does something.
fn acts(kind: &StepKind) -> bool {
    matches!(
        kind,
        StepKind::StoreItem { .. }
            | StepKind::StoreAttr { .. }
            | StepKind::Assign {
                value: Value::Call { .. } | Value::Await(_),
                ..
            }
    )
}

/// The name of what each variable stands for, if it is one.
fn names_called(cfg: &Cfg) -> FxHashMap<VarId, String> {
    let named = cfg.steps.iter().filter_map(|it| match &it.kind {
        StepKind::Assign {
            dst,
            value: Value::Attribute(_, name) | Value::Global(name),
        } => Some((*dst, name.clone())),
        _ => None,
    });
    named.collect()
}
