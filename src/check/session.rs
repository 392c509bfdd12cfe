//! A text that is being edited, and what is kept from one answer to the next.

use super::back::Back;
use super::details::Detailing;
use super::memory::Memory;
use super::{File, Source, together};
use crate::options::Options;
use crate::pasted::{self, Reading};
use crate::report::{FileReport, Repair};
use crate::resources::Catalogue;
use crate::syntax::Parser;

/// An editing session: keeps the syntax tree, so that the next text is parsed incrementally.
pub struct Session {
    pub(super) options: Options,
    pub(super) catalogue: Catalogue,
    pub(super) parser: Parser,
    pub(super) memory: Option<Memory>,
    pub(super) detailing: Option<Detailing>,
    /// The last text as it was pasted, and as it is read, if these differ.
    pub(super) pasted: Option<(String, Reading)>,
    pasting: Pasting,
    work: usize,
}

/// What is done with a text that was pasted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pasting {
    /// It is read through.
    Read,
    /// It is taken as it is.
    Refused,
}

impl Session {
    /// A session with no text yet.
    pub fn new(options: Options) -> Self {
        // The tests read the catalogue; without it, nothing is found and everything else works.
        let mut catalogue = Catalogue::builtin().unwrap_or_default();
        catalogue.extend(options.resources.iter().cloned());
        catalogue.extend_registries(options.registries.iter().cloned());
        Self {
            options,
            catalogue,
            parser: Parser::default(),
            memory: None,
            detailing: None,
            pasted: None,
            pasting: Pasting::Read,
            work: 0,
        }
    }

    /// A session for texts that have to be programs as they are.
    pub(super) fn as_written(options: Options) -> Self {
        Self {
            pasting: Pasting::Refused,
            ..Self::new(options)
        }
    }

    /// Analyses `text`, reusing whatever of the previous text's tree is unchanged.
    pub fn check(&mut self, path: &str, text: &str) -> FileReport {
        let options = self.options.clone();
        self.check_with(path, text, &options, Kept::Yes)
    }

    /// The same for a text that is not edited: nothing of what was found is kept.
    pub fn check_once(&mut self, path: &str, text: &str) -> FileReport {
        let options = self.options.clone();
        self.forget_answers();
        self.check_with(path, text, &options, Kept::No)
    }

    /// The same without the details, whatever the options say: sooner, for the next keystroke.
    pub fn sketch(&mut self, path: &str, text: &str) -> FileReport {
        let options = Options {
            details: false,
            ..self.options.clone()
        };
        self.check_with(path, text, &options, Kept::Yes)
    }

    /// The fixes that can be made together: of everything that was found, then of each rule that was
    /// found more than once. `report` is what [`check`](Self::check) has said of this text.
    pub fn repairs(&self, path: &str, text: &str, report: &FileReport) -> Vec<Repair> {
        together::repairs(path, text, report, &self.catalogue, &self.options)
    }

    /// Forgets the last text: what comes next has nothing to do with it.
    pub fn forget(&mut self) {
        self.parser.forget();
        self.forget_answers();
    }

    /// Forgets what was found in the last text, but not how it was read: the next answer is worked out
    /// anew, from the same syntax tree as if it had not been.
    pub fn forget_answers(&mut self) {
        self.memory = None;
        self.detailing = None;
        self.pasted = None;
    }

    /// How much work the last answer was, in the unit of `budget`: states of paths, each times what is
    /// known in it. The same on every machine.
    pub fn work(&self) -> usize {
        self.work
    }

    fn check_with(&mut self, path: &str, text: &str, options: &Options, kept: Kept) -> FileReport {
        let mut report = self.look(path, text, options, kept);
        if let Some((pasted, reading)) = &self.pasted {
            Back::of(pasted, reading).report(&mut report);
        }
        report
    }

    /// What is found, with its places in the text that is read.
    pub(super) fn look(
        &mut self,
        path: &str,
        text: &str,
        options: &Options,
        kept: Kept,
    ) -> FileReport {
        self.detailing = None;
        let parsed = match kept {
            Kept::Yes => self.parser.parse(text),
            Kept::No => self.parser.parse_once(text),
        };
        let reading = match self.pasting {
            Pasting::Read => pasted::read(text, parsed),
            Pasting::Refused => None,
        };
        // What another parser has read has other functions.
        if reading.is_some() || self.pasted.is_some() {
            self.memory = None;
        }
        self.pasted = reading.map(|reading| (text.to_owned(), reading));
        let file = file(path, text, &self.parser, self.pasted.as_ref());
        let memory = (kept == Kept::Yes).then_some(&mut self.memory);
        let (mut report, work) = file.report(&self.catalogue, options, memory);
        path.clone_into(&mut report.path);
        self.work = work;
        report
    }

    /// Whether this is the text that was looked at last.
    pub(super) fn knows(&self, text: &str) -> bool {
        match (&self.pasted, &self.memory) {
            (Some((pasted, _)), Some(_)) => pasted == text,
            (None, Some(memory)) => memory.text == text,
            (_, None) => false,
        }
    }
}

/// The file that is analysed: the text, or what it is read through to.
pub(super) fn file<'a>(
    path: &'a str,
    text: &'a str,
    parser: &'a Parser,
    pasted: Option<&'a (String, Reading)>,
) -> File<'a> {
    match pasted {
        Some((_, reading)) => File {
            source: Source::Pasted,
            ..File::new(path, &reading.text, &reading.parsed)
        },
        None => File::new(path, text, parser.parsed()),
    }
}

/// Whether what is found is kept for the next text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is.
    Yes,
    /// It is not.
    No,
}
