//! Words of the glossary in the text of lessons: marked, with what they mean beside them, so that nobody has to
//! leave a step for a word.

use super::{WordEntry, build};
use crate::lessons::{Opened, StepKind, html::escape};

/// Words that are everybody's: they are marked only where the text stresses them.
const EVERYDAY: [&str; 3] = ["acquire", "release", "transfer"];
/// Words that are never marked: they stand in every other sentence.
const COMMON: [&str; 2] = ["use", "leak"];
/// What nothing is marked inside of.
const KEPT: [&str; 9] = [
    "a", "code", "pre", "h1", "h2", "h3", "h4", "figure", "summary",
];
/// The styles of a word that is marked, and of what it means.
const TERM: &str = "term";
const SAYS: &str = "term-says";
/// What stresses a word.
const STRESS: [&str; 2] = ["em", "strong"];

/// A word, and the ways it is written.
struct Term {
    word: WordEntry,
    forms: Vec<String>,
    is_everyday: bool,
}

/// Marks in a lesson, once a step, each word of the glossary.
pub fn gloss(opened: &mut Opened) {
    let terms = terms();
    let lesson = &mut opened.lesson;
    let mut first = Glossing::new(&terms, "opening");
    first.mark(&mut lesson.opening);
    for step in &mut lesson.steps {
        let mut glossing = Glossing::new(&terms, &step.id);
        glossing.mark(&mut step.body);
        glossing.mark(&mut step.below);
        match &mut step.kind {
            StepKind::Read => {}
            StepKind::Ask(_, it) => glossing.mark(&mut it.reveal),
            StepKind::Estimate(it) => glossing.mark(&mut it.reveal),
            StepKind::Sketch(it) => glossing.mark(&mut it.reveal),
            StepKind::Exercise(it) => glossing.mark(&mut it.after),
            StepKind::Arrange(it) => glossing.mark(&mut it.exercise.after),
            StepKind::Run(it) => glossing.mark(&mut it.reveal),
            StepKind::Simulate(it) => glossing.mark(&mut it.reveal),
        }
        for again in &mut step.again {
            Glossing::new(&terms, &step.id).mark(&mut again.body);
        }
    }
}

fn terms() -> Vec<Term> {
    let words = build::words().into_iter();
    let all = words.filter_map(|word| {
        let title = word.title.to_lowercase();
        let is_everyday = EVERYDAY.contains(&title.as_str());
        let forms = match title.split_once(' ') {
            _ if COMMON.contains(&title.as_str()) => return None,
            _ if is_everyday => {
                let stem = title.trim_end_matches('e');
                let doubled = if stem.ends_with("fer") { "r" } else { "" };
                vec![
                    format!("{title}s"),
                    format!("{stem}{doubled}ed"),
                    title.clone(),
                ]
            }
            Some(("way", out)) => vec![format!("ways {out}"), title.clone()],
            _ => vec![format!("{title}s"), title.clone()],
        };
        Some(Term {
            word,
            forms,
            is_everyday,
        })
    });
    all.collect()
}

/// The marking of one step.
struct Glossing<'t> {
    /// The words that were not met yet.
    left: Vec<&'t Term>,
    /// What the names of its marks begin with.
    place: &'t str,
}

impl<'t> Glossing<'t> {
    fn new(terms: &'t [Term], place: &'t str) -> Self {
        Self {
            left: terms.iter().collect(),
            place,
        }
    }

    /// Marks what is met first of each word in some HTML.
    fn mark(&mut self, html: &mut String) {
        let mut out = String::with_capacity(html.len());
        let (mut kept, mut stress) = (0_usize, 0_usize);
        let mut rest = html.as_str();
        while let Some((text, after)) = rest.split_once('<') {
            self.text(text, kept > 0, stress > 0, &mut out);
            let (tag, after) = after.split_once('>').unwrap_or((after, ""));
            let (is_end, name) = match tag.strip_prefix('/') {
                Some(name) => (true, name),
                None => (false, tag),
            };
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
            let name = name.unwrap_or_default();
            for (names, depth) in [(&KEPT[..], &mut kept), (&STRESS[..], &mut stress)] {
                if names.contains(&name) {
                    *depth = match is_end {
                        true => depth.saturating_sub(1),
                        false => *depth + 1,
                    };
                }
            }
            out.push('<');
            out.push_str(tag);
            out.push('>');
            rest = after;
        }
        self.text(rest, kept > 0, stress > 0, &mut out);
        *html = out;
    }

    /// Writes a text, with the words in it that are marked.
    fn text(&mut self, text: &str, is_kept: bool, is_stressed: bool, out: &mut String) {
        let mut rest = text;
        while !is_kept && let Some((at, range)) = self.next(rest, is_stressed) {
            let term = self.left.remove(at);
            out.push_str(&rest[..range.start]);
            out.push_str(&marked(&rest[range.clone()], &term.word, self.place));
            rest = &rest[range.end..];
        }
        out.push_str(rest);
    }

    /// The first word to be marked: which, and where.
    fn next(&self, text: &str, is_stressed: bool) -> Option<(usize, std::ops::Range<usize>)> {
        let small = text.to_ascii_lowercase();
        let found = self.left.iter().enumerate().filter_map(|(at, term)| {
            if term.is_everyday && !is_stressed {
                return None;
            }
            let ranges = term.forms.iter().filter_map(|form| find(&small, form));
            Some((at, ranges.min_by_key(|range| range.start)?))
        });
        found.min_by_key(|(_, range)| range.start)
    }
}

/// Where a word stands by itself.
fn find(text: &str, word: &str) -> Option<std::ops::Range<usize>> {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let places = text.match_indices(word).map(|(at, _)| at..at + word.len());
    places
        .filter(|range| !is_part(text[..range.start].chars().next_back()))
        .find(|range| !is_part(text[range.end..].chars().next()))
}

fn marked(text: &str, word: &WordEntry, place: &str) -> String {
    let WordEntry {
        id,
        title,
        text: says,
    } = word;
    let name = escape(&format!("{place}-{id}"));
    let title = escape(title);
    let says = says.replace("<p>", "").replace("</p>", "");
    format!(
        r##"<span class="{TERM}" tabindex="0" aria-describedby="{name}">{text}<span class="{SAYS}" role="tooltip" id="{name}"><a href="#/reference/{id}">{title}</a> {says}</span></span>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glossed(html: &str) -> String {
        let terms = terms();
        let mut html = html.to_owned();
        Glossing::new(&terms, "here").mark(&mut html);
        html
    }

    #[test]
    fn a_word_is_marked_where_it_is_met_first() {
        let html = glossed("<p>Two descriptors, and a descriptor more.</p>");
        assert!(html.starts_with("<p>Two <span class=\"term\""), "{html}");
        assert!(html.contains(">descriptors<span"), "{html}");
        assert!(
            html.ends_with("</span></span>, and a descriptor more.</p>"),
            "{html}"
        );
        assert!(html.contains("href=\"#/reference/descriptor\""), "{html}");
    }

    #[test]
    fn code_links_headings_and_parts_of_words_are_left_alone() {
        for html in [
            "<p><code>descriptor</code> and <a href=\"x\">a pool</a></p>",
            "<h3>Ways out</h3>",
            "<p>whirlpool, descriptor_table</p>",
            "<pre><span>descriptor</span></pre>",
            "<p title=\"a pool\">x</p>",
        ] {
            assert_eq!(glossed(html), html);
        }
    }

    #[test]
    fn words_of_every_day_are_marked_where_they_are_stressed() {
        assert_eq!(glossed("<p>It is released.</p>"), "<p>It is released.</p>");
        let html = glossed("<p>Line 2 <strong>releases</strong> it, and <em>acquired</em>.</p>");
        assert_eq!(html.matches("class=\"term\"").count(), 2, "{html}");
    }

    #[test]
    fn broken_html_stays_what_it_is() {
        for html in ["", "<", "a < b pool", "<p", "</p></p></p>"] {
            let glossed = glossed(html);
            let plain = glossed.split("<span").next().unwrap_or_default();
            assert!(html.starts_with(plain.trim_end_matches('>')), "{glossed}");
        }
    }
}
