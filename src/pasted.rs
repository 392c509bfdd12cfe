//! Pasted text: Python as people find it, with prompts, line numbers, quotes or a diff's signs around it.
//!
//! Each kind of such a thing is a layer: a function that says what of a text is replaced so that the layer
//! is gone. Layers are taken off one after the other until none is found, and [`map`] keeps where what
//! remains stands in the text as it was pasted.
//!
//! What is Python is never touched: a layer is looked for only where the text as it is is not all Python,
//! and what remains is taken only if less of it is wrong. A mistake in a program stays a mistake.

mod conflict;
mod diff;
mod fences;
mod lexed;
mod map;
mod margin;
mod markup;
mod notebook;
mod numbers;
mod page;
mod prompts;
mod prose;
mod python2;
mod quotes;
mod says;
mod shell;
mod spaces;
mod text_around;
mod traceback;
mod typography;

use crate::edits::{Replacement, apply};
use crate::report::Layer;
use crate::syntax::{self, Parsed};
use crate::text::Range;
use map::Map;
pub use notebook::CellLine;
use page::Page;
pub use says::says;

/// Texts up to this many bytes are looked at, and notebooks up to the other: they hold pictures.
const LARGEST: usize = 1 << 20;
const LARGEST_NOTEBOOK: usize = 1 << 26;
/// Lines of code are not longer than this.
const LONGEST_LINE: usize = 8192;
/// How many layers are taken off one text.
const MOST_LAYERS: usize = 12;

/// A pasted text as it is read.
pub struct Reading {
    /// What is read.
    pub text: String,
    /// What it means.
    pub parsed: Parsed,
    /// What was read through.
    pub passed: Vec<Passed>,
    map: Map,
}

/// A layer that was read through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Which.
    pub layer: Layer,
    /// What of the pasted text it took away or changed, in order.
    pub places: Vec<Range>,
}

/// What a layer takes away.
type Cuts = fn(&Page<'_>) -> Vec<Replacement>;

/// The layers, outer ones first.
const LAYERS: [(Layer, Cuts); 15] = [
    (Layer::Notebook, notebook::cuts),
    (Layer::Spaces, spaces::cuts),
    (Layer::Markup, markup::cuts),
    (Layer::Conflict, conflict::cuts),
    (Layer::Fences, fences::cuts),
    (Layer::Diff, diff::cuts),
    (Layer::Quotes, quotes::cuts),
    (Layer::Numbers, numbers::cuts),
    (Layer::Traceback, traceback::cuts),
    (Layer::Prompts, prompts::cuts),
    (Layer::Shell, shell::cuts),
    (Layer::Typography, typography::cuts),
    (Layer::Text, text_around::cuts),
    (Layer::Python2, python2::cuts),
    (Layer::Margin, margin::cuts),
];

/// Reads a text through to its program, if there is something around it; `parsed` is what it means as it
/// is.
pub fn read(text: &str, parsed: &Parsed) -> Option<Reading> {
    let is_notebook = notebook::is_likely(text);
    let largest = if is_notebook {
        LARGEST_NOTEBOOK
    } else {
        LARGEST
    };
    if text.len() > largest {
        return None;
    }
    let is_python = parsed.problems.is_empty();
    if is_python && !is_notebook && !prompts::is_ipython(text) && !spaces::are_odd(text) {
        return None;
    }
    let is_long = |line: &str| line.len() > LONGEST_LINE;
    if !is_notebook && text.split(['\n', '\r']).any(is_long) {
        return None;
    }
    let reading = peel(text)?;
    is_better(&reading, text, parsed).then_some(reading)
}

/// Takes off layer after layer.
fn peel(text: &str) -> Option<Reading> {
    let mut map = Map::of(text);
    let mut now = text.to_owned();
    let mut passed: Vec<Passed> = Vec::new();
    while passed.len() < MOST_LAYERS {
        let page = Page::new(&now);
        let allowed = LAYERS.iter().filter(|(layer, _)| may_come(*layer, &passed));
        let mut found = allowed.map(|(layer, cuts)| (*layer, cuts(&page)));
        let is_found = |(layer, cuts): &(Layer, Vec<Replacement>)| {
            !cuts.is_empty() && (!is_guess(*layer) || is_worth_it(&now, cuts))
        };
        let Some((layer, cuts)) = found.find(is_found) else {
            break;
        };
        let places = cuts.iter().map(|it| map.back(it.range)).collect();
        passed.push(Passed { layer, places });
        map = map.then(&cuts);
        now = apply(&now, &cuts);
    }
    if passed.is_empty() {
        return None;
    }
    Some(Reading {
        parsed: syntax::parse(&now),
        text: now,
        passed,
        map,
    })
}

/// Whether a layer is one that a mistake in a program may look like.
fn is_guess(layer: Layer) -> bool {
    matches!(layer, Layer::Python2 | Layer::Margin | Layer::Text)
}

/// Whether far less is wrong without such a layer.
fn is_worth_it(text: &str, cuts: &[Replacement]) -> bool {
    let after = syntax::parse(&apply(text, cuts)).problems.len();
    after == 0 || after * 4 <= syntax::parse(text).problems.len()
}

/// A notebook is looked for in the text as it was pasted; nothing is taken off more than three times.
fn may_come(layer: Layer, passed: &[Passed]) -> bool {
    let times = passed.iter().filter(|it| it.layer == layer).count();
    times < 3 && (layer != Layer::Notebook || passed.is_empty())
}

/// Whether less is wrong with what is read than with the text as it is.
fn is_better(reading: &Reading, text: &str, parsed: &Parsed) -> bool {
    let (before, after) = (parsed.problems.len(), reading.parsed.problems.len());
    let has_layer = |layer| reading.passed.iter().any(|it| it.layer == layer);
    // As it is, it is an object, or annotations: what was typed into it may be wrong all the same.
    if has_layer(Layer::Notebook) || (before == 0 && has_layer(Layer::Prompts)) {
        return true;
    }
    after == 0 || after < before || syntax::damage(&reading.text) < syntax::damage(text)
}

impl Reading {
    /// Where a range of what is read stands in the pasted text.
    pub fn back(&self, range: Range) -> Range {
        self.map.back(range)
    }

    /// What makes the text that is read of the pasted one.
    pub fn replacements(&self) -> Vec<Replacement> {
        self.map.replacements(&self.text)
    }

    /// The lines of the cells of `text`, if it is a notebook.
    pub fn cells(&self, text: &str) -> Vec<CellLine> {
        match self.passed.first() {
            Some(first) if first.layer == Layer::Notebook => notebook::lines(text),
            _ => Vec::new(),
        }
    }
}
