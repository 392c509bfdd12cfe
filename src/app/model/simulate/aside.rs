//! What stands beside the run that is watched: the same service without what moves its end, a stress
//! test, and the program as the analyzer sees it.

use super::mend::leaking_lines;
use super::stress::Stress;
use super::unmoved::{Unmoved, unmoved};
use super::{Effect, Job, Lane, Model, Motion, Origin, Player, Simulate};
use crate::protocol::{Analysed, Play};
use crate::report::FileReport;
use crate::sim::presets::PRESETS;
use crate::sim::scenario::Scenario;
use std::any::Any;
use std::rc::Rc;

/// Shared; equal when it is the same. Its type is known to the Simulate page alone, so that the code
/// for it comes with that page.
#[derive(Clone, Debug, Default)]
pub struct Aside(Option<Rc<dyn Any>>);

/// What stands beside a run.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The run without what moves its end, if something does.
    pub cliff: Option<Cliff>,
    /// The stress test.
    pub stress: Stress,
    /// The program that is played, when it is known.
    pub program: Option<Program>,
}

/// A run without what moves its end.
#[derive(Clone, Debug)]
pub struct Cliff {
    /// What is left out, in words.
    pub movers: Vec<&'static str>,
    /// The run.
    pub player: Player,
}

/// A program and what the analyzer says of it.
#[derive(Clone, Debug)]
pub struct Program {
    /// Name of its file.
    pub path: String,
    /// Its text.
    pub text: Rc<str>,
    /// What it needs around it: imports, and names of its module. They are analysed with it.
    pub around: &'static str,
    /// The report, once it has come.
    pub report: Option<Rc<FileReport>>,
}

impl PartialEq for Aside {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(two)) => Rc::ptr_eq(one, two),
            (one, two) => one.is_none() && two.is_none(),
        }
    }
}

impl Aside {
    fn beside(&self) -> Option<&Beside> {
        self.0.as_ref()?.downcast_ref()
    }

    /// The run without what moves its end, if something does.
    pub fn cliff(&self) -> Option<&Cliff> {
        self.beside()?.cliff.as_ref()
    }

    /// The stress test, once a scenario is open.
    pub fn stress(&self) -> Option<&Stress> {
        Some(&self.beside()?.stress)
    }

    /// The program that is played, when it is known.
    pub fn program(&self) -> Option<&Program> {
        self.beside()?.program.as_ref()
    }

    /// Changes it.
    pub(super) fn change(&mut self, how: impl FnOnce(&mut Beside)) {
        let mut beside = self.beside().cloned().unwrap_or_default();
        how(&mut beside);
        self.0 = Some(Rc::new(beside));
    }
}

impl Program {
    /// The program at the head of a preset.
    fn of_preset(index: usize) -> Option<Self> {
        let preset = PRESETS.get(index)?;
        Some(Self {
            path: format!("{}.py", preset.id),
            text: preset.program.into(),
            around: preset.around,
            report: None,
        })
    }

    /// The program with what it needs, as one file. What is around it comes last, so that the
    /// program's lines keep their numbers.
    fn file(&self) -> String {
        format!("{}\n{}", self.text, self.around)
    }

    /// Lines of findings that the scenario plays, ascending.
    pub fn lines_found(&self, before: &Scenario) -> Vec<u32> {
        let leaking = leaking_lines(before);
        let findings = self.report.iter().flat_map(|report| &report.findings);
        let mut lines: Vec<u32> = findings
            .map(|finding| finding.line)
            .filter(|line| leaking.contains(line))
            .collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

impl Simulate {
    /// Another scenario is opened: its program, and a test of its own.
    pub(super) fn open_aside(&mut self) {
        let program = match &self.origin {
            Origin::Preset(index) => Program::of_preset(*index),
            Origin::Finding(watched) => Some(Program {
                path: watched.path.clone(),
                text: Rc::clone(&watched.text),
                around: "",
                report: Some(Rc::new(watched.all.report.clone())),
            }),
            Origin::Link(code) => code.as_ref().map(|code| Program {
                path: code.path.clone(),
                text: code.text.as_str().into(),
                around: "",
                report: None,
            }),
        };
        let stress = Stress::of(&self.player.scenario, self.is_a_test());
        self.aside.change(|beside| {
            beside.program = program;
            beside.stress = stress;
        });
    }

    /// The run has started anew: so does what stands beside it.
    pub(super) fn start_aside(&mut self) {
        let run = self.player.run;
        let cliff =
            unmoved(&self.player.scenario, &self.before).map(|Unmoved { scenario, movers }| {
                Cliff {
                    movers,
                    player: Player::new(scenario, run),
                }
            });
        let (scenario, is_test) = (Rc::clone(&self.player.scenario), self.is_a_test());
        self.aside.change(|beside| {
            beside.cliff = cliff;
            beside.stress.start(&scenario, is_test, run);
        });
    }

    /// Whether what is played is a stress test itself.
    pub(super) fn is_a_test(&self) -> bool {
        /// The preset that is one.
        const TEST: &str = "stress-test";
        let is_named = match self.origin {
            Origin::Preset(index) => PRESETS.get(index).is_some_and(|preset| preset.id == TEST),
            Origin::Finding(_) | Origin::Link(_) => false,
        };
        is_named || self.player.scenario.rate >= 19.99 * self.before.rate
    }

    /// The frames of the run without what moves its end that are wanted: as far as the run itself.
    pub(in crate::app::model) fn wants_cliff(&self) -> Option<Play> {
        let cliff = self.aside.cliff()?;
        let mut player = cliff.player.clone();
        let ahead = match self.player.motion {
            Motion::Playing => self.player.speed,
            Motion::Paused => 0.0,
        };
        player.seek(self.player.head + ahead);
        player.wants()
    }
}

impl Model {
    /// Has the program analysed, if that was not done.
    pub(super) fn ask_analysis(&mut self, effects: &mut Vec<Effect>) {
        let Some(program) = self.simulate.aside.program() else {
            return;
        };
        if program.report.is_some() || self.queue.is_busy(Lane::Analyse) {
            return;
        }
        let job = Job::Analyse {
            of: self.simulate.opened,
            path: program.path.clone(),
            text: program.file(),
        };
        self.work(effects, |queue, work| {
            queue.submit(Lane::Analyse, job, work);
        });
    }

    /// A program has been analysed.
    pub(in crate::app::model) fn analysed(
        &mut self,
        analysed: Analysed,
        effects: &mut Vec<Effect>,
    ) {
        let page = &mut self.simulate;
        if page.opened == analysed.of {
            let report = Rc::new(analysed.report);
            page.aside.change(|beside| {
                if let Some(program) = &mut beside.program {
                    program.report = Some(report);
                }
            });
        }
        self.ask_analysis(effects);
    }
}
