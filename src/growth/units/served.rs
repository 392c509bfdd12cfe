//! Signs that a function runs for each of what comes, and not where a program begins.

use super::{Runs, UnitId, Units, last_name};
use crate::growth::holders::is_of_the_beginning;
use crate::growth::keys::Space;
use crate::growth::spots::is_endless;
use crate::growth::words;
use crate::syntax::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit;
use crate::text::Range;
use rustc_hash::FxHashSet;

impl<'a> Units<'a> {
    /// Whether a file is a script that does what it is for and ends: it works when it is run itself, nothing in it goes
    /// on without an end, and it calls nothing by the names of what serves, waits or goes on.
    pub fn is_a_script_that_ends(&self) -> bool {
        const GOING_ON: &[&str] = &[
            "accept",
            "consume",
            "exec_",
            "listen",
            "loop_forever",
            "input",
            "mainloop",
            "readline",
            "recv",
            "run",
            "run_app",
            "run_forever",
            "run_polling",
            "serve",
            "serve_forever",
            "spin",
            "start",
            "start_consuming",
            "start_polling",
            "watch",
        ];
        let is_run = self.text.contains("__name__ ==") && self.text.contains("__main__");
        let goes_on = |it: &Expr| match &it.kind {
            ExprKind::Call { func, .. } => {
                last_name(func).is_some_and(|name| GOING_ON.contains(&name))
            }
            ExprKind::Attribute { attr, .. } => attr == "stdin",
            _ => false,
        };
        let mut spots = self.all.iter().flat_map(|it| &it.spots);
        is_run && !spots.any(|it| has_no_end(it.stmt) || visit::mentions(it.stmt, &goes_on))
    }

    /// Whether there is a sign that a unit runs for each of what comes: something that does calls it, it is given
    /// what comes with a call, or it is called like what answers; and not like what is done at the beginning.
    pub fn is_served(&self, unit: UnitId) -> bool {
        let mut seen = FxHashSet::default();
        let mut pending = vec![unit];
        while let Some(id) = pending.pop() {
            if !seen.insert(id) {
                continue;
            }
            if self.answers(id) {
                return true;
            }
            for caller in self.mentions.get(self.called(id)).into_iter().flatten() {
                if caller.is_call && caller.is_endless && caller.unit != id {
                    return true;
                }
                if caller.is_call && self.runs(caller.unit) == Runs::Often {
                    pending.push(caller.unit);
                }
            }
        }
        false
    }

    /// What has to be called from outside of the file, again and again, for a unit to run often; nothing if something in
    /// the file does that.
    pub fn presumed_often(&self, unit: UnitId) -> Vec<String> {
        /// Most units that are gone through; where there are more, the unit itself is asked for.
        const MOST: usize = 64;
        let mut seen = FxHashSet::default();
        let mut pending = vec![unit];
        let mut outermost = Vec::new();
        while let Some(id) = pending.pop() {
            let it = &self.all[id];
            let Some(function) = it.function.filter(|_| seen.insert(id)) else {
                continue;
            };
            if seen.len() > MOST {
                return vec![self.called(unit).to_owned()];
            }
            let mentions = self.mentions_of(it).into_iter();
            let others: Vec<_> = mentions.filter(|it| it.unit != id).collect();
            let is_endless = others.iter().any(|it| it.is_endless);
            let comes_in = function.decorators.iter().any(is_routing) || self.is_told(id);
            if is_endless || comes_in {
                return Vec::new();
            }
            // Who is given it calls it, and how often that is has to be asked for by its name.
            if others.iter().any(|it| !it.is_call) {
                outermost.push(self.called(id).to_owned());
            }
            match (&others[..], it.parent) {
                ([], Some(parent)) if parent > 0 && it.class.is_none() => pending.push(parent),
                ([], _) => outermost.push(self.called(id).to_owned()),
                _ => {
                    let often = others.iter().filter(|it| self.runs(it.unit) == Runs::Often);
                    pending.extend(often.map(|it| it.unit));
                }
            }
        }
        outermost
    }

    /// Whether others call a method for each of what comes in: that of a thread, of a view or of what handles messages,
    /// by the class that it inherits from.
    fn is_told(&self, unit: UnitId) -> bool {
        const RUNNING: &[&str] = &["Process", "Thread"];
        const ANSWERING: &[&str] = &[
            "Cog", "Consumer", "Endpoint", "Handler", "Resource", "Servicer", "View", "ViewSet",
        ];
        let it = &self.all[unit];
        let bases = it.class.into_iter().flat_map(|class| &class.bases);
        let mut bases = bases.filter_map(last_name);
        let ends: &[&str] = match it.name() {
            "run" => RUNNING,
            name if name.starts_with('_') || is_of_the_beginning(name) => &[],
            _ => ANSWERING,
        };
        bases.any(|base| ends.iter().any(|it| base.ends_with(it)))
    }

    /// What a unit is called by: what makes an object, by its class.
    fn called(&self, unit: UnitId) -> &'a str {
        let it = &self.all[unit];
        let makes = matches!(it.name(), "__init__" | "__new__" | "__post_init__");
        match it.class.filter(|_| makes) {
            Some(class) => &class.name,
            None => it.name(),
        }
    }

    /// Whether a unit itself is given something with each call, or is called like what answers.
    fn answers(&self, unit: UnitId) -> bool {
        const ANSWERING: &[&str] = &[
            "answer", "capture", "check", "consume", "crawl", "delete", "deliver", "dispatch",
            "do", "emit", "evaluate", "execute", "feed", "fetch", "get", "grade", "handle",
            "handler", "invoke", "learn", "notify", "on", "poll", "post", "predict", "process",
            "publish", "put", "query", "receive", "recv", "refresh", "reload", "render", "reply",
            "request", "respond", "run", "save", "scan", "scrape", "search", "send", "serve",
            "show", "step", "submit", "sync", "tick", "touch", "track", "train", "upload", "view",
            "visit", "work",
        ];
        let function = self.all[unit].function.into_iter();
        let mut given = function.flat_map(|it| &it.params);
        let own = self.all[unit].this();
        let is_work = self.all[unit].class.is_none() && self.gives(unit);
        let is_given = given.any(|param| {
            let is_open = words::of_a_name(&param.name) == Space::Open;
            is_open || (is_work && own != Some(param.name.as_str()))
        });
        let name = self.called(unit).trim_start_matches('_');
        let first = name.split('_').next().unwrap_or(name);
        let begins = ["create", "make", "add"].contains(&first) || self.installs(unit);
        let is_a_view =
            (self.all[unit].function).is_some_and(|it| it.decorators.iter().any(is_routing));
        let is_answer = ANSWERING.contains(&first) || name == "acquire";
        is_a_view || (!begins && (is_given || is_answer))
    }

    /// Whether a function gives something back.
    fn gives(&self, unit: UnitId) -> bool {
        let spots = &self.all[unit].spots;
        spots
            .iter()
            .any(|spot| matches!(spot.stmt.kind, StmtKind::Return(Some(_))))
    }

    /// Whether a function is called like what is done once, where a program begins.
    pub fn installs(&self, unit: UnitId) -> bool {
        const INSTALLING: &[&str] = &[
            "activate",
            "apply",
            "attach",
            "bootstrap",
            "configure",
            "connect",
            "enable",
            "ensure",
            "get_logger",
            "init",
            "install",
            "instrument",
            "listen",
            "load",
            "main",
            "monkey",
            "patch",
            "register",
            "setup",
            "set_up",
            "start",
        ];
        let name = self.all[unit].name();
        let name = if name.starts_with("__") {
            ""
        } else {
            name.trim_start_matches('_')
        };
        let begins = ["boot", "init", "initialize", "ready", "setup", "startup"];
        INSTALLING.iter().any(|word| name.starts_with(word))
            || name.split('_').any(|word| begins.contains(&word))
    }

    /// Whether a method runs where its object begins to work, which is seldom: it is called like that, or only such
    /// methods of its class call it.
    pub fn is_of_the_start(&self, unit: UnitId) -> bool {
        const STARTING: &[&str] = &[
            "boot",
            "configure",
            "init",
            "initialize",
            "prepare",
            "set_up",
            "setup",
            "start",
        ];
        let starts = |id: UnitId| {
            let name = self.all[id].name().trim_start_matches('_');
            let is_told = |end: &str| name.starts_with("on_") && name.ends_with(end);
            let is_of_a_training = ["on_train_", "on_fit_"]
                .iter()
                .any(|it| name.starts_with(it));
            let mut words = STARTING.iter().filter_map(|word| name.strip_prefix(word));
            words.any(|rest| rest.is_empty() || rest.starts_with('_'))
                || is_of_a_training
                || ["_init", "_ready", "_startup"].into_iter().any(is_told)
        };
        let class = self.all[unit].class.map(|it| it.range);
        let mut callers = self.places_of(self.all[unit].name()).peekable();
        starts(unit)
            || self.is_of_what_is_made_at_the_start(unit)
            || (callers.peek().is_some()
                && class.is_some()
                && callers.all(|(id, _, _)| {
                    let its = self.all[id].class.map(|it| it.range);
                    its == class && (starts(id) || is_of_the_beginning(self.all[id].name()))
                }))
    }

    /// Whether only objects call a function while they are made, and those are made by others while these are made:
    /// what an application has.
    fn is_of_what_is_made_at_the_start(&self, unit: UnitId) -> bool {
        let is_first = |id: UnitId| is_of_the_beginning(self.all[id].name());
        let makers = |id: UnitId| self.calls_of(id).map(|(maker, _)| maker);
        let is_made_by_others = |(id, _, _): (UnitId, usize, Range)| {
            let mut makers = makers(id).peekable();
            is_first(id) && makers.peek().is_some() && makers.all(is_first)
        };
        let mut callers = self.places_of(self.all[unit].name()).peekable();
        callers.peek().is_some() && callers.all(is_made_by_others)
    }

    /// Whether a method runs only while its object is made: nothing calls it but what does.
    pub fn is_of_the_making(&self, unit: UnitId) -> bool {
        let Some(class) = self.all[unit].class else {
            return false;
        };
        let mut seen = FxHashSet::default();
        let mut pending = vec![unit];
        while let Some(id) = pending.pop() {
            let name = self.all[id].name();
            if !seen.insert(id) || is_of_the_beginning(name) {
                continue;
            }
            let callers = self.mentions.get(name).into_iter().flatten();
            let callers: Vec<_> = callers.filter(|it| it.unit != id).collect();
            let is_its = |of: UnitId| self.all[of].class.is_some_and(|it| it.range == class.range);
            let are_its = callers.iter().all(|it| it.is_call && is_its(it.unit));
            if !name.starts_with('_') || callers.is_empty() || !are_its {
                return false;
            }
            pending.extend(callers.iter().map(|it| it.unit));
        }
        true
    }
}

/// Whether a decorator gives a function to what calls it for each of what comes: `@app.route("/")`, `@bot.command`.
pub(in crate::growth) fn is_routing(decorator: &Expr) -> bool {
    const ROUTING: &[&str] = &[
        "callback",
        "command",
        "consumer",
        "delete",
        "errorhandler",
        "event",
        "get",
        "listen",
        "listener",
        "message_handler",
        "on",
        "on_event",
        "patch",
        "post",
        "put",
        "receiver",
        "route",
        "shared_task",
        "task",
        "websocket",
    ];
    last_name(decorator).is_some_and(|name| ROUTING.contains(&name))
}

/// Whether a statement is `while True:`, and nothing in it leaves it.
fn has_no_end(stmt: &Stmt) -> bool {
    fn leaves(body: &[Stmt], is_inner: bool) -> bool {
        body.iter().any(|stmt| match &stmt.kind {
            StmtKind::Return(_) => true,
            StmtKind::Break => !is_inner,
            StmtKind::Function(_) | StmtKind::Class(_) => false,
            kind => {
                let is_loop = matches!(kind, StmtKind::For { .. } | StmtKind::While { .. });
                let mut bodies = visit::bodies(stmt).into_iter();
                bodies.any(|it| leaves(it, is_inner || is_loop))
            }
        })
    }
    match &stmt.kind {
        StmtKind::While { test, body, .. } => is_endless(test) && !leaves(body, false),
        _ => false,
    }
}
