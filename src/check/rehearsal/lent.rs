//! What is lent, and what is given back: once, and to where it came from.

use super::machine::Machine;
use super::value::{Back, Error, Kind, Method, State, Thing, V};
use super::{Fault, FaultKind};

impl Machine<'_> {
    /// A method that releases what it belongs to, or what it is given.
    pub(super) fn release(
        &mut self,
        state: &mut State,
        base: &V,
        Method { name, values, line }: Method<'_>,
        back: &Back,
    ) -> Option<bool> {
        if matches!(base.kind, Kind::View(_)) {
            return None;
        }
        let own = handle(state, base);
        if own.is_none() && values.is_empty() && closes(name) {
            self.closes_lender(state, base, line);
        }
        let at = match own {
            Some(at) if self.is_released_by(state, at, name) => at,
            Some(_) => return None,
            None if releases(name) => match taken(state, base, name) {
                Some(at) => at,
                None => values.iter().find_map(|value| handle(state, value))?,
            },
            None => return None,
        };
        if own.is_none() && is_taken(state, at) && !is_held(state, at) {
            return Some(self.refuse_back(state, FaultKind::GivenBackTwice, (at, line)));
        }
        if own.is_none()
            && is_given_back(name)
            && let Some(kind) = misused(state, at, base)
        {
            return Some(self.refuse_back(state, kind, (at, line)));
        }
        if let Some(Thing::Handle {
            is_open,
            is_back,
            until,
            ..
        }) = state.things.get_mut(at)
        {
            (*is_open, *until) = (false, line);
            *is_back |= own.is_none() && is_given_back(name);
        }
        // What else releases it gives something: `communicate`.
        releases(name).then(|| self.give(state, back.clone(), V::none()))
    }

    /// Notes that something of the module is closed from which this function borrows, as others do.
    fn closes_lender(&self, state: &mut State, base: &V, line: u32) {
        let Some(module) = state.envs.first() else {
            return;
        };
        let is_lent = |thing: &Thing| match thing {
            Thing::Handle {
                lender: Some((lender, by)),
                line,
                ..
            } if by != "acquire" && is_one(lender, base) => Some(*line),
            _ => None,
        };
        let is_of_module = module.vars.iter().flatten().any(|it| is_one(it, base));
        if let Some(of) = state
            .things
            .iter()
            .find_map(is_lent)
            .filter(|_| is_of_module)
        {
            let fault = Fault::at(FaultKind::ClosedLender, line, of);
            state.faults.push(fault);
        }
    }

    /// The end of a `with` whose manager lends something; false when the way has ended.
    pub(super) fn release_lent(&mut self, state: &mut State, at: usize) -> bool {
        let Some(Thing::Handle {
            is_open,
            is_back,
            lender,
            ..
        }) = state.things.get_mut(at)
        else {
            return true;
        };
        *is_open = false;
        let is_lent_here = matches!(lender, Some((_, by)) if by == "connection");
        if *is_back && is_lent_here {
            return self.refuse_back(state, FaultKind::GivenBackTwice, (at, 0));
        }
        true
    }

    /// Who lends refuses what is not lent, or not by them.
    fn refuse_back(
        &mut self,
        state: &mut State,
        kind: FaultKind,
        (at, line): (usize, u32),
    ) -> bool {
        let of = match state.things.get(at) {
            Some(Thing::Handle { line, .. }) => *line,
            _ => line,
        };
        // A callback has no line of its own.
        let line = if line > 0 { line } else { of };
        state.faults.push(Fault::at(kind, line, of));
        self.raise(state, Error::own("ValueError"))
    }
}

/// What was taken from a lock and is released by it: the last time that it was.
fn taken(state: &State, base: &V, name: &str) -> Option<usize> {
    let is_it = |thing: &Thing| match thing {
        Thing::Handle {
            lender: Some((lender, by)),
            ..
        } => by == "acquire" && is_one(lender, base),
        _ => false,
    };
    (name == "release").then(|| state.things.iter().rposition(is_it))?
}

/// Whether it is a lock that was taken.
fn is_taken(state: &State, at: usize) -> bool {
    let thing = state.things.get(at);
    matches!(thing, Some(Thing::Handle { lender: Some((_, by)), resource, .. }) if by == "acquire" && resource == "lock")
}

fn is_held(state: &State, at: usize) -> bool {
    matches!(
        state.things.get(at),
        Some(Thing::Handle { is_open: true, .. })
    )
}

/// Whether two values are certainly the same thing.
fn is_one(one: &V, other: &V) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Thing(one), Kind::Thing(other)) => one == other,
        (Kind::Instance(one), Kind::Instance(other)) => one == other,
        _ => false,
    }
}

/// What is wrong with giving a handle to something.
fn misused(state: &State, at: usize, to: &V) -> Option<FaultKind> {
    match state.things.get(at)? {
        Thing::Handle {
            lender: Some((lender, _)),
            ..
        } if is_another(lender, to) => Some(FaultKind::GivenToAnother),
        Thing::Handle { is_back: true, .. } => Some(FaultKind::GivenBackTwice),
        _ => None,
    }
}

/// Whether two values are certainly not the same thing.
fn is_another(one: &V, other: &V) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Thing(one), Kind::Thing(other)) => one != other,
        (Kind::Instance(one), Kind::Instance(other)) => one != other,
        (Kind::Thing(_), Kind::Instance(_)) | (Kind::Instance(_), Kind::Thing(_)) => true,
        _ => false,
    }
}

fn handle(state: &State, value: &V) -> Option<usize> {
    match value.kind {
        Kind::Thing(at) if matches!(state.things.get(at), Some(Thing::Handle { .. })) => Some(at),
        _ => None,
    }
}

pub(super) fn releases(name: &str) -> bool {
    is_given_back(name)
        || matches!(
            name,
            "close" | "release" | "shutdown" | "aclose" | "__exit__"
        )
}

/// Methods that end who lends.
fn closes(name: &str) -> bool {
    matches!(name, "close" | "closeall" | "dispose" | "terminate")
}

/// Methods of who lends; a second time is an error.
fn is_given_back(name: &str) -> bool {
    matches!(name, "putconn" | "put" | "give_back")
}
