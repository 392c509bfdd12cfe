//! The paths that Rust code names, read without a compiler.

use std::iter::Peekable;
use std::str::Chars;

/// Where a path begins that leads to this crate.
const STARTS: [&str; 4] = ["crate", "leaklab", "super", "self"];

/// The paths of a text that begin in this crate, with the line: of `use crate::{a::b, c};` these are
/// `crate::a::b` and `crate::c`. Comment lines are left out.
pub fn paths(text: &str) -> Vec<(usize, Vec<String>)> {
    let code: Vec<&str> = (text.lines())
        .map(|line| match line.trim_start().starts_with("//") {
            true => "",
            false => line,
        })
        .collect();
    let mut found = Vec::new();
    for (index, line) in code.iter().enumerate() {
        for start in STARTS {
            for (at, _) in line.match_indices(&format!("{start}::")) {
                let before = line.get(..at).and_then(|before| before.chars().next_back());
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                    continue;
                }
                // A list in braces may go over lines.
                let mut rest = line.get(at..).unwrap_or_default().to_owned();
                for next in &code[index + 1..] {
                    if rest.matches('{').count() <= rest.matches('}').count() {
                        break;
                    }
                    rest.push_str(next);
                }
                let mut each = Vec::new();
                expand(&mut rest.chars().peekable(), &[], &mut each);
                found.extend(each.into_iter().map(|path| (index + 1, path)));
            }
        }
    }
    found
}

/// Reads one path, or the list that stands in its place.
fn expand(rest: &mut Peekable<Chars<'_>>, before: &[String], found: &mut Vec<Vec<String>>) {
    while rest.next_if(|c| c.is_whitespace()).is_some() {}
    if rest.next_if_eq(&'{').is_some() {
        loop {
            expand(rest, before, found);
            // Up to the next of the list; `as` and its name are passed over.
            match rest.find(|c| *c == ',' || *c == '}') {
                Some(',') => {}
                _ => return,
            }
        }
    }
    let mut word = String::new();
    while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || "_*".contains(*c)) {
        word.push(c);
    }
    if word.is_empty() {
        return;
    }
    let path = [before, &[word]].concat();
    let mut behind = rest.clone();
    let goes_on = behind.next() == Some(':') && behind.next() == Some(':');
    if goes_on && behind.next().is_some_and(|c| c != '<') {
        rest.nth(1);
        expand(rest, &path, found);
    } else {
        found.push(path);
    }
}

#[test]
fn reads_paths_as_written() {
    let text = "use crate::a::{\n    b::{C, d as e},\n    f,\n};\n// use crate::g;\n\
                let x = super::super::h::new(); my_crate::i(); self::j::<u8>();\n";
    let found: Vec<String> = (paths(text).into_iter())
        .map(|(line, path)| format!("{line} {}", path.join("::")))
        .collect();
    assert_eq!(
        found,
        [
            "1 crate::a::b::C",
            "1 crate::a::b::d",
            "1 crate::a::f",
            "6 super::super::h::new",
            "6 self::j",
        ]
    );
}
