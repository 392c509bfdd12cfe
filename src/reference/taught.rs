//! Which lessons teach an entry of the reference: from everything that can be looked up there is a way to a
//! lesson, and each lesson names the way back.

use super::{ErrorEntry, Reference, ResourceEntry};
use crate::lessons::course::Entry;

/// How many lessons an entry names at most.
const MOST: usize = 3;
/// What the lesson covers that everything else builds on.
const BASIS: &str = "what-is-a-leak";

/// Lessons, and how near they are to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taught<'c> {
    /// How near.
    pub nearness: Nearness,
    /// The lessons, in the order of the course; at least one where there is a course.
    pub lessons: Vec<&'c Entry>,
}

/// How near a lesson is to what is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// It is what the lesson teaches.
    Itself,
    /// The lesson teaches another of its family, or another that ends in the same.
    Alike,
    /// The lesson teaches what is behind every one of them.
    Idea,
}

/// The lessons on a rule.
pub fn rule<'c>(course: &'c [Entry], id: &str) -> Taught<'c> {
    let itself = teaching(course, |entry| has(&entry.front.rules, id));
    nearest(course, [(Nearness::Itself, itself)])
}

/// The lessons on a resource.
pub fn resource<'c>(course: &'c [Entry], reference: &Reference, of: &ResourceEntry) -> Taught<'c> {
    let on = |is_it: &dyn Fn(&ResourceEntry) -> bool| on_any(course, reference, is_it);
    nearest(
        course,
        [
            (Nearness::Itself, on(&|other| other.kind == of.kind)),
            (Nearness::Alike, on(&|other| other.family == of.family)),
            (Nearness::Alike, on(&|other| other.error == of.error)),
            (Nearness::Alike, on(&|other| other.exhausts == of.exhausts)),
        ],
    )
}

/// The lessons on an error.
pub fn error<'c>(course: &'c [Entry], reference: &Reference, of: &ErrorEntry) -> Taught<'c> {
    let itself = teaching(course, |entry| has(&entry.front.errors, &of.title));
    let is_from = |other: &ResourceEntry| of.from.iter().any(|(id, _)| *id == other.id);
    let sources = reference.resources.iter().filter(|it| is_from(it));
    let used_up: Vec<&str> = sources.map(|it| it.exhausts.as_str()).collect();
    let like = |other: &ResourceEntry| used_up.contains(&other.exhausts.as_str());
    nearest(
        course,
        [
            (Nearness::Itself, itself),
            (Nearness::Alike, on_any(course, reference, &is_from)),
            (Nearness::Alike, on_any(course, reference, &like)),
        ],
    )
}

/// The lessons that explain a word.
pub fn word<'c>(course: &'c [Entry], title: &str) -> Taught<'c> {
    let itself = teaching(course, |entry| has(&entry.front.words, title));
    nearest(course, [(Nearness::Itself, itself)])
}

/// The lessons on any of some resources.
fn on_any<'c>(
    course: &'c [Entry],
    reference: &Reference,
    is_wanted: &dyn Fn(&ResourceEntry) -> bool,
) -> Vec<&'c Entry> {
    let wanted = reference.resources.iter().filter(|it| is_wanted(it));
    let kinds: Vec<&str> = wanted.map(|it| it.kind.as_str()).collect();
    teaching(course, |entry| {
        kinds.iter().any(|kind| has(&entry.front.resources, kind))
    })
}

fn has(all: &[String], wanted: &str) -> bool {
    all.iter().any(|each| each == wanted)
}

fn teaching(course: &[Entry], is_it: impl Fn(&Entry) -> bool) -> Vec<&Entry> {
    course
        .iter()
        .filter(|entry| is_it(entry))
        .take(MOST)
        .collect()
}

/// The first of these that has any lessons; if none has, the lesson that everything builds on.
fn nearest<'c, const N: usize>(
    course: &'c [Entry],
    found: [(Nearness, Vec<&'c Entry>); N],
) -> Taught<'c> {
    let basis = || {
        (
            Nearness::Idea,
            teaching(course, |entry| has(&entry.front.covers, BASIS)),
        )
    };
    let mut found = found.into_iter();
    let (nearness, lessons) = found
        .find(|(_, lessons)| !lessons.is_empty())
        .unwrap_or_else(basis);
    Taught { nearness, lessons }
}
