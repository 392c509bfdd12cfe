//! The Markdown of a lesson, cut into steps and sections at its headings.

use super::{Problem, html};
use crate::literate;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

/// An event of the Markdown parser and the line of the file it begins on.
pub(super) type Marked<'t> = (Event<'t>, u32);

/// Part of a document below one heading.
#[derive(Debug, Default)]
pub(super) struct Section<'t> {
    /// Text of the heading, as HTML without paragraphs; empty before the first heading.
    pub(super) title: String,
    /// Text of the heading, plain.
    pub(super) name: String,
    /// The heading's `{#id}`, if it has one.
    pub(super) id: Option<String>,
    /// The heading's `{.class}`es.
    pub(super) classes: Vec<String>,
    /// Line of the heading, from 1.
    pub(super) line: u32,
    /// What stands below it, up to the next heading of its level or above.
    pub(super) events: Vec<Marked<'t>>,
}

/// A fence of a section.
pub(super) struct Fence {
    /// The words of its info string.
    pub(super) info: Vec<String>,
    /// Its text.
    pub(super) text: String,
    /// Line of the file the fence opens on, from 1.
    pub(super) line: u32,
}

impl Fence {
    /// Whether the info string has this word.
    pub(super) fn has(&self, word: &str) -> bool {
        self.info.iter().any(|each| each == word)
    }

    /// The code as a learner sees it.
    pub(super) fn shown(&self) -> String {
        let document = format!("~~~~~~~python\n{}~~~~~~~\n", self.text);
        literate::snippets(&document)
            .first()
            .map_or_else(|| self.text.clone(), |s| s.shown())
    }
}

/// Every event of a document; `skipped` lines stand before it in its file.
pub(super) fn events(markdown: &str, skipped: u32) -> Vec<Marked<'_>> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(markdown.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    Parser::new_ext(markdown, literate::options())
        .into_offset_iter()
        .map(|(event, range)| {
            let line = starts.partition_point(|start| *start <= range.start);
            (
                event,
                u32::try_from(line)
                    .unwrap_or(u32::MAX)
                    .saturating_add(skipped),
            )
        })
        .collect()
}

/// Cuts at the headings of one level. The first section is what stands before the first of them.
pub(super) fn sections<'t>(events: Vec<Marked<'t>>, level: HeadingLevel) -> Vec<Section<'t>> {
    let mut found = vec![Section::default()];
    let mut heading: Option<Vec<Event<'t>>> = None;
    for (event, line) in events {
        match (event, &mut heading) {
            (
                Event::Start(Tag::Heading {
                    level: at,
                    id,
                    classes,
                    ..
                }),
                _,
            ) if at == level => {
                found.push(Section {
                    id: id.map(|id| id.to_string()),
                    classes: classes.iter().map(ToString::to_string).collect(),
                    line,
                    ..Section::default()
                });
                heading = Some(Vec::new());
            }
            (Event::End(TagEnd::Heading(at)), Some(title)) if at == level => {
                if let Some(section) = found.last_mut() {
                    section.name = plain(title);
                    section.title = html::from_events(std::mem::take(title).into_iter());
                }
                heading = None;
            }
            (event, Some(title)) => title.push(event),
            (event, None) => {
                if let Some(section) = found.last_mut() {
                    section.events.push((event, line));
                }
            }
        }
    }
    found
}

/// The words of some events.
pub(super) fn plain(events: &[Event<'_>]) -> String {
    let words: Vec<&str> = (events.iter())
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect();
    words.concat()
}

/// Whether there is a fence with this word.
pub(super) fn has_fence(events: &[Marked<'_>], word: &str) -> bool {
    events.iter().any(|(event, _)| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            info.split_whitespace().any(|each| each == word)
        }
        _ => false,
    })
}

/// Where the first Python fence with this word begins, if it stands for itself and in nothing else.
pub(super) fn place_of_fence(events: &[Marked<'_>], word: &str) -> Option<usize> {
    let mut depth = 0_u32;
    events.iter().position(|(event, _)| {
        let is_it = match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if depth == 0 => {
                let has = |word| info.split_whitespace().any(|each| each == word);
                has("python") && has(word)
            }
            _ => false,
        };
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_it
    })
}

/// Takes out the fences that `wanted` asks for.
pub(super) fn take_fences(
    events: &mut Vec<Marked<'_>>,
    wanted: impl Fn(&Fence) -> bool,
) -> Vec<Fence> {
    let mut taken = Vec::new();
    let mut kept = Vec::new();
    let mut open: Option<(Fence, Vec<Marked<'_>>)> = None;
    for (event, line) in events.drain(..) {
        match &mut open {
            None => {
                if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = &event {
                    let info = info.split_whitespace().map(str::to_owned).collect();
                    let fence = Fence {
                        info,
                        text: String::new(),
                        line,
                    };
                    open = Some((fence, vec![(event, line)]));
                } else {
                    kept.push((event, line));
                }
            }
            Some((fence, held)) => {
                if let Event::Text(text) = &event {
                    fence.text.push_str(text);
                }
                let ends = matches!(event, Event::End(TagEnd::CodeBlock));
                held.push((event, line));
                if ends && let Some((fence, held)) = open.take() {
                    if wanted(&fence) {
                        taken.push(fence);
                    } else {
                        kept.extend(held);
                    }
                }
            }
        }
    }
    *events = kept;
    taken
}

/// A list and what stands around it.
pub(super) struct List<'t> {
    /// What stands before it.
    pub(super) before: Vec<Marked<'t>>,
    /// Its items.
    pub(super) items: Vec<Vec<Marked<'t>>>,
    /// What stands after it.
    pub(super) after: Vec<Marked<'t>>,
}

/// The first list that `wanted` accepts, given the events from its start on.
pub(super) fn take_list<'t>(
    events: Vec<Marked<'t>>,
    wanted: impl Fn(&[Marked<'t>]) -> bool,
) -> Option<List<'t>> {
    let start = (0..events.len()).find(|&at| {
        matches!(events.get(at), Some((Event::Start(Tag::List(_)), _)))
            && events.get(at..).is_some_and(&wanted)
    })?;
    let mut before = events;
    let mut rest = before.split_off(start).into_iter();
    rest.next();
    let (mut depth, mut items, mut item) = (0_u32, Vec::new(), Vec::new());
    for (event, line) in rest.by_ref() {
        match &event {
            Event::Start(Tag::Item) if depth == 0 => {
                depth = 1;
                continue;
            }
            Event::End(TagEnd::Item) if depth == 1 => {
                depth = 0;
                items.push(std::mem::take(&mut item));
                continue;
            }
            Event::End(TagEnd::List(_)) if depth == 0 => break,
            Event::Start(Tag::Item) => depth += 1,
            Event::End(TagEnd::Item) => depth -= 1,
            _ => {}
        }
        item.push((event, line));
    }
    Some(List {
        before,
        items,
        after: rest.collect(),
    })
}

/// Events as HTML.
pub(super) fn to_html(events: Vec<Marked<'_>>) -> String {
    html::from_events(events.into_iter().map(|(event, _)| event))
}

/// Splits off the last paragraph.
pub(super) fn split_last_paragraph<'t>(
    mut events: Vec<Marked<'t>>,
) -> (Vec<Marked<'t>>, Vec<Marked<'t>>) {
    let ends = matches!(events.last(), Some((Event::End(TagEnd::Paragraph), _)));
    let start = (events.iter())
        .rposition(|(event, _)| matches!(event, Event::Start(Tag::Paragraph)))
        .filter(|_| ends);
    match start {
        Some(start) => {
            let last = events.split_off(start);
            (events, last)
        }
        None => (events, Vec::new()),
    }
}

/// A problem on a line.
pub(super) fn problem(line: u32, message: impl Into<String>) -> Problem {
    Problem {
        line,
        message: message.into(),
    }
}
