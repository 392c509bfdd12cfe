//! The engine: answers what the page asks in [`protocol`](crate::protocol), and keeps what makes the
//! next answer quick.
//!
//! What needs no analyzer is done by the [`Helper`], in a worker and a module of its own, and so are
//! exercises judged ([`judge`](crate::lessons::judge)).
//!
//! It knows no browser: a worker, a test and the build hand it requests and a clock alike. Short work
//! is answered at once and in full; frames and runs of a simulation come as many as the clock allows,
//! so that other work never waits long.

mod file;
mod helper;
pub mod json;
mod stage;

pub use helper::Helper;

use crate::check::{Options, check};
use crate::protocol::{self, Analysed, Job, Reply, Request, Response};
use file::Files;

/// What lives from one request to the next.
#[derive(Default)]
pub struct Engine {
    files: Files,
}

/// Milliseconds since some moment.
pub type Clock<'a> = &'a dyn Fn() -> f64;

impl Engine {
    /// Answers a request, in one or more parts. A request to fail has no answer: whoever hosts the
    /// engine sees to that; nor has one that is another worker's.
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
            Job::Analyse { of, path, text } => {
                let report = check(&path, &text, &Options::default());
                respond(Reply::Analysed(Box::new(Analysed { of, report })), true);
            }
            Job::Extra(_) | Job::Judge(_) | Job::Fail(_) => {}
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
