//! One format, three uses: lessons, rule documentation and test cases are Markdown whose fenced
//! Python carries what the analyzer is expected to say, as comments.
//!
//! ```text
//! f = open(path)   # error: [never-released]
//! f = open(path)   # exits: return 4 released, raise 3 leaked
//! f = open(path)   # clean
//! f = open(path)   # MISSING: [overwritten] loops are not unrolled
//! f = open(path)   # SPURIOUS: [never-released] the callee closes it
//! ```
//!
//! A comment at the end of a line is about that line; a comment alone on a line is about the next
//! line of code. Several may share a line. Every finding must be expected and every expectation
//! met, so a snippet without comments says "nothing is wrong here". `MISSING` is a known miss and
//! `SPURIOUS` a known false alarm: both are executed, and both fail on the day they stop being
//! true, so that they get promoted.
//!
//! The words after `python` on the opening fence: `all` also shows the findings that are hidden by
//! default, `ignore` means that the snippet is not analysed. Other words belong to whoever reads
//! the snippet (a lesson has its own). A fence marked `output` belongs to the Python before it.
//!
//! This module reads and compares text. It opens no file, runs no Python and does not know where
//! a document lives: the caller names the file when it prints a [`Mismatch`].

mod comments;
mod expect;
mod output;
mod verify;

use crate::check::{self, Options, report::Confidence};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use std::fmt;

pub use expect::{ExitExpectation, Exits, Expectation, Expected};
pub use output::agrees;
pub use verify::verify;

/// A fenced piece of code with what is expected of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The headings above it, outermost first, joined by ` › `.
    pub title: String,
    /// Line of the document its first line of code is on, from 1.
    pub line: u32,
    /// The words of the fence's info string, the language first.
    pub info: Vec<String>,
    /// The code as written, comments included.
    pub code: String,
    /// What the comments say, in source order.
    pub expectations: Vec<Expectation>,
    /// Comments that look like expectations and are not: each fails the snippet.
    pub malformed: Vec<Mismatch>,
    /// The text of the `output` fence that follows, if there is one.
    pub output: Option<String>,
}

/// Something that is not as the document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Line of the document, from 1.
    pub line: u32,
    /// What the document says.
    pub expected: String,
    /// What is so.
    pub got: String,
}

impl Mismatch {
    /// The mismatch as `file:line: expected …, got …`.
    pub fn in_file(&self, file: &str) -> String {
        format!("{file}:{self}")
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, got {}",
            self.line, self.expected, self.got
        )
    }
}

impl Snippet {
    /// Whether the fence's info string has this word.
    pub fn has(&self, word: &str) -> bool {
        self.info.iter().any(|each| each == word)
    }

    /// Whether it is Python.
    pub fn is_python(&self) -> bool {
        self.info
            .first()
            .is_some_and(|language| language == "python")
    }

    /// Whether it is Python that the analyzer is to be asked about.
    pub fn is_checked(&self) -> bool {
        self.is_python() && !self.has("ignore")
    }

    /// The analyzer's options for this snippet.
    pub fn options(&self) -> Options {
        let mut options = Options::default();
        if self.has("all") {
            options.show = Confidence::ALL.to_vec();
        }
        options
    }

    /// The code as a reader sees it: without the expectations. Line numbers stay the same unless
    /// an expectation has a line of its own.
    pub fn shown(&self) -> String {
        comments::strip(&self.code)
    }
}

/// Analyses one snippet and compares. Snippets that are not analysed have nothing to say.
pub fn run(snippet: &Snippet) -> Vec<Mismatch> {
    if !snippet.is_checked() {
        return Vec::new();
    }
    verify(
        snippet,
        &check::check("snippet.py", &snippet.code, &snippet.options()),
    )
}

/// Every fenced snippet of a Markdown document, in order.
pub fn snippets(markdown: &str) -> Vec<Snippet> {
    let markdown = plain(markdown);
    let mut reader = Reader {
        headings: Vec::new(),
        snippets: Vec::new(),
        state: State::Prose,
    };
    for (event, range) in Parser::new_ext(&markdown, options()).into_offset_iter() {
        let line = 1 + markdown.get(..range.start).map_or(0, count_lines);
        reader.read(event, line);
    }
    reader.snippets
}

/// The Markdown that every document of the project is written in.
pub fn options() -> pulldown_cmark::Options {
    use pulldown_cmark::Options;
    Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// A document as the parsers here like it: no byte-order mark, `\n` at the end of lines.
pub fn plain(text: &str) -> String {
    text.trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n")
}

fn count_lines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

/// Where the reader is.
enum State {
    Prose,
    Heading(HeadingLevel, String),
    Code(Snippet),
}

struct Reader {
    headings: Vec<(HeadingLevel, String)>,
    snippets: Vec<Snippet>,
    state: State,
}

impl Reader {
    fn read(&mut self, event: Event<'_>, line: u32) {
        match (event, &mut self.state) {
            (Event::Start(Tag::Heading { level, .. }), _) => {
                self.state = State::Heading(level, String::new());
            }
            (Event::Text(text) | Event::Code(text), State::Heading(_, title)) => {
                title.push_str(&text);
            }
            (Event::End(TagEnd::Heading(_)), State::Heading(level, title)) => {
                self.headings.retain(|(above, _)| above < level);
                self.headings.push((*level, std::mem::take(title)));
                self.state = State::Prose;
            }
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), _) => {
                let titles: Vec<&str> = self.headings.iter().map(|(_, t)| t.as_str()).collect();
                self.state = State::Code(Snippet {
                    title: titles.join(" › "),
                    line: line + 1,
                    info: info.split_whitespace().map(str::to_owned).collect(),
                    ..Snippet::default()
                });
            }
            (Event::Text(text), State::Code(snippet)) => snippet.code.push_str(&text),
            (Event::End(TagEnd::CodeBlock), State::Code(snippet)) => {
                let snippet = std::mem::take(snippet);
                self.state = State::Prose;
                self.finish(snippet);
            }
            _ => {}
        }
    }

    fn finish(&mut self, mut snippet: Snippet) {
        if snippet.has("output") {
            // What is asked before it is shown, a number or a line, may stand between.
            let is_asked = |it: &Snippet| it.has("number") || it.has("line");
            let before = self.snippets.iter_mut().rfind(|it| !is_asked(it));
            if let Some(program) = before.filter(|before| before.is_python()) {
                program.output = Some(snippet.code);
                return;
            }
            snippet.malformed.push(Mismatch {
                line: snippet.line,
                expected: "`output` to follow the Python that prints it".to_owned(),
                got: "no Python before it".to_owned(),
            });
        }
        if snippet.is_checked() {
            expect::read(&mut snippet);
        }
        self.snippets.push(snippet);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_fences_with_their_titles_and_lines() {
        let found = snippets(
            "\u{feff}# Files\r\n\r\n## Late `close`\r\n\r\n```python run\r\nf = open(p)\r\n```\r\n\r\n```output\r\nhi\r\n```\r\n",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].title, "Files › Late close");
        assert_eq!(found[0].line, 6);
        assert_eq!(found[0].info, ["python", "run"]);
        assert_eq!(found[0].code, "f = open(p)\n");
        assert_eq!(found[0].output.as_deref(), Some("hi\n"));
    }

    #[test]
    fn a_fence_inside_a_list_keeps_its_lines() {
        let found = snippets("- one\n\n  ```python\n  a = 1\n  b = 2\n  ```\n");
        assert_eq!(
            (found[0].line, found[0].code.as_str()),
            (4, "a = 1\nb = 2\n")
        );
    }

    #[test]
    fn output_without_a_program_is_a_mistake() {
        let found = snippets("```output\nhi\n```\n");
        assert_eq!(found[0].malformed.len(), 1);
    }

    #[test]
    fn what_a_reader_sees_has_no_expectations() {
        let found = snippets(
            "```python\n# error: [a]\nf = open(p)  # clean\ng = '# clean'  # stays\n```\n",
        );
        assert_eq!(found[0].shown(), "f = open(p)\ng = '# clean'  # stays\n");
    }
}
