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
mod frames;
mod lexed;
mod log;
mod map;
mod margin;
mod markup;
mod notebook;
mod numbers;
mod page;
mod prompts;
mod prose;
mod python2;
mod quoted;
mod quotes;
mod says;
mod shell;
mod spaces;
mod strings;
mod text_around;
mod traceback;
mod typography;
mod wrapped;

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
const LAYERS: [(Layer, Cuts); 19] = [
    (Layer::Notebook, notebook::cuts),
    (Layer::String, quoted::cuts),
    (Layer::Spaces, spaces::cuts),
    (Layer::Markup, markup::cuts),
    (Layer::Conflict, conflict::cuts),
    (Layer::Fences, fences::cuts),
    (Layer::Frame, frames::cuts),
    (Layer::Log, log::cuts),
    (Layer::Diff, diff::cuts),
    (Layer::Quotes, quotes::cuts),
    (Layer::Numbers, numbers::cuts),
    (Layer::Traceback, traceback::cuts),
    (Layer::Prompts, prompts::cuts),
    (Layer::Shell, shell::cuts),
    (Layer::Typography, typography::cuts),
    (Layer::Text, text_around::cuts),
    (Layer::Python2, python2::cuts),
    (Layer::Wrapped, wrapped::cuts),
    (Layer::Margin, margin::cuts),
];

/// Reads a text through to its program, if there is something around it; `parsed` is what it means as it
/// is.
pub fn read(text: &str, parsed: &Parsed) -> Option<Reading> {
    let is_notebook = notebook::is_likely(text);
    let is_packed = is_notebook || quoted::is_likely(text);
    let largest = if is_notebook {
        LARGEST_NOTEBOOK
    } else {
        LARGEST
    };
    if text.len() > largest {
        return None;
    }
    if parsed.problems.is_empty() && !is_notebook && hidden(text).is_empty() {
        return None;
    }
    let is_long = |line: &str| line.len() > LONGEST_LINE;
    if !is_packed && text.split(['\n', '\r']).any(is_long) {
        return None;
    }
    let reading = peel(text, parsed)?;
    is_better(&reading, text, parsed).then_some(reading)
}

/// The layers that may be in a text with which nothing is wrong.
fn hidden(text: &str) -> Vec<Layer> {
    let mut layers = Vec::new();
    layers.extend(spaces::are_odd(text).then_some(Layer::Spaces));
    layers.extend(prompts::is_ipython(text).then_some(Layer::Prompts));
    layers.extend(quoted::is_likely(text).then_some(Layer::String));
    layers
}

/// Takes off layer after layer, until what remains is Python.
fn peel(text: &str, parsed: &Parsed) -> Option<Reading> {
    let mut peeling = Peeling {
        map: Map::of(text),
        now: text.to_owned(),
        problems: parsed.problems.len(),
        passed: Vec::new(),
    };
    peeling.peel(Guesses::Each);
    if peeling.problems > 0 {
        let mut further = peeling.clone();
        further.peel(Guesses::All);
        if is_far_less(further.problems, peeling.problems) {
            peeling = further;
        }
    }
    if peeling.passed.is_empty() {
        return None;
    }
    Some(Reading {
        parsed: syntax::parse(&peeling.now),
        text: peeling.now,
        passed: peeling.passed,
        map: peeling.map,
    })
}

/// A text some of whose layers were taken off.
#[derive(Clone)]
struct Peeling {
    map: Map,
    /// What remains.
    now: String,
    /// How much is wrong with it.
    problems: usize,
    passed: Vec<Passed>,
}

/// Which layers are taken off of those that a mistake in a program may look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guesses {
    /// Each without which far less is wrong.
    Each,
    /// All: together they may be worth what none is alone.
    All,
}

impl Peeling {
    fn peel(&mut self, guesses: Guesses) {
        while self.passed.len() < MOST_LAYERS {
            let Some((layer, cuts)) = self.next(guesses) else {
                return;
            };
            let places = cuts.iter().map(|it| self.map.back(it.range)).collect();
            self.passed.push(Passed { layer, places });
            self.map = self.map.then(&cuts);
            self.now = apply(&self.now, &cuts);
            self.problems = syntax::parse(&self.now).problems.len();
        }
    }

    /// The outermost layer that is found.
    fn next(&self, guesses: Guesses) -> Option<(Layer, Vec<Replacement>)> {
        let page = Page::new(&self.now);
        let hidden = hidden(&self.now);
        let is_left =
            |layer: Layer| layer == Layer::Notebook || self.problems > 0 || hidden.contains(&layer);
        let allowed = LAYERS
            .iter()
            .filter(|(layer, _)| self.may_come(*layer) && is_left(*layer));
        let mut found = allowed.map(|(layer, cuts)| (*layer, cuts(&page)));
        found.find(|(layer, cuts)| {
            let is_taken = guesses == Guesses::All || !is_guess(*layer);
            !cuts.is_empty() && (is_taken || self.is_worth_it(cuts))
        })
    }

    /// A notebook is looked for in the text as it was pasted; nothing is taken off more than three times.
    fn may_come(&self, layer: Layer) -> bool {
        let times = self.passed.iter().filter(|it| it.layer == layer).count();
        times < 3 && (layer != Layer::Notebook || self.passed.is_empty())
    }

    /// Whether far less is wrong without such a layer.
    fn is_worth_it(&self, cuts: &[Replacement]) -> bool {
        let after = syntax::parse(&apply(&self.now, cuts)).problems.len();
        is_far_less(after, self.problems)
    }
}

/// Whether a layer is one that a mistake in a program may look like.
fn is_guess(layer: Layer) -> bool {
    matches!(
        layer,
        Layer::Python2 | Layer::Wrapped | Layer::Margin | Layer::Text
    )
}

fn is_far_less(after: usize, before: usize) -> bool {
    after < before && (after == 0 || after * 4 <= before)
}

/// Whether less is wrong with what is read than with the text as it is.
fn is_better(reading: &Reading, text: &str, parsed: &Parsed) -> bool {
    let (before, after) = (parsed.problems.len(), reading.parsed.problems.len());
    let has_layer = |layer| reading.passed.iter().any(|it| it.layer == layer);
    // As it is, it is an object, or annotations: what was typed into it may be wrong all the same.
    let is_whole = has_layer(Layer::Notebook) || has_layer(Layer::String);
    if is_whole || (before == 0 && has_layer(Layer::Prompts)) {
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
