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
use crate::lessons::{self, Problem};
use crate::protocol::{self, Analysed, Exam, Job, Judged, Reply, Request, Response};
use crate::reference::{self, gloss};
use file::Files;

/// What lives from one request to the next.
#[derive(Default)]
pub struct Engine {
    files: Files,
}

/// Milliseconds that somebody who types would not notice.
const MOMENT: f64 = 40.0;

/// Milliseconds since some moment.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// What a lesson's file says and is not so, in order of its lines, as far as that can be found out without
/// Python.
pub fn claims(text: &str) -> Vec<Problem> {
    let mut problems = lessons::verify(text);
    problems.extend(reference::unknown(text));
    problems.sort_by_key(|problem| problem.line);
    problems
}

/// Answers what the judge is asked.
pub fn sit(exam: Exam) -> Judged {
    match exam {
        Exam::Program { exercise, text } => {
            Judged::Program(Box::new(lessons::judge(&exercise, &text)))
        }
        Exam::Lesson { text } => Judged::Lesson(lessons::open(&text).map(|mut opened| {
            gloss(&mut opened);
            Box::new(opened)
        })),
        Exam::Claims { text } => Judged::Claims(claims(&text)),
    }
}

impl Engine {
    /// Answers a request, in one or more parts. A request to fail has no answer: whoever hosts the
    /// engine sees to that; nor has one that is another worker's.
    pub fn answer(&mut self, request: Request, now: Clock<'_>, mut tell: impl FnMut(Response)) {
        let Request { id, job } = request;
        let mut respond = |reply, last| tell(Response { id, last, reply });
        match job {
            Job::Hello => respond(Reply::Hello(protocol::VERSION), true),
            Job::Check(draft) => {
                let start = now();
                // Findings only; fixes and the simulator's paths take longer and are asked for.
                let report = Box::new(self.files.of(&draft).sketch(draft));
                let took = now() - start;
                respond(Reply::Checked { report, took }, true);
            }
            Job::Detail { draft, first } => {
                let start = now();
                let may_go_on = || now() - start < MOMENT;
                let further = self.files.of(&draft).detail(draft, first, may_go_on);
                respond(Reply::Detailed(further), true);
            }
            Job::Repair(draft) => {
                let repairs = self.files.of(&draft).repairs(draft);
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
    use crate::protocol::Draft;

    const LEAKY: &str = "def f(p):\n    h = open(p)\n    return h.read()\n";

    fn answers(engine: &mut Engine, job: Job) -> Vec<Response> {
        let mut heard = Vec::new();
        engine.answer(Request { id: 4, job }, &|| 0.0, |it| heard.push(it));
        heard
    }

    fn draft(text: &str) -> Draft {
        Draft {
            path: "a.py".into(),
            text: text.into(),
            options: Options::default(),
        }
    }

    #[test]
    fn findings_come_before_their_fixes() {
        let mut engine = Engine::default();
        let job = Job::Check(draft(LEAKY));
        let heard = answers(&mut engine, job);
        let Reply::Checked { report, .. } = &heard[0].reply else {
            panic!("it is checked");
        };
        assert!(heard[0].last && report.findings.len() == 1 && report.findings[0].fixes.is_empty());
        let detail = |first| Job::Detail {
            draft: draft(LEAKY),
            first,
        };
        let further = |heard: &[Response]| match &heard[0].reply {
            Reply::Detailed(further) => (further.details.len(), further.has_more),
            _ => panic!("it has details"),
        };
        assert_eq!(further(&answers(&mut engine, detail(None))), (1, false));
        assert_eq!(further(&answers(&mut engine, detail(None))), (0, false));
        // An engine that was started anew has not seen the text.
        assert_eq!(
            further(&answers(&mut Engine::default(), detail(Some(0)))),
            (1, false)
        );
    }

    #[test]
    fn what_is_looked_at_comes_first_and_the_rest_in_moments() {
        let functions = (0..5).map(|n| LEAKY.replace("f(", &format!("f{n}(")));
        let text: String = functions.collect();
        let mut engine = Engine::default();
        let time = std::cell::Cell::new(0.0);
        let mut first = Vec::new();
        loop {
            let job = Job::Detail {
                draft: draft(&text),
                first: Some(3),
            };
            let slow = || {
                time.set(time.get() + MOMENT);
                time.get()
            };
            let mut more = false;
            engine.answer(Request { id: 1, job }, &slow, |it| {
                if let Reply::Detailed(further) = it.reply {
                    first.extend(further.details.iter().map(|detail| detail.finding));
                    more = further.has_more;
                }
            });
            if !more {
                break;
            }
        }
        assert_eq!(first, [3, 0, 1, 2, 4]);
    }

    #[test]
    fn fixes_are_made_for_a_text_that_was_never_seen() {
        let text = format!("{LEAKY}\n\n{}", LEAKY.replace("f(", "g("));
        let heard = answers(&mut Engine::default(), Job::Repair(draft(&text)));
        assert!(
            matches!(&heard[..], [Response { reply: Reply::Repaired(all), .. }] if all[0].count == 2)
        );
    }
}
