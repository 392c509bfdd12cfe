//! One acquisition with everything a rule may look at.

mod endless;

use crate::cfg::{Step, StepId, StepKind, Value, VarId};
use crate::dataflow::NodeId;
use crate::report::{Confidence, Outcome};
use crate::resources::{Form, Handle, Missing};
use crate::text::{Line, LineIndex, Range, shorten};
use crate::typestate::evidence;
use crate::typestate::ways::{Fate, WayKind, WayOut};
use crate::typestate::{Context, Handover, Loss, Misuse, MisuseKind, Status, Tracked};

/// One acquisition: the handle, the ways out, and the text they stand in.
pub struct Case<'a> {
    /// What the analysis may look at.
    pub context: Context<'a>,
    /// The acquisition and its states.
    pub tracked: &'a Tracked<'a>,
    /// The ways out, in source order.
    pub ways: Vec<WayOut>,
    /// The file's text.
    pub text: &'a str,
    /// Its lines.
    pub lines: &'a LineIndex,
}

/// A leak on one way out.
#[derive(Clone, Copy, Debug)]
pub struct Leak {
    /// How control leaves.
    pub kind: WayKind,
    /// The step that leaves.
    pub step: StepId,
    /// The operation whose exception led here, if one did.
    pub diverted: Option<StepId>,
    /// How the last name went away, if before the way out.
    pub lost: Option<(Loss, StepId)>,
    /// The node that shows it.
    pub node: NodeId,
    /// Whether it takes an exception that nobody expects: the handlers are for those that are documented, or what
    /// raises only sets something.
    pub is_unusual: bool,
}

impl Leak {
    /// Whether it takes an exception to get here.
    pub fn is_exceptional(&self) -> bool {
        self.kind == WayKind::Raise || self.diverted.is_some()
    }

    /// The operation that has to raise, if one has to.
    pub fn culprit(&self) -> Option<StepId> {
        self.diverted
            .or((self.kind == WayKind::Raise).then_some(self.step))
    }
}

impl<'a> Case<'a> {
    /// What was acquired.
    pub fn handle(&self) -> &'a Handle {
        self.tracked.acquired.handle
    }

    /// Where it was acquired.
    pub fn range(&self) -> Range {
        self.context.cfg().step(self.tracked.site).range
    }

    /// The acquiring call as written, shortened.
    pub fn code(&self) -> String {
        self.code_of(self.tracked.site)
    }

    /// The source of a step, shortened.
    pub fn code_of(&self, step: StepId) -> String {
        shorten(self.context.cfg().step(step).range.of(self.text), 48)
    }

    /// What raises at a step: a name alone does not, but going through what it stands for.
    pub fn raising(&self, step: StepId) -> String {
        let code = self.code_of(step);
        match self.context.cfg().step(step).kind {
            StepKind::Next { .. } => format!("iterating over `{code}`"),
            _ => format!("`{code}`"),
        }
    }

    /// The line of a step, from 1.
    pub fn line_of(&self, step: StepId) -> Line {
        Line(self.lines.line(self.context.cfg().step(step).range.start))
    }

    /// Every leak, on normal ways out first and what nobody expects last, in source order.
    pub fn leaks(&self) -> Vec<Leak> {
        let mut leaks: Vec<Leak> = self.ways.iter().flat_map(leaks_of).collect();
        for leak in &mut leaks {
            let state = &self.tracked.exploration.node(leak.node).state;
            leak.is_unusual = state.unusual || leak.culprit().is_some_and(|it| self.is_setting(it));
        }
        leaks.sort_by_key(|leak| (leak.is_exceptional(), leak.is_unusual));
        leaks
    }

    /// Whether a step sets something with values that are written out: `s.settimeout(5)`.
    fn is_setting(&self, step: StepId) -> bool {
        let StepKind::Assign {
            value: Value::Call { func, args },
            ..
        } = &self.context.cfg().step(step).kind
        else {
            return false;
        };
        let is_fixed = |var| {
            let made = self.made_by(var);
            matches!(
                made,
                Some(Value::Constant(_) | Value::Attribute(..) | Value::Global(_))
            )
        };
        matches!(self.made_by(*func), Some(Value::Attribute(_, name)) if evidence::is_setting(name))
            && args.iter().all(|arg| is_fixed(arg.var))
    }

    /// Leaks that need no exception.
    pub fn plain_leaks(&self) -> Vec<Leak> {
        self.leaks()
            .into_iter()
            .filter(|leak| !leak.is_exceptional())
            .collect()
    }

    /// The leak a finding is shown with.
    pub fn worst_leak(&self) -> Option<Leak> {
        self.leaks().into_iter().next()
    }

    /// A call of which is assumed, and cannot be seen, that it only uses the handle.
    pub fn assumed_use(&self) -> Option<StepId> {
        self.lent_on_the_way(|step| !self.prints(step))
    }

    /// The first call of a kind that gets the handle on the way to the worst leak, and may keep it.
    fn lent_on_the_way(&self, is_wanted: impl Fn(StepId) -> bool) -> Option<StepId> {
        let path = self.tracked.exploration.path_to(self.worst_leak()?.node);
        // Once its last name is gone nobody is given it.
        let nodes = path
            .into_iter()
            .map(|(id, _)| self.tracked.exploration.node(id));
        let blocks = nodes
            .filter(|node| !matches!(node.state.status, Status::Lost(..)))
            .map(|node| node.block);
        let mut steps = blocks.flat_map(|block| &self.context.cfg().block(block).steps);
        steps
            .find(|step| self.tracked.lent.contains(*step) && is_wanted(**step))
            .copied()
    }

    /// The store into an attribute of its own object, if an exception while the object is made loses
    /// the handle with it.
    pub fn kept_by_its_object(&self) -> Option<StepId> {
        let node = self.worst_leak()?.node;
        match self.tracked.exploration.node(node).state.status {
            Status::HandedOver(Handover::Own, step) => Some(step),
            _ => None,
        }
    }

    /// The first misuse of a kind.
    pub fn misuse(&self, kind: MisuseKind) -> Option<Misuse> {
        let misuses = self.tracked.misuses.iter();
        misuses.copied().find(|misuse| misuse.kind == kind)
    }

    /// The step of a misuse, and the one that had released the handle.
    pub fn misuse_steps(&self, kind: MisuseKind) -> (StepId, StepId) {
        let site = self.tracked.site;
        self.misuse(kind)
            .map_or((site, site), |misuse| (misuse.step, misuse.released))
    }

    /// Whether some normal way out is in order.
    pub fn is_fine_somewhere(&self) -> bool {
        let normal = self.ways.iter().filter(|way| way.kind != WayKind::Raise);
        normal
            .flat_map(|way| &way.fates)
            .any(|(fate, _)| is_fine(*fate))
    }

    /// Whether somebody else gets it on some way out.
    pub fn is_handed_over(&self) -> bool {
        let mut fates = self.ways.iter().flat_map(|way| &way.fates);
        fates.any(|(fate, _)| matches!(fate, Fate::HandedOver(..)))
    }

    /// How many ways out are taken with the handle acquired, and how many of them leak.
    pub fn count(&self) -> (usize, usize) {
        let acquired = self
            .ways
            .iter()
            .filter(|way| way.worst() != Fate::NotAcquired);
        let leaking = self
            .ways
            .iter()
            .filter(|way| matches!(way.worst(), Fate::Leaked { .. }));
        (acquired.count(), leaking.count())
    }

    /// Steps that release the handle on some way out, in source order.
    pub fn releases(&self) -> Vec<StepId> {
        let fates = self.ways.iter().flat_map(|way| &way.fates);
        let mut releases: Vec<StepId> = fates
            .filter_map(|(fate, _)| match fate {
                Fate::Released(step) => Some(*step),
                _ => None,
            })
            .collect();
        releases.sort_by_key(|step| self.context.cfg().step(*step).range);
        releases.dedup();
        releases
    }

    /// Whether a step further down is reached without the acquisition as well.
    pub fn is_met_without(&self, step: StepId) -> bool {
        let cfg = self.context.cfg();
        let start = |step: StepId| cfg.step(step).range.start;
        let mut nodes = self.tracked.exploration.iter();
        start(step) > start(self.tracked.site)
            && nodes.any(|(_, node)| {
                node.state.status == Status::Waiting && cfg.home(step) == Some(node.block)
            })
    }

    /// The name the handle is bound to; empty for a temporary.
    pub fn name(&self) -> String {
        let steps = &self.context.cfg().steps;
        let StepKind::Assign { dst, value } = &steps[self.tracked.site.index()].kind else {
            return String::new();
        };
        let mut held = match (self.tracked.acquired.form, value) {
            (Form::Receiver, Value::Call { func, .. }) => match self.made_by(*func) {
                Some(Value::Attribute(base, _)) => *base,
                _ => return String::new(),
            },
            _ => *dst,
        };
        let part = match self.tracked.acquired.form {
            Form::SecondOfTuple => 1,
            _ => 0,
        };
        // Follow copies, the element of a tuple and a `with` to a name.
        for step in &steps[self.tracked.site.index() + 1..] {
            let follows = match &step.kind {
                StepKind::Assign {
                    dst,
                    value: Value::Copy(from) | Value::Await(from),
                } if *from == held => Some(*dst),
                StepKind::Assign {
                    dst,
                    value:
                        Value::Element {
                            of,
                            index: Some(index),
                        },
                } if *of == held && *index == part => Some(*dst),
                StepKind::Enter { dst, manager } if *manager == held => Some(*dst),
                _ => None,
            };
            held = follows.unwrap_or(held);
            if !self.context.cfg().var(held).name.is_empty() {
                break;
            }
        }
        self.context.cfg().var(held).name.clone()
    }

    /// A rule's confidence, in the light of what a missing release of this kind amounts to.
    pub fn weigh(&self, confidence: Confidence) -> Confidence {
        // What ends a script ends its process.
        if self.context.cfg().is_module && confidence == Confidence::OnlyOnException {
            return Confidence::Style;
        }
        // A script that holds something in memory to its end has not lost it.
        let once = self.context.cfg().is_module && !self.tracked.repeats;
        if once && self.handle().exhausts == "memory" && !self.handle().by_await {
            return Confidence::Style;
        }
        if confidence == Confidence::Definite && (self.is_left_to_be_seen() || self.is_told()) {
            return Confidence::Unclear;
        }
        match self.handle().missing {
            Missing::LeakIfEndless if !self.runs_endlessly() => Confidence::Style,
            Missing::Habit => Confidence::Style,
            Missing::Work if confidence == Confidence::OnlyOnException => Confidence::Style,
            // Two things have to be believed: that the call keeps nothing, and that the way is taken.
            _ if confidence == Confidence::SomePath && self.may_be_given_away() => {
                Confidence::Unclear
            }
            Missing::Leak | Missing::LeakIfEndless | Missing::Work => confidence,
        }
    }

    /// Whether what keeps it may mean to keep it as long as the process lives: it is made to last, and
    /// its class has nothing that would end it.
    pub fn is_made_to_last(&self) -> bool {
        let owner = self.context.scope.owner.as_ref();
        let (functions, module) = (self.context.functions(), self.context.module);
        self.handle().lasting && !owner.is_some_and(|it| functions.has_an_end(&it.class, module))
    }

    /// Whether a figure is left to whoever sees it: nothing is made of it here.
    fn is_left_to_be_seen(&self) -> bool {
        let makings = &self.handle().left_unless;
        let makes = |step: &Step| matches!(&step.kind, StepKind::Assign { value: Value::Attribute(_, attr), .. } if makings.contains(attr));
        !makings.is_empty() && !self.context.cfg().steps.iter().any(makes)
    }

    /// Whether somebody is told of the path, who may want what is there.
    fn is_told(&self) -> bool {
        self.lent_on_the_way(|step| self.prints(step)).is_some()
    }

    fn prints(&self, step: StepId) -> bool {
        let StepKind::Assign {
            value: Value::Call { func, .. },
            ..
        } = &self.context.cfg().step(step).kind
        else {
            return false;
        };
        matches!(self.made_by(*func), Some(Value::Global(name)) if name == "print")
    }

    /// Whether a call may have kept the handle: nothing after it releases what it was lent.
    fn may_be_given_away(&self) -> bool {
        let start = |step: StepId| self.context.cfg().step(step).range.start;
        let fates = self.ways.iter().flat_map(|way| &way.fates);
        let mut released = fates.filter_map(|(fate, _)| match fate {
            Fate::Released(step) => Some(start(*step)),
            _ => None,
        });
        self.assumed_use()
            .is_some_and(|lent| !released.any(|at| at > start(lent)))
    }

    /// The value a variable is given, copies followed; the first one, if it is given several.
    fn made_by(&self, var: VarId) -> Option<&Value> {
        let mut wanted = var;
        for _ in 0..self.context.cfg().vars.len() {
            let made = self
                .context
                .cfg()
                .steps
                .iter()
                .find_map(|step| match &step.kind {
                    StepKind::Assign { dst, value } if *dst == wanted => Some(value),
                    _ => None,
                })?;
            match made {
                Value::Copy(from) => wanted = *from,
                other => return Some(other),
            }
        }
        None
    }
}

/// A fate as the report says it.
pub fn outcome(fate: Fate) -> Outcome {
    match fate {
        Fate::NotAcquired => Outcome::NotAcquired,
        Fate::Released(_) => Outcome::Released,
        Fate::HandedOver(..) => Outcome::HandedOver,
        Fate::Unclear(_) => Outcome::Unclear,
        Fate::Leaked { .. } => Outcome::Leaked,
    }
}

fn leaks_of(way: &WayOut) -> impl Iterator<Item = Leak> {
    way.fates.iter().filter_map(|(fate, node)| match fate {
        Fate::Leaked { diverted, lost } => Some(Leak {
            kind: way.kind,
            step: way.step,
            diverted: *diverted,
            lost: *lost,
            node: *node,
            is_unusual: false,
        }),
        _ => None,
    })
}

fn is_fine(fate: Fate) -> bool {
    matches!(
        fate,
        Fate::Released(_) | Fate::HandedOver(..) | Fate::Unclear(_)
    )
}
