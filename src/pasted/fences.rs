//! Code with text around it: Markdown's fences, and what wikis, forums and documentation have for them.

mod embedded;
mod marks;

use super::page::{Line, Page};
use super::prose::{is_code, is_prose, is_python};
use super::quotes::mark;
use crate::edits::Replacement;
use marks::{Close, End, Fence, Language, close, open};

/// A piece of code in a text, without the lines that mark it.
struct Block<'t> {
    language: Language,
    /// How far its fence is indented.
    indent: usize,
    /// Whether it is in what a mail quotes, with `>` before each line.
    is_quoted: bool,
    lines: Vec<Line<'t>>,
    /// What is cut off its first and its last line.
    rest: Vec<Replacement>,
}

impl<'t> Block<'t> {
    /// It ends in a line, behind so many bytes.
    fn end(&mut self, line: &Line<'t>, code: usize) {
        if !line.text[..code].trim().is_empty() {
            self.lines.push(*line);
            self.rest.push(line.replace(code, line.text.len(), ""));
        }
    }

    fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| self.code(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What of a line is code.
    fn code<'l>(&self, line: &Line<'l>) -> &'l str {
        match self.is_quoted {
            true => &line.text[mark(line.text)..],
            false => line.text,
        }
    }

    /// A line is in it, which may be its last.
    fn take(&mut self, line: &Line<'t>, fence: &Fence) -> Option<Close> {
        let quotes = line.text.len() - self.code(line).len();
        if self.is_quoted && quotes == 0 {
            return Some(Close::Before);
        }
        let close = close(self.code(line), fence);
        match close {
            None => {
                self.lines.push(*line);
                self.rest.extend((quotes > 0).then(|| line.behind(quotes)));
                self.rest.extend(unescaped(line, fence));
            }
            Some(Close::In(code)) if !self.is_quoted => self.end(line, code),
            Some(_) => {}
        }
        close
    }
}

/// What is left out: what stands around the code, and code in other languages.
pub(super) fn cuts(page: &Page<'_>) -> Vec<Replacement> {
    let blocks = blocks(page);
    if blocks.is_empty() {
        return directives(page);
    }
    let is_only = blocks.len() == 1;
    let wanted: Vec<&Block<'_>> = (blocks.iter())
        .filter(|block| match block.language {
            Language::Python => true,
            Language::Unsaid => is_only || is_likely(&block.text()),
            Language::Other => false,
        })
        .collect();
    let within: usize = wanted
        .iter()
        .map(|block| {
            block
                .lines
                .iter()
                .filter(|it| is_code(block.code(it)))
                .count()
        })
        .sum();
    let taken: Vec<u32> = (blocks.iter())
        .flat_map(|it| it.lines.iter().map(|line| line.start))
        .collect();
    // Where a quote is missing, strings and code have changed places: so strings count as well.
    let is_around = |line: &&Line<'_>| taken.binary_search(&line.start).is_err();
    let around = page.lines.iter().filter(is_around);
    let around = around.filter(|line| is_code(line.text)).count();
    if wanted.is_empty() || around > within.max(1) {
        return Vec::new();
    }
    let mut cuts: Vec<Replacement> = Vec::new();
    let mut kept = wanted
        .iter()
        .flat_map(|block| block.lines.iter().map(|line| (line, block.indent)))
        .peekable();
    for line in &page.lines {
        match kept.next_if(|(it, _)| it.start == line.start) {
            Some((line, indent)) => {
                let margin = line.indent().min(indent);
                if margin > 0 {
                    cuts.push(line.behind(margin));
                }
            }
            None => cuts.push(line.drop()),
        }
    }
    cuts.extend(wanted.iter().flat_map(|it| it.rest.iter().cloned()));
    cuts.sort();
    cuts
}

/// Whether a block whose language is not said is Python.
fn is_likely(text: &str) -> bool {
    text.contains(">>> ") || text.contains("In [") || text.contains("@@ -") || is_python(text)
}

/// The pieces of code of a text, which may end in one of them.
fn blocks<'t>(page: &Page<'t>) -> Vec<Block<'t>> {
    let mut blocks: Vec<Block<'t>> = Vec::new();
    let mut inside: Option<(Fence, Block<'t>)> = None;
    for (at, line) in page.lines.iter().enumerate() {
        if let Some((fence, mut block)) = inside.take() {
            let close = block.take(line, &fence);
            match close {
                None => inside = Some((fence, block)),
                Some(_) => blocks.push(block),
            }
            if close != Some(Close::Before) {
                continue;
            }
        }
        if page.is_in_string(at) || is_underline(page, at) {
            continue;
        }
        let above = at.checked_sub(1).map_or("", |at| page.lines[at].text);
        inside = begin(line, above);
        // What begins in a line may end in it.
        if let Some((fence, block)) = &mut inside
            && let [only] = block.rest.as_slice()
        {
            let from = only.range.end as usize - line.start as usize;
            if let Some(Close::In(code)) = close(&line.text[from..], fence) {
                block
                    .rest
                    .push(line.replace(from + code, line.text.len(), ""));
                blocks.extend(inside.take().map(|(_, block)| block));
            }
        }
    }
    blocks.extend(inside.map(|(_, block)| block));
    blocks
}

/// Between double quotes a shell wants a backslash before those of the code.
fn unescaped(line: &Line<'_>, fence: &Fence) -> Vec<Replacement> {
    if !matches!(fence.end, End::Quote('"')) {
        return Vec::new();
    }
    let escaped = line.text.match_indices("\\\"");
    escaped
        .map(|(at, _)| line.replace(at, at + 1, ""))
        .collect()
}

/// Whether a line of tildes underlines a heading.
fn is_underline(page: &Page<'_>, at: usize) -> bool {
    let text = page.lines[at].text.trim();
    let is_rule = text.len() > 3 && text.chars().all(|c| c == '~');
    let before = at.checked_sub(1).map(|at| page.lines[at].text.trim());
    is_rule && (text.len() > 6 || before.is_some_and(|before| !before.is_empty()))
}

fn begin<'t>(line: &Line<'t>, above: &str) -> Option<(Fence, Block<'t>)> {
    let quotes = mark(line.text);
    let (fence, code) = match quotes {
        0 => open(line.text, above)?,
        _ => open(&line.text[quotes..], "").filter(|(_, code)| code.is_none())?,
    };
    let mut block = Block {
        language: fence.language,
        indent: line.indent(),
        is_quoted: quotes > 0,
        lines: Vec::new(),
        rest: Vec::new(),
    };
    if let Some(code) = code {
        block.lines.push(*line);
        block.rest.push(line.behind(code));
        block.indent = 0;
    }
    Some((fence, block))
}

/// reStructuredText: code is indented below a directive, or below a line that ends in two colons.
fn directives(page: &Page<'_>) -> Vec<Replacement> {
    let announces = |(at, line): &(usize, Line<'_>)| {
        let text = line.text.trim();
        let directive = text.strip_prefix(".. ").and_then(|it| it.split_once("::"));
        let is_code = directive.is_some_and(|(name, language)| {
            let language = language.trim().to_ascii_lowercase();
            let is_python = language.is_empty()
                || language.starts_with("py")
                || language.starts_with("ipython");
            name == "ipython" || (["code-block", "code", "sourcecode"].contains(&name) && is_python)
        });
        let is_literal = text.ends_with("::") && !text.starts_with("..") && is_prose(text);
        (is_code || is_literal).then_some((*at, line.indent()))
    };
    let heads: Vec<(usize, usize)> = page.outside().filter_map(|it| announces(&it)).collect();
    if heads.is_empty() {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    let mut heads = heads.into_iter().peekable();
    // The margin of the head, and that of its code.
    let mut inside: Option<(usize, Option<usize>)> = None;
    let (mut code, mut around) = (0, 0);
    for (at, line) in page.lines.iter().enumerate() {
        if let Some((_, margin)) = heads.next_if(|(head, _)| *head == at) {
            inside = Some((margin, None));
            cuts.push(line.drop());
            continue;
        }
        match inside {
            _ if line.is_blank() => {}
            Some((margin, _)) if line.indent() <= margin => {
                inside = None;
                around += usize::from(is_code(line.text));
                cuts.push(line.drop());
            }
            Some((_, None)) if line.text.trim_start().starts_with(':') => cuts.push(line.drop()),
            Some((margin, of_code)) => {
                let of_code = of_code.unwrap_or(line.indent());
                inside = Some((margin, Some(of_code)));
                code += usize::from(is_code(line.text));
                cuts.push(line.behind(of_code.min(line.indent())));
            }
            None => {
                around += usize::from(is_code(line.text));
                cuts.push(line.drop());
            }
        }
    }
    if code == 0 || around * 4 > code {
        Vec::new()
    } else {
        cuts
    }
}
