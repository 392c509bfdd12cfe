//! The engine: answers what the page asks in [`protocol`](crate::protocol), and keeps what makes the
//! next answer quick.
//!
//! It knows no browser: a worker, a test and the build hand it requests and a clock alike. Short work
//! is answered at once and in full; frames and runs of a simulation come as many as the clock allows,
//! so that other work never waits long.

mod file;
pub mod json;
mod stage;

use crate::check::{Options, check};
use crate::lessons::{self, simulate::judge_run};
use crate::project::Project;
use crate::protocol::{self, Analysed, Extra, ExtraReply, Job, Reply, Request, Response, Which};
use file::Files;
use stage::{Stage, play_many};
use std::collections::HashMap;

/// What lives from one request to the next.
#[derive(Default)]
pub struct Engine {
    files: Files,
    stages: HashMap<Which, Stage>,
}

/// Milliseconds since some moment.
pub type Clock<'a> = &'a dyn Fn() -> f64;

impl Engine {
    /// Answers a request, in one or more parts. A request to fail has no answer: whoever hosts the
    /// engine sees to that.
    pub fn answer(&mut self, request: Request, now: Clock<'_>, mut tell: impl FnMut(Response)) {
        let Request { id, job } = request;
        let mut respond = |reply, last| tell(Response { id, last, reply });
        match job {
            Job::Hello => respond(Reply::Hello(protocol::VERSION), true),
            Job::Check {
                path,
                text,
                options,
            } => {
                let start = now();
                let file = self.files.of(&path, &options);
                // Findings first; fixes and the simulator's paths take longer.
                let report = file.sketch(&path, &text);
                let took = now() - start;
                respond(Reply::Checked { report, took }, false);
                let report = file.check(&path, text).clone();
                respond(Reply::Checked { report, took }, true);
            }
            Job::Repair {
                path,
                text,
                options,
            } => {
                let repairs = self.files.of(&path, &options).repairs(&path, text);
                respond(Reply::Repaired(repairs), true);
            }
            Job::Extra(extra) => respond(Reply::Extra(self.extra(extra, now)), true),
            Job::Fail(_) => {}
        }
    }

    /// The answer to extra work. A long piece of it is answered in parts.
    pub fn extra(&mut self, extra: Extra, now: Clock<'_>) -> ExtraReply {
        /// Milliseconds that one answer may take.
        const SLICE: f64 = 30.0;
        let start = now();
        let may_go_on = || now() - start < SLICE;
        match extra {
            Extra::Play(which, play) => {
                let stage = self.stages.entry(which).or_default();
                ExtraReply::Played(which, Box::new(stage.play(*play, may_go_on)))
            }
            Extra::PlayMany(many) => ExtraReply::PlayedMany(play_many(*many, may_go_on)),
            Extra::Analyse { of, path, text } => {
                let report = check(&path, &text, &Options::default());
                ExtraReply::Analysed(Box::new(Analysed { of, report }))
            }
            Extra::Judge { exercise, text } => {
                ExtraReply::Judged(Box::new(lessons::judge(&exercise, &text)))
            }
            Extra::Rehearse { goal, settings } => {
                ExtraReply::Rehearsed(Box::new(judge_run(&goal, &settings)))
            }
            Extra::ReadProject { text } => ExtraReply::Project(Project::read(&text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAKY: &str = "def f(p):\n    h = open(p)\n    return h.read()\n";

    fn answers(engine: &mut Engine, job: Job) -> Vec<Response> {
        let mut heard = Vec::new();
        engine.answer(Request { id: 4, job }, &|| 0.0, |it| heard.push(it));
        heard
    }

    #[test]
    fn findings_come_before_their_fixes() {
        let job = Job::Check {
            path: "a.py".into(),
            text: LEAKY.into(),
            options: Options::default(),
        };
        let heard = answers(&mut Engine::default(), job);
        let part = |it: &Response| match &it.reply {
            Reply::Checked { report, .. } => {
                let fixes = report.findings.iter().map(|finding| finding.fixes.len());
                Some((it.last, report.findings.len(), fixes.sum::<usize>() > 0))
            }
            _ => None,
        };
        let parts: Vec<_> = heard.iter().map(part).collect();
        assert_eq!(parts, [Some((false, 1, false)), Some((true, 1, true))]);
    }

    #[test]
    fn fixes_are_made_for_a_text_that_was_never_seen() {
        let text = format!("{LEAKY}\n\n{}", LEAKY.replace("f(", "g("));
        let job = Job::Repair {
            path: "a.py".into(),
            text,
            options: Options::default(),
        };
        let heard = answers(&mut Engine::default(), job);
        assert!(
            matches!(&heard[..], [Response { reply: Reply::Repaired(all), .. }] if all[0].count == 2)
        );
    }
}
